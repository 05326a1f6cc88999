// Types `schema.data.json` for the compiler, which otherwise counts it among the sources and refuses it outside `src`.
import type { ServiceModel } from "./src/service-model.ts";

declare const schema: ServiceModel;
export = schema;
