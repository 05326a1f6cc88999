import type { RunnableTranslator } from "@switchyard/core";
import { coverage } from "../coverage.ts";
import type { SageMakerRequest } from "../native-types.ts";
import type { ResolvedSettings } from "../settings.ts";
import { parseUri } from "../uri.ts";
import { layout, nativeProgram } from "./container.ts";
import { imageTransformers } from "./image-transformers.ts";
import { nativeRankSource } from "./native-rank.ts";
import { translate } from "./translate.ts";
import { translateTuning } from "./tuning.ts";

/** SageMaker as core sees it while it plans. */
export function sagemakerTranslator(settings: ResolvedSettings): RunnableTranslator<SageMakerRequest> {
  return {
    contract: 1,
    platform: "sagemaker",
    coverage,
    layout,
    settings: {
      "sagemaker.region": settings.region,
      "sagemaker.role": settings.role,
      "sagemaker.store": settings.store,
      "sagemaker.registry": settings.registry,
      "sagemaker.smpRegistry": settings.smpRegistry,
    },
    imageTransformers,
    bundleFiles: ({ launch }) => (launch?.kind === "native" ? [{ path: nativeProgram, text: nativeRankSource }] : []),
    translate: (input) => translate(input, settings),
    translateTuning: (input) => translateTuning(input, settings),
    lift: async (native) => (await import("./lift.ts")).lift(native, settings),
    checkUri: (uri) => void parseUri(uri),
  };
}
