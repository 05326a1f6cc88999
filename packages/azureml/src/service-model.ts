/** One shape of Azure Machine Learning's types: a plain value, a collection, or a reference to an object. */
export interface Shape {
  readonly type: "string" | "integer" | "number" | "boolean" | "any" | "list" | "map" | "object";
  readonly min?: number;
  readonly max?: number;
  /** Found anywhere in the text. */
  readonly pattern?: string;
  readonly enum?: readonly string[];
  readonly item?: Shape;
  readonly value?: Shape;
  /** Name of an object's shape. */
  readonly ref?: string;
}

/** A member of an object. */
export interface Member extends Shape {
  readonly required?: boolean;
  readonly readOnly?: boolean;
  /** The first api-version that has it; absent: every one that is known here. */
  readonly since?: string;
}

/** An object; one with a discriminator also has the members of the variant that this names. */
export interface ObjectShape {
  readonly members: Readonly<Record<string, Member>>;
  readonly discriminator?: string;
  readonly variants?: Readonly<Record<string, string>>;
  readonly variantsSince?: Readonly<Record<string, string>>;
}
