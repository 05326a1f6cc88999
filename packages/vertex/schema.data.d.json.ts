// Types `schema.data.json` for the compiler, which otherwise counts it among the sources and refuses it outside `src`.
import type { Field } from "./src/service-model.ts";

declare const schema: {
  readonly metadata: Readonly<Record<string, string>>;
  readonly operations: Readonly<Record<string, string>>;
  readonly messages: Readonly<Record<string, Readonly<Record<string, Field>>>>;
  /** Numbers by word. */
  readonly enums: Readonly<Record<string, Readonly<Record<string, number>>>>;
};
export = schema;
