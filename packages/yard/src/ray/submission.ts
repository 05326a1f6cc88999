import schema from "@switchyard/ray/schema.data.json" with { type: "json" };

import { isJsonObject, type Json, type JsonObject } from "../json.ts";
import { ServiceError } from "../service/service-error.ts";
import type { RequestShape } from "./request-shape.ts";

/** What a client asks to run: the body of `POST /api/jobs/`, after Ray's own checks of its types. */
export interface Submission {
  readonly entrypoint: string;
  readonly submission_id?: string;
  /** The older word for `submission_id`, which goes first. */
  readonly job_id?: string;
  readonly runtime_env?: JsonObject;
  readonly metadata?: Readonly<Record<string, string>>;
  readonly entrypoint_num_cpus?: number;
  readonly entrypoint_num_gpus?: number;
  /** Bytes. */
  readonly entrypoint_memory?: number;
  readonly entrypoint_resources?: Readonly<Record<string, number>>;
  readonly entrypoint_label_selector?: Readonly<Record<string, string>>;
}

const shape = schema.operations["POST /api/jobs/"] as RequestShape | undefined;
const members: Readonly<Record<string, RequestShape>> = { ...shape?.properties, job_id: { type: "string" } };

/** How Ray names a type of ours, and what it asks for. */
const wanted: Readonly<Record<string, string>> = {
  string: "a string",
  number: "a number",
  integer: "an integer",
  object: "a dict",
};

/**
 * Reads the body as Ray's dataclass does: members that are null are none, one that it does not know is refused, and only
 * the outermost types are looked at. What a runtime environment says is found out when the job starts.
 *
 * @throws {ServiceError} `TypeError`, which Ray answers with 400; a body that is no object with 500.
 */
export function readSubmission(text: string): Submission {
  const body = parse(text);
  if (!isJsonObject(body)) throw new ServiceError("", "500 Internal Server Error\n\nServer got itself in trouble", 500);
  const given = Object.entries(body).filter(([, value]) => value !== null && value !== undefined) as [string, Json][];
  for (const [name] of given)
    if (members[name] === undefined)
      throw wrong(`JobSubmitRequest.__init__() got an unexpected keyword argument '${name}'`);
  for (const name of shape?.required ?? [])
    if (!given.some(([known]) => known === name))
      throw wrong(`JobSubmitRequest.__init__() missing 1 required positional argument: '${name}'`);
  for (const [name, value] of given) checkMember(name, value, members[name] ?? {});
  // Every member has been held against its shape.
  return Object.fromEntries(given) as unknown as Submission;
}

function checkMember(name: string, value: Json, { type = "object", additionalProperties }: RequestShape): void {
  if (!fits(type, value)) {
    const optional = name === "submission_id" || name === "job_id" ? " if provided" : "";
    throw wrong(`${name} must be ${wanted[type]}${optional}, got <class '${pythonType(value)}'>`);
  }
  if (additionalProperties?.type === undefined || !isJsonObject(value)) return;
  const { type: inner } = additionalProperties;
  for (const part of Object.values(value)) {
    if (fits(inner, part ?? null)) continue;
    throw wrong(`${name} values must be ${inner}s, got <class '${pythonType(part ?? null)}'>`);
  }
}

/** In Python a boolean is a whole number. */
function fits(type: NonNullable<RequestShape["type"]>, value: Json): boolean {
  if (type === "object") return isJsonObject(value);
  if (type === "integer") return Number.isInteger(value) || typeof value === "boolean";
  if (type === "number") return typeof value === "number" || typeof value === "boolean";
  return typeof value === type;
}

function pythonType(value: Json): string {
  if (value === null) return "NoneType";
  if (Array.isArray(value)) return "list";
  if (typeof value === "number") return Number.isInteger(value) ? "int" : "float";
  return { string: "str", boolean: "bool", object: "dict" }[typeof value as "string" | "boolean" | "object"];
}

function parse(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
}

const wrong = (text: string): ServiceError => new ServiceError("TypeError", text, 400);
