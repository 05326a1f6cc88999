import type { RunnableTranslator } from "@switchyard/core";
import { coverage } from "../coverage.ts";
import type { RayRequest } from "../native-types.ts";
import type { ResolvedSettings } from "../settings.ts";
import { driverModules } from "../driver.gen.ts";
import { driverConfiguration } from "./configuration.ts";
import { configurationFile, layoutOf } from "./container.ts";
import { imageTransformers } from "./image-transformers.ts";
import { parseUri } from "../uri.ts";
import { storeUri } from "./rules/data.ts";
import { yamlStart } from "./runtime-env.ts";
import { translate } from "./translate.ts";
import { translateTuning } from "./tuning.ts";

/** Ray as core sees it. */
export function rayTranslator(settings: ResolvedSettings): RunnableTranslator<RayRequest> {
  const { address, store, submit, train, kuberay } = settings;
  const uri = store === undefined ? undefined : storeUri(store);
  return {
    contract: 1,
    platform: "ray",
    coverage,
    layout: layoutOf(settings),
    settings: {
      "ray.address": address,
      "ray.store": store,
      "ray.storeUri": uri,
      "ray.workingDirStart": uri === undefined ? undefined : yamlStart(uri),
      "ray.submit": submit,
      "ray.train": train,
      "ray.image": kuberay.image,
      "ray.cluster": kuberay.cluster,
      "ray.namespace": kuberay.namespace,
      "ray.rayVersion": kuberay.rayVersion,
      "ray.serviceAccount": kuberay.serviceAccount,
      "ray.queue": kuberay.queue,
      "ray.imagePullSecret": kuberay.imagePullSecret,
    },
    imageTransformers: (spec) => imageTransformers(spec, settings),
    bundleFiles: (spec, resources) =>
      train === "launcher"
        ? []
        : [
            ...driverModules,
            {
              path: configurationFile,
              text: `${JSON.stringify(driverConfiguration(spec, resources, settings), undefined, 1)}\n`,
            },
          ],
    translate: (input) => translate(input, settings),
    translateTuning: (input) => translateTuning(input, settings),
    lift: async (native) => (await import("./lift.ts")).lift(native, settings),
    checkUri: (uri) => void parseUri(uri),
  };
}
