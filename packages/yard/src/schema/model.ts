/** A shape of a botocore service model, without prose. */
export interface Shape {
  readonly type: "structure" | "list" | "map" | "string" | "boolean" | "integer" | "long" | "float" | "timestamp";
  readonly required?: readonly string[];
  readonly members?: Readonly<Record<string, ShapeReference>>;
  readonly member?: ShapeReference;
  readonly key?: ShapeReference;
  readonly value?: ShapeReference;
  readonly min?: number;
  readonly max?: number;
  readonly pattern?: string;
  readonly enum?: readonly string[];
}

export interface ShapeReference {
  readonly shape: string;
}

/** The operations of one service and the shapes that they reach. */
export interface ServiceModel {
  readonly operations: Readonly<Record<string, { readonly input: string; readonly output?: string }>>;
  readonly shapes: Readonly<Record<string, Shape>>;
}

/** Looks a shape up; a model that names a shape it lacks is broken. */
export function shapeOf(model: ServiceModel, name: string): Shape {
  const shape = model.shapes[name];
  if (shape === undefined) throw new Error(`The service model has no shape ${name}. Generate it again.`);
  return shape;
}
