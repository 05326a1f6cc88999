/** Planning training on Vertex AI, as its native requests. */
export { createVertex } from "./platform.ts";
export type { Vertex } from "./platform.ts";
export type { VertexSettings } from "./settings.ts";
export type { VertexRequest, VertexTraining, VertexTypes } from "./native-types.ts";
