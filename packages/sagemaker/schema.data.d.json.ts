// Types `schema.data.json` for the compiler, which otherwise counts it among the sources and refuses it outside `src`.
import type { Shape } from "./src/service-model.ts";

interface Operation {
  readonly input: string;
  readonly output?: string;
  readonly errors: readonly string[];
}

declare const schema: {
  readonly metadata: Readonly<Record<string, string>>;
  readonly operations: Readonly<Record<string, Operation>>;
  readonly shapes: Readonly<Record<string, Shape>>;
};
export = schema;
