import { isJsonObject, type Json } from "../json.ts";
import { ServiceError } from "../service/service-error.ts";
import { type ServiceModel, type Shape, shapeOf } from "./model.ts";

const article: Partial<Record<Shape["type"], string>> = {
  string: "a String",
  boolean: "a Boolean",
  integer: "an Integer",
  long: "a Long",
  float: "a Float",
  timestamp: "a Timestamp",
};

/**
 * Refuses JSON that the service could not even read: wrong JSON types and members that do not exist.
 * The yard is strict about the latter, because a member that is ignored is a setting that is lost.
 *
 * @throws {ServiceError} `SerializationException`.
 */
export function checkTypes(model: ServiceModel, name: string, value: Json | undefined, path = ""): void {
  if (value === undefined || value === null) return;
  const shape = shapeOf(model, name);
  if (shape.type === "structure") return checkStructure(model, shape, value, path);
  if (shape.type === "map") return checkMap(model, shape, value, path);
  if (shape.type === "list") return checkList(model, shape, value, path);
  checkScalar(shape, value);
}

function checkStructure(model: ServiceModel, shape: Shape, value: Json, path: string): void {
  if (!isJsonObject(value)) throw unreadable("Expected map or null");
  for (const [member, part] of Object.entries(value)) {
    const reference = shape.members?.[member];
    if (reference === undefined) throw unreadable(unknownMember(shape, member, path));
    checkTypes(model, reference.shape, part, `${path}${member}.`);
  }
}

function checkMap(model: ServiceModel, shape: Shape, value: Json, path: string): void {
  if (!isJsonObject(value)) throw unreadable("Expected map or null");
  for (const [key, part] of Object.entries(value)) checkTypes(model, shape.value?.shape ?? "", part, `${path}${key}.`);
}

function checkList(model: ServiceModel, shape: Shape, value: Json, path: string): void {
  if (!Array.isArray(value)) throw unreadable("Expected list or null");
  value.forEach((part: Json, index) => checkTypes(model, shape.member?.shape ?? "", part, `${path}${index + 1}.`));
}

function checkScalar(shape: Shape, value: Json): void {
  if (Array.isArray(value)) throw unreadable("Start of list found where not expected");
  if (isJsonObject(value)) throw unreadable("Start of structure or map found where not expected.");
  if (matches(shape, value)) return;
  const found =
    typeof value === "boolean" ? `${String(value).toUpperCase()}_VALUE` : `${typeof value}_VALUE`.toUpperCase();
  throw unreadable(`${found} can not be converted to ${article[shape.type]}`);
}

function matches(shape: Shape, value: Json): boolean {
  if (shape.type === "string" || shape.type === "boolean") return typeof value === shape.type;
  if (shape.type === "integer" || shape.type === "long") return Number.isInteger(value);
  return typeof value === "number";
}

function unknownMember(shape: Shape, member: string, path: string): string {
  const known = Object.keys(shape.members ?? {}).join(", ");
  return `Unrecognized member "${path}${member}". Known here: ${known}.`;
}

function unreadable(text: string): ServiceError {
  return new ServiceError("SerializationException", text);
}
