import type { GetLogEventsCommandInput, OutputLogEvent } from "@aws-sdk/client-cloudwatch-logs";
import {
  configError,
  SwitchyardError,
  type CallOptions,
  type LogLine,
  type LogPage,
  type LogSource,
} from "@switchyard/core";
import { load, type Clients } from "../clients.ts";
import { attempt, type NativeError } from "../errors.ts";
import { notFoundAsUndefined } from "@switchyard/core/platform";
import { abortable } from "../storage.ts";
import { parseUri } from "../uri.ts";
import { advance, beginning, formatPosition, parsePosition, skipSeen, type LogPosition } from "./log-position.ts";

const logGroupName = "/aws/sagemaker/TrainingJobs";

/** Lines of a tail. */
const tailLength = 1000;

interface NativePage {
  readonly events: readonly OutputLogEvent[];
  readonly token: string;
}

/** A job's log in CloudWatch: one stream for each node and start of the job, made when the container first prints. */
export function cloudWatchLogs(clients: Clients): LogSource {
  return {
    async streams(uri, call) {
      const names = await listStreams(clients, uri, call);
      return names.map((id) => ({ id, node: nodeOf(id) }));
    },
    async read(uri, stream, cursor, call) {
      const position = cursor === undefined ? beginning : parsePosition(cursor);
      if (position === undefined)
        throw configError("wrong-cursor", "after", `Found ${JSON.stringify(cursor)}, which is no cursor of this log.`);
      const page = (token: string | undefined, startTime?: number): Promise<NativePage> =>
        getPage(clients, uri, stream, { nextToken: token, startTime, startFromHead: true }, call);
      try {
        const { events, token } = await page(position.token || undefined);
        return toPage(events, advance(position, events, token), token === position.token);
      } catch (error) {
        if (error !== refusedToken) throw error;
        return readAgain(position, page);
      }
    },
    async tail(uri, stream, call) {
      const { events } = await getPage(clients, uri, stream, { startFromHead: false, limit: tailLength }, call);
      return events.map(toLine);
    },
  };
}

/** After a token that is too old: from the last event's time on, less what was read of it. */
async function readAgain(
  position: LogPosition,
  page: (token: string | undefined, startTime: number) => Promise<NativePage>,
): Promise<LogPage> {
  let toSkip = position.seen;
  let token: string | undefined;
  for (;;) {
    const next = await page(token, position.time);
    const skipped = skipSeen(next.events, position, toSkip);
    const end = next.token === token;
    if (end || skipped.fresh.length > 0)
      return toPage(skipped.fresh, advance(position, skipped.fresh, next.token), end);
    toSkip = skipped.toSkip;
    token = next.token;
  }
}

function toPage(events: readonly OutputLogEvent[], position: LogPosition, end: boolean): LogPage {
  return { lines: events.map(toLine), cursor: formatPosition(position), end };
}

function toLine({ timestamp = 0, message = "" }: OutputLogEvent): LogLine {
  return { time: new Date(timestamp).toISOString(), line: message.replace(/\r?\n$/, "") };
}

/** `NAME/algo-2-1700000000` is node 1. */
function nodeOf(stream: string): number {
  return Math.max(0, Number(/\/algo-(\d+)-/.exec(stream)?.[1] ?? 1) - 1);
}

/** Every stream of the job. The slash keeps `job-1` from finding `job-10`; the account's first job has no group yet. */
async function listStreams(clients: Clients, uri: string, call: CallOptions): Promise<string[]> {
  const { region, name } = parseUri(uri);
  const { DescribeLogStreamsCommand } = await logsCommands();
  const client = await clients.logs(region);
  const names: string[] = [];
  let nextToken: string | undefined;
  do {
    const request = {
      logGroupName,
      logStreamNamePrefix: `${name}/`,
      orderBy: "LogStreamName",
      limit: 50,
      nextToken,
    } as const;
    const page = await notFoundAsUndefined(
      attempt({ operation: "DescribeLogStreams" }, call.signal, () =>
        client.send(new DescribeLogStreamsCommand(request), abortable(call)),
      ),
    );
    names.push(...(page?.logStreams ?? []).flatMap(({ logStreamName }) => logStreamName ?? []));
    nextToken = page?.nextToken === nextToken ? undefined : page?.nextToken;
  } while (nextToken !== undefined);
  return names;
}

/** Thrown by `getPage` for a token that CloudWatch does not know any more. */
const refusedToken = new SwitchyardError("request", "The log's token has expired.", { platform: "sagemaker" });

async function getPage(
  clients: Clients,
  uri: string,
  logStreamName: string,
  request: Omit<GetLogEventsCommandInput, "logStreamName">,
  call: CallOptions,
): Promise<NativePage> {
  const { GetLogEventsCommand } = await logsCommands();
  const client = await clients.logs(parseUri(uri).region);
  const reply = await notFoundAsUndefined(
    attempt({ operation: "GetLogEvents" }, call.signal, async () => {
      try {
        return await client.send(new GetLogEventsCommand({ ...request, logGroupName, logStreamName }), abortable(call));
      } catch (error) {
        const refused = request.nextToken !== undefined && (error as NativeError).name === "InvalidParameterException";
        throw refused ? refusedToken : error;
      }
    }),
  );
  return { events: reply?.events ?? [], token: reply?.nextForwardToken ?? request.nextToken ?? "" };
}

function logsCommands(): Promise<typeof import("@aws-sdk/client-cloudwatch-logs")> {
  return load(import("@aws-sdk/client-cloudwatch-logs"), "@aws-sdk/client-cloudwatch-logs");
}
