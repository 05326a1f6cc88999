import fc from "fast-check";
import { below, hasParts } from "@switchyard/core/platform";

/** A change that spoils a good body at a JSON pointer. `undefined` takes the member out. */
export interface Fault {
  readonly name: string;
  readonly at: string;
  readonly value: unknown;
}

/** Faults that botocore finds: members that are missing or unknown, wrong types, and what is shorter or smaller than it may be. */
export const sharedFaults: readonly Fault[] = [
  { name: "no name", at: "/TrainingJobName", value: undefined },
  { name: "no role", at: "/RoleArn", value: undefined },
  { name: "no output", at: "/OutputDataConfig", value: undefined },
  { name: "a tag without a key", at: "/Tags/0/Key", value: undefined },
  { name: "an output without a place", at: "/OutputDataConfig/S3OutputPath", value: undefined },
  { name: "an algorithm without an input mode", at: "/AlgorithmSpecification/TrainingInputMode", value: undefined },
  { name: "a channel without a name", at: "/InputDataConfig/0/ChannelName", value: undefined },
  { name: "a channel without a source", at: "/InputDataConfig/0/DataSource", value: undefined },
  { name: "a source without a URI", at: "/InputDataConfig/0/DataSource/S3DataSource/S3Uri", value: undefined },
  { name: "a tag without a value", at: "/Tags/0/Value", value: undefined },
  { name: "subnets without security groups", at: "/VpcConfig/SecurityGroupIds", value: undefined },
  { name: "retries without a number", at: "/RetryStrategy/MaximumRetryAttempts", value: undefined },
  { name: "an unknown member", at: "/MaxRuntimeInSeconds", value: 3600 },
  { name: "a misspelt member further down", at: "/ResourceConfig/InstanceTyp", value: "ml.g5.xlarge" },
  { name: "an unknown member in a list", at: "/InputDataConfig/0/Uri", value: "s3://bucket/data" },
  { name: "a member in another language's spelling", at: "/trainingJobName", value: "bert" },
  { name: "a number for a name", at: "/TrainingJobName", value: 7 },
  { name: "null for a role", at: "/RoleArn", value: null },
  { name: "text for a number", at: "/ResourceConfig/InstanceCount", value: "1" },
  { name: "a fraction for a whole number", at: "/StoppingCondition/MaxRuntimeInSeconds", value: 3600.5 },
  { name: "text for a switch", at: "/EnableManagedSpotTraining", value: "true" },
  { name: "a number for a switch", at: "/EnableNetworkIsolation", value: 1 },
  { name: "a list for an object", at: "/OutputDataConfig", value: ["s3://bucket/models"] },
  { name: "an object for a list", at: "/Tags", value: { team: "nlp" } },
  { name: "text for a list", at: "/VpcConfig/Subnets", value: "subnet-1" },
  { name: "a number in a map of texts", at: "/Environment/EPOCHS", value: 3 },
  { name: "an empty name", at: "/TrainingJobName", value: "" },
  { name: "a list with nothing in it", at: "/InputDataConfig", value: [] },
  { name: "no seconds at all", at: "/StoppingCondition/MaxRuntimeInSeconds", value: 0 },
  { name: "fewer machines than none", at: "/ResourceConfig/InstanceCount", value: -1 },
  { name: "a disk of no size", at: "/ResourceConfig/VolumeSizeInGB", value: -5 },
  { name: "no retries", at: "/RetryStrategy/MaximumRetryAttempts", value: 0 },
];

/**
 * Faults that the service refuses and botocore lets pass. Of a model's constraints botocore's ParamValidator reads
 * `required`, `min`, `union` and the types; it does not read `enum`, `pattern` and `max`, and Python's `True` is a number.
 */
export const oursAlone: readonly Fault[] = [
  { name: "enum: a machine that does not exist", at: "/ResourceConfig/InstanceType", value: "ml.g5.xxlarge" },
  { name: "enum: an input mode that does not exist", at: "/AlgorithmSpecification/TrainingInputMode", value: "Files" },
  { name: "pattern: a name with an underscore", at: "/TrainingJobName", value: "bert_1" },
  { name: "pattern: a role that is no ARN", at: "/RoleArn", value: "somebody-who-trains-our-models" },
  { name: "pattern: a variable that no shell takes", at: "/Environment/1A", value: "x" },
  { name: "max: a name of 64 characters", at: "/TrainingJobName", value: "x".repeat(64) },
  {
    name: "max: 51 tags",
    at: "/Tags",
    value: Array.from({ length: 51 }, (_, index) => ({ Key: `k${index}`, Value: "v" })),
  },
  { name: "max: 31 retries", at: "/RetryStrategy/MaximumRetryAttempts", value: 31 },
  { name: "type: a switch for a number", at: "/ResourceConfig/InstanceCount", value: true },
];

/** The body with the fault in it; the body itself is left as it is. */
export function spoil(body: object, { at, value }: Pick<Fault, "at" | "value">): object {
  const spoilt = structuredClone(body);
  const steps = stepsOf(at);
  const last = steps.pop() ?? "";
  const holder = steps.reduce<unknown>((inner, step) => (inner as Readonly<Record<string, unknown>>)[step], spoilt);
  if (typeof holder !== "object" || holder === null) throw new RangeError(`The body has nothing at ${at}.`);
  if (value !== undefined) (holder as Record<string, unknown>)[last] = value;
  else if (Array.isArray(holder)) holder.splice(Number(last), 1);
  else delete (holder as Record<string, unknown>)[last];
  return spoilt;
}

/** Values of every type, none longer or larger than any maximum. */
const values: readonly unknown[] = [undefined, null, 0, -1, 1.5, 1, "", "x", [], ["x"], {}, { x: "x" }, true];

/** One of the bodies with one fault at a random place: a value of any kind, a member less, or one that is not known. */
export function anyFault(bodies: readonly object[]): fc.Arbitrary<object> {
  return fc
    .record({
      body: fc.constantFrom(...bodies),
      value: fc.constantFrom(...values),
      place: fc.nat(),
      adds: fc.integer({ min: 0, max: 9 }),
    })
    .map(({ body, value, place, adds }) => {
      const pointers = pointersOf(body);
      const at = pointers[place % pointers.length] ?? "/TrainingJobName";
      const isNumber = typeof valueAt(body, at) === "number";
      // botocore takes Python's True for a number; that is one of `oursAlone`.
      const given = isNumber && value === true ? "true" : value;
      return spoil(body, { at: adds === 0 ? below(at.slice(0, at.lastIndexOf("/")), "Unknown") : at, value: given });
    });
}

/** Pointers to every part of a body, leaves and what holds them. */
function pointersOf(value: unknown, pointer = ""): string[] {
  const parts = hasParts(value)
    ? Object.entries(value).flatMap(([key, inner]) => pointersOf(inner, below(pointer, key)))
    : [];
  return pointer === "" ? parts : [pointer, ...parts];
}

function valueAt(body: object, at: string): unknown {
  return stepsOf(at).reduce<unknown>((inner, step) => (inner as Readonly<Record<string, unknown>>)[step], body);
}

function stepsOf(pointer: string): string[] {
  return pointer
    .split("/")
    .slice(1)
    .map((step) => step.replaceAll("~1", "/").replaceAll("~0", "~"));
}
