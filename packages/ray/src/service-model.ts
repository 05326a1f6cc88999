/** One shape of a request, as JSON Schema says it; without a type, anything. */
export interface Shape {
  readonly type?: "string" | "integer" | "number" | "boolean" | "array" | "object";
  /** Name of a shared shape; nothing else stands beside it. */
  readonly ref?: string;
  /** The members of an object; another one is refused. */
  readonly properties?: Readonly<Record<string, Shape>>;
  readonly required?: readonly string[];
  /** What each value of a map is. */
  readonly additionalProperties?: Shape;
  readonly items?: Shape;
  readonly minItems?: number;
  readonly enum?: readonly string[];
  /** Found anywhere in the text. */
  readonly pattern?: string;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  /** A number, or text that has the pattern: a Kubernetes quantity. */
  readonly intOrString?: boolean;
  /** One of these, told apart by their types. */
  readonly oneOf?: readonly Shape[];
}
