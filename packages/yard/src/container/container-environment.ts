import { join } from "node:path";

import type { TrainingJob } from "../sagemaker/training-job.ts";
import type { ClusterNode } from "./cluster.ts";
import { mapContainerPaths } from "./container-path.ts";
import { rootVariable } from "./processes.ts";

/** What a container may take over from the machine, so that requirements install behind a proxy or from a mirror. */
const inherited = /^(?:PIP_.+|(?:https?|all|no)_proxy|SSL_CERT_(?:FILE|DIR)|REQUESTS_CA_BUNDLE)$/i;

/** Those variables of the yard's own environment that a job gets too. */
export function machineVariables(): Record<string, string> {
  const kept = Object.entries(process.env).filter(([name, value]) => inherited.test(name) && value !== undefined);
  return Object.fromEntries(kept) as Record<string, string>;
}

export interface EnvironmentOptions {
  readonly job: TrainingJob;
  readonly root: string;
  readonly path: string;
  readonly node: ClusterNode;
  readonly nodes: number;
  /** Where the instances of a job with several of them meet. */
  readonly port: number | undefined;
}

/** The whole environment of a container's main process; nothing else of the yard's own gets in. */
export function containerEnvironment({
  job,
  root,
  path,
  node,
  nodes,
  port,
}: EnvironmentOptions): Record<string, string> {
  const asked = Object.entries(job.request.Environment ?? {}).map(([name, value]) => [
    name,
    mapContainerPaths(value, root),
  ]);
  const topology =
    port === undefined
      ? {}
      : { SWITCHYARD_TOPOLOGY: JSON.stringify({ nodes, rank: node.rank, address: "127.0.0.1", port }) };
  return {
    ...machineVariables(),
    PATH: path,
    HOME: join(root, "home"),
    TMPDIR: join(root, "tmp"),
    LANG: "C.UTF-8",
    TRAINING_JOB_NAME: job.name,
    TRAINING_JOB_ARN: job.arn,
    AWS_REGION: job.region,
    ...Object.fromEntries(asked),
    [rootVariable]: root,
    ...topology,
  };
}
