/** One shape of the schema that the Ray package ships: data, no code. Another keyword is not used in a submission. */
export interface RequestShape {
  readonly type?: "string" | "integer" | "number" | "boolean" | "array" | "object";
  readonly properties?: Readonly<Record<string, RequestShape>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: RequestShape;
}
