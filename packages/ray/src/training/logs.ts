import { configError, SwitchyardError, type LogLine, type LogPage, type LogSource } from "@switchyard/core";
import type { Dashboards } from "../connections.ts";
import { LogPages, type LogChunk } from "../jobs/log-pages.ts";
import type { RayJobDetails } from "../jobs/types.ts";
import { parseUri } from "../uri.ts";
import type { JobReader } from "./describe.ts";

/** Lines of a tail. */
const tailLength = 1000;

/** How far a log was read: bytes, and the time of the newest event in them, in Unix milliseconds. */
interface LogPosition {
  readonly offset: number;
  readonly time: number;
}

/** The log of a job's driver, to which Ray adds what the workers print. Ray keeps it as a file of the driver's node. */
export function driverLogs(dashboards: Dashboards, reader: JobReader): LogSource {
  const pages = new Map<string, LogPages>();
  const pagesAt = (address: string): LogPages => {
    const known = pages.get(address) ?? new LogPages(dashboards.at(address));
    pages.set(address, known);
    return known;
  };
  return {
    async streams(uri, call) {
      const { driver_node_id: node } = await reader.details(uri, call);
      return typeof node === "string" ? [{ id: "driver", node: 0 }] : [];
    },
    async read(uri, _stream, cursor, call) {
      const job = await reader.details(uri, call);
      const position = cursor === undefined ? beginningOf(job) : parsePosition(cursor);
      const { address, id } = parseUri(uri);
      const chunk = await unlessGone(job, position, () =>
        pagesAt(address).read(id, job.driver_node_id ?? "", position.offset, isOver(job), call),
      );
      return toPage(chunk, position);
    },
    async tail(uri, _stream, call) {
      const job = await reader.details(uri, call);
      const { address, id } = parseUri(uri);
      const api = dashboards.at(address);
      const { lines } = await unlessGone(job, beginningOf(job), async () => {
        const pieces: Uint8Array[] = [];
        for await (const piece of api.log(id, job.driver_node_id ?? "", call, tailLength)) pieces.push(piece);
        const text = Buffer.concat(pieces)
          .toString("utf8")
          .replace(/\r?\n$/, "");
        return { lines: text.split(/\r?\n/), offset: 0, end: true };
      });
      return toPage({ lines, offset: 0, end: true }, beginningOf(job)).lines;
    },
  };
}

/** The log of a node that is gone is gone with it: of a job that is over nothing more comes. */
async function unlessGone(
  job: RayJobDetails,
  { offset }: LogPosition,
  read: () => Promise<LogChunk>,
): Promise<LogChunk> {
  try {
    return await read();
  } catch (error) {
    const isGone = SwitchyardError.is(error, "unavailable") && /doesn't exist|not found at/.test(error.message);
    if (!isGone || !isOver(job)) throw error;
    return { lines: [], offset, end: true };
  }
}

const isOver = ({ status }: RayJobDetails): boolean => status !== "PENDING" && status !== "RUNNING";

const event = /^(?:\([^)]*\) )?(::switchyard:: .*)$/;

/**
 * Lines with their times. Ray's log has none: a line has that of the newest event of ours before it, and those before the
 * first have the submission's. Workers' events lose the name that Ray puts before them.
 */
function toPage({ lines, offset, end }: LogChunk, start: LogPosition): LogPage {
  let { time } = start;
  const timed = lines.map((line): LogLine => {
    const own = event.exec(line)?.[1];
    const told = own === undefined ? undefined : /"time": ?(\d+(?:\.\d+)?)/.exec(own)?.[1];
    if (told !== undefined) time = Math.max(time, Math.round(Number(told) * 1000));
    return { time: new Date(time).toISOString(), line: own ?? line };
  });
  return { lines: timed, cursor: `${offset}:${time}`, end };
}

const beginningOf = ({ start_time: time }: RayJobDetails): LogPosition => ({ offset: 0, time: time ?? 0 });

/** @throws {ConfigError} when it is no cursor of ours. */
function parsePosition(cursor: string): LogPosition {
  const [, offset, time] = /^(\d{1,15}):(\d{1,15})$/.exec(cursor) ?? [];
  if (offset === undefined || time === undefined)
    throw configError("wrong-cursor", "after", `Found ${JSON.stringify(cursor)}, which is no cursor of this log.`);
  return { offset: Number(offset), time: Number(time) };
}
