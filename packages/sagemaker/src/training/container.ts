import type { ContainerLayout } from "@switchyard/core";

/** The input channel that carries the bundle. */
export const bundleChannel = "switchyard";

/** The archive's name in that channel. */
export const bundleFile = "source.tar.gz";

const channels = "/opt/ml/input/data";
const code = "/opt/ml/code";

/** Where a SageMaker container has its things, and the two minutes after a stop signal less a margin for the launcher. */
export const layout: ContainerLayout = {
  input: (name) => `${channels}/${name}`,
  output: "/opt/ml/switchyard/output",
  model: "/opt/ml/model",
  failureFile: "/opt/ml/output/failure",
  graceSeconds: 110,
};

/** SageMaker takes at most 256 characters in an argument; everything of the user's is in the bundle. */
export const startCommand = {
  ContainerEntrypoint: ["/bin/sh", "-c"],
  ContainerArguments: [
    `mkdir -p ${code} && tar -xzf ${channels}/${bundleChannel}/${bundleFile} -C ${code} && cd ${code} && exec python3 switchyard_launcher.py`,
  ],
};
