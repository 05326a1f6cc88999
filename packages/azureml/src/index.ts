/** Planning of training on Azure Machine Learning, as its native requests. */
export { createAzureML } from "./platform.ts";
export type { AzureML } from "./platform.ts";
export type { AzureMLSettings } from "./settings.ts";
export type { AzureMLRequest, AzureMLTraining, AzureMLTypes, CommandJob, SweepJob } from "./native-types.ts";
