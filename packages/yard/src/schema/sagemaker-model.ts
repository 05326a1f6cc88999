import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

import type { ServiceModel } from "./model.ts";

/** Amazon's own model of the training operations, as the SageMaker package ships it (data, no code). */
export function loadSageMakerModel(): ServiceModel {
  const path = createRequire(import.meta.url).resolve("@switchyard/sagemaker/schema.data.json");
  return JSON.parse(readFileSync(path, "utf8")) as ServiceModel;
}
