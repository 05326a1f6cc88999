/** Training on Amazon SageMaker, through its native API. */
export { createSageMaker } from "./platform.ts";
export type { SageMaker } from "./platform.ts";
export type { SageMakerClients, SageMakerSettings } from "./settings.ts";
export type { SageMakerRequest, SageMakerTraining, SageMakerTypes } from "./native-types.ts";
