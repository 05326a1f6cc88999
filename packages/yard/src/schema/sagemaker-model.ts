import schema from "@switchyard/sagemaker/schema.data.json" with { type: "json" };
import type { ServiceModel } from "./model.ts";

/** Amazon's own model of the training operations, as the SageMaker package ships it: data, no code. Built in by the bundler. */
export const sagemakerModel: ServiceModel = schema as ServiceModel;
