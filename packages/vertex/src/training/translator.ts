import type { TrainingTranslator } from "@switchyard/core";
import { coverage } from "../coverage.ts";
import type { VertexRequest } from "../native-types.ts";
import type { ResolvedSettings } from "../settings.ts";
import { layout } from "./container.ts";
import { imageTransformers } from "./image-transformers.ts";
import { translate } from "./translate.ts";
import { translateTuning } from "./tuning.ts";

/** Vertex AI as core sees it. */
export function vertexTranslator(settings: ResolvedSettings): TrainingTranslator<VertexRequest> {
  return {
    contract: 1,
    platform: "vertex",
    coverage,
    layout,
    settings: {
      "vertex.project": settings.project,
      "vertex.region": settings.region,
      "vertex.store": settings.store,
      "vertex.mount": settings.mount,
      "vertex.serviceAccount": settings.serviceAccount,
      "vertex.network": settings.network,
      "vertex.encryptionKey": settings.encryptionKey,
      "vertex.labels":
        settings.labels === undefined ? undefined : JSON.stringify(Object.entries(settings.labels).sort()),
      "vertex.endpoint": settings.endpoint,
    },
    imageTransformers,
    translate: (input) => translate(input, settings),
    lift: async (native) => (await import("./lift.ts")).lift(native, settings),
    translateTuning: (input) => translateTuning(input, settings),
  };
}
