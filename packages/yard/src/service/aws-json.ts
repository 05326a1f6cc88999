import { randomUUID } from "node:crypto";

import { isJsonObject, type Json, type JsonObject } from "../json.ts";
import { checkConstraints } from "../schema/constraints.ts";
import { checkTypes } from "../schema/check-types.ts";
import type { ServiceModel } from "../schema/model.ts";
import type { Call, Service, ServiceName } from "./service.ts";
import { ServiceError } from "./service-error.ts";

/** What one operation does; its input has passed the model. */
export type Operation = (input: JsonObject, call: Call) => JsonObject | Promise<JsonObject>;

export interface AwsJsonOptions {
  readonly name: ServiceName;
  /** What stands before the dot of `X-Amz-Target`. */
  readonly targetPrefix: string;
  readonly model: ServiceModel;
  /** The error code of an input that breaks the model. */
  readonly invalidCode: string;
  readonly operations: Readonly<Record<string, Operation>>;
}

const contentType = "application/x-amz-json-1.1";

/** A service of AWS's JSON 1.1 protocol: one path, the operation in a header, errors named by `__type`. */
export function createAwsJsonService(options: AwsJsonOptions): Service {
  const operationOf = (request: Request) => (request.headers.get("x-amz-target") ?? "").split(".")[1] ?? "";
  return {
    name: options.name,
    operationOf,
    targetOf: (request) => request.headers.get("x-amz-target") ?? "",
    async answer(call) {
      const text = await call.request.text();
      call.record.body = text.length;
      const run = options.operations[call.operation];
      const operation = options.model.operations[call.operation];
      if (run === undefined || operation === undefined) throw unknownOperation(options, call);
      const input = parse(text);
      call.record.body = input;
      checkTypes(options.model, operation.input, input);
      if (!isJsonObject(input)) throw new ServiceError("SerializationException", "Expected map or null");
      checkConstraints(options.model, operation.input, input, options.invalidCode);
      return reply(200, await run(withoutNulls(input), call));
    },
    refuse: (error) => reply(error.status, { __type: error.code, message: error.message }),
    throttled: () => new ServiceError("ThrottlingException", "Rate exceeded"),
    broken: () =>
      new ServiceError(
        "InternalFailure",
        "The request failed because of an unknown error (a fault that the yard was asked for).",
        500,
      ),
  };
}

/** A member that is null is a member that is absent, at any depth. */
function withoutNulls(value: JsonObject): JsonObject {
  const text = JSON.stringify(value, (_, part: unknown) => (part === null ? undefined : part));
  return JSON.parse(text) as JsonObject;
}

function parse(text: string): Json {
  try {
    return JSON.parse(text === "" ? "{}" : text) as Json;
  } catch {
    throw new ServiceError("SerializationException", "The body is not JSON.");
  }
}

function unknownOperation(options: AwsJsonOptions, call: Call): ServiceError {
  const known = Object.keys(options.operations).join(", ");
  const asked = call.request.headers.get("x-amz-target") ?? "nothing";
  return new ServiceError(
    "UnknownOperationException",
    `The yard has no operation ${asked}. It answers ${options.targetPrefix}.{${known}}.`,
  );
}

function reply(status: number, body: JsonObject): Response {
  const headers = { "content-type": contentType, "x-amzn-requestid": randomUUID() };
  return new Response(JSON.stringify(body), { status, headers });
}
