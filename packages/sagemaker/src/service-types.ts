import type { Shape } from "./service-model.ts";

/** Whether a value is an object with members. */
export function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

const typeTests: Readonly<Record<Shape["type"], (value: unknown) => boolean>> = {
  structure: isObject,
  map: isObject,
  list: Array.isArray,
  string: (value) => typeof value === "string",
  blob: (value) => typeof value === "string",
  boolean: (value) => typeof value === "boolean",
  integer: Number.isInteger,
  long: Number.isInteger,
  float: Number.isFinite,
  double: Number.isFinite,
  timestamp: Number.isFinite,
};

/** Whether a value is of the type that the shape has on the wire. */
export function hasType(shape: Shape, value: unknown): boolean {
  return typeTests[shape.type](value);
}
