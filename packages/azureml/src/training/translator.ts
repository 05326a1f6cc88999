import type { TrainingTranslator } from "@switchyard/core";
import { coverage } from "../coverage.ts";
import type { AzureMLRequest } from "../native-types.ts";
import type { ResolvedSettings } from "../settings.ts";
import { workspaceId } from "../uri.ts";
import { layout } from "./container.ts";
import { imageTransformers } from "./image-transformers.ts";
import { translate } from "./translate.ts";
import { translateTuning } from "./tuning.ts";

/** Azure Machine Learning as core sees it. */
export function azuremlTranslator(settings: ResolvedSettings): TrainingTranslator<AzureMLRequest> {
  return {
    contract: 1,
    platform: "azureml",
    coverage,
    layout,
    settings: {
      "azureml.workspaceId": workspaceId(settings),
      "azureml.region": settings.region,
      "azureml.compute": settings.compute,
      "azureml.identity": settings.identity,
      "azureml.store": settings.store,
      "azureml.codeStore": settings.codeStore,
      "azureml.apiVersion": settings.apiVersion,
    },
    imageTransformers,
    translate: (input) => translate(input, settings),
    lift: async (native) => (await import("./lift.ts")).lift(native, settings),
    translateTuning: (input) => translateTuning(input, settings),
  };
}
