import type { JsonObject } from "../json.ts";
import { createAwsJsonService } from "../service/aws-json.ts";
import type { Call, Service } from "../service/service.ts";
import { ServiceError } from "../service/service-error.ts";
import { logModel } from "./log-model.ts";
import type { LogStore } from "./log-store.ts";
import type { LogStream } from "./log-stream.ts";
import { type Page, readBackward, readForward } from "./read-page.ts";

interface DescribeInput {
  readonly logGroupName?: string;
  readonly logGroupIdentifier?: string;
  readonly logStreamNamePrefix?: string;
  readonly orderBy?: "LogStreamName" | "LastEventTime";
  readonly descending?: boolean;
  readonly nextToken?: string;
  readonly limit?: number;
}

interface EventsInput {
  readonly logGroupName?: string;
  readonly logGroupIdentifier?: string;
  readonly logStreamName: string;
  readonly startTime?: number;
  readonly endTime?: number;
  readonly nextToken?: string;
  readonly limit?: number;
  readonly startFromHead?: boolean;
}

/** CloudWatch Logs, as far as reading a job's log goes. */
export function createLogsService(store: LogStore, account: string): Service {
  return createAwsJsonService({
    name: "logs",
    targetPrefix: "Logs_20140328",
    model: logModel,
    invalidCode: "InvalidParameterException",
    operations: {
      // Inputs have passed the model, so that they are what these types say.
      DescribeLogStreams: (input, call) => describeStreams(store, account, input as DescribeInput, call),
      GetLogEvents: (input, call) => getEvents(store, input as unknown as EventsInput, call),
    },
  });
}

function describeStreams(store: LogStore, account: string, input: DescribeInput, call: Call): JsonObject {
  const { logStreamNamePrefix: prefix, orderBy = "LogStreamName", descending = false, limit = 50 } = input;
  if (prefix !== undefined && orderBy === "LastEventTime") {
    throw invalid("Cannot order by LastEventTime with a logStreamNamePrefix.");
  }
  const group = groupOf(input);
  const streams = [...groupStreams(store, group, call).values()].filter(({ name }) => name.startsWith(prefix ?? ""));
  const order = orderBy === "LogStreamName" ? byName : byLastEvent;
  streams.sort((left, right) => (descending ? -order(left, right) : order(left, right)));
  const start = input.nextToken === undefined ? 0 : readPageToken(input.nextToken);
  const rest = start + limit < streams.length ? { nextToken: Buffer.from(`${start + limit}`).toString("base64") } : {};
  const arn = `arn:aws:logs:${call.region}:${account}:log-group:${group}:log-stream:`;
  return { logStreams: streams.slice(start, start + limit).map((stream) => summary(stream, arn)), ...rest };
}

function summary(stream: LogStream, arn: string): JsonObject {
  const { name, created, firstTime, lastTime } = stream;
  const times = { firstEventTimestamp: firstTime, lastEventTimestamp: lastTime, lastIngestionTime: lastTime };
  return { logStreamName: name, creationTime: created, ...times, arn: arn + name, storedBytes: 0 };
}

async function getEvents(store: LogStore, input: EventsInput, call: Call): Promise<JsonObject> {
  const stream = groupStreams(store, groupOf(input), call).get(input.logStreamName);
  if (stream === undefined) throw notFound("stream");
  const { startTime = 0, endTime = Infinity, limit = 10_000 } = input;
  const page = await readAt(stream, input, { startTime, endTime, limit });
  return {
    events: page.events.map(({ timestamp, message, ingestionTime }) => ({ timestamp, message, ingestionTime })),
    nextForwardToken: writeToken("f", page.end),
    nextBackwardToken: writeToken("b", page.start),
  };
}

/** A token holds direction and byte offset; without one, `startFromHead` says at which end to begin. */
function readAt(
  stream: LogStream,
  input: EventsInput,
  filter: { startTime: number; endTime: number; limit: number },
): Promise<Page> {
  if (input.nextToken === undefined) {
    return input.startFromHead === true ? readForward(stream, 0, filter) : readBackward(stream, stream.size, filter);
  }
  const match = /^([fb])\/(\d{56})\/s$/.exec(input.nextToken);
  const offset = Number(match?.[2]);
  if (match === null || offset > stream.size) throw invalid("The specified nextToken is invalid.");
  return match[1] === "f" ? readForward(stream, offset, filter) : readBackward(stream, offset, filter);
}

const writeToken = (direction: "f" | "b", offset: number): string =>
  `${direction}/${String(offset).padStart(56, "0")}/s`;

function readPageToken(token: string): number {
  const start = Number(Buffer.from(token, "base64").toString());
  if (!Number.isInteger(start) || start <= 0) throw invalid("The specified nextToken is invalid.");
  return start;
}

function groupOf(input: { readonly logGroupName?: string; readonly logGroupIdentifier?: string }): string {
  const named = input.logGroupName ?? input.logGroupIdentifier?.split(":log-group:").at(-1);
  if (named === undefined) throw invalid("Either logGroupName or logGroupIdentifier must be specified.");
  return named;
}

function groupStreams(store: LogStore, group: string, call: Call): Map<string, LogStream> {
  const streams = store.streams(call.region, group);
  if (streams === undefined) throw notFound("group");
  return streams;
}

const byName = (left: LogStream, right: LogStream): number => (left.name < right.name ? -1 : 1);
const byLastEvent = (left: LogStream, right: LogStream): number => (left.lastTime ?? 0) - (right.lastTime ?? 0);
const invalid = (text: string) => new ServiceError("InvalidParameterException", text);
const notFound = (what: "group" | "stream") =>
  new ServiceError("ResourceNotFoundException", `The specified log ${what} does not exist.`);
