// Types `schema.data.json` for the compiler, which otherwise counts it among the sources and refuses it outside `src`.
import type { Shape } from "./src/service-model.ts";

declare const schema: {
  readonly metadata: Readonly<Record<string, string>>;
  /** The body of each operation. */
  readonly operations: Readonly<Record<string, Shape>>;
  /** Shapes that stand in several places, by name. */
  readonly shapes: Readonly<Record<string, Shape>>;
};
export = schema;
