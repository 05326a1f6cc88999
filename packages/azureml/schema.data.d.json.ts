// Types `schema.data.json` for the compiler, which otherwise counts it among the sources and refuses it outside `src`.
import type { ObjectShape, Shape } from "./src/service-model.ts";

declare const schema: {
  readonly metadata: Readonly<Record<string, string>>;
  /** Stable api-versions, oldest first. */
  readonly versions: readonly string[];
  /** What stands under `properties` of each operation's body. */
  readonly operations: Readonly<Record<string, Shape>>;
  readonly objects: Readonly<Record<string, ObjectShape>>;
};
export = schema;
