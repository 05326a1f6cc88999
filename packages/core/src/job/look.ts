import type { InnerCall } from "../call/bounded.ts";
import { retry } from "../call/retry.ts";
import type { TrainingDriver } from "../contract/driver.ts";
import type { JobEvent, JobSnapshot, JobTransition } from "../contract/job.ts";
import { redact } from "../redact.ts";
import { writeCursor, type Position, type StreamPosition } from "./cursor.ts";
import { hear, silentLauncher, type Warning } from "./handshake.ts";
import { readLauncherLine, type LauncherEvent } from "./launcher-lines.ts";
import { mergeByTime, type MergedLine, type StreamPage } from "./merge.ts";
import { isTerminal } from "./states.ts";
import { readTrainerLine } from "./trainer-lines.ts";

/** Milliseconds after a job's end in which late log lines are waited for, when its launcher has not said its last line. */
const settleTime = 15_000;

export interface Look {
  readonly events: readonly JobEvent[];
  readonly position: Position;
  readonly done: boolean;
  /** More can be read at once, without a pause. */
  readonly more: boolean;
}

/**
 * One bounded look at a job: at most one page of every log stream. The job's last state is told when its log is
 * complete, so that nothing comes behind it.
 */
export async function look(driver: TrainingDriver, uri: string, from: Position, call: InnerCall): Promise<Look> {
  const snapshot = await describeOne(driver, uri, call);
  const streams = await retry(call, (inner) => driver.logs.streams(uri, inner));
  const reads = await Promise.all(streams.map((stream) => readPage(driver, uri, stream, from, call)));
  const teller = new Teller(uri, from);

  const terminal = isTerminal(snapshot.state);
  const history = terminal ? snapshot.history.slice(0, -1) : snapshot.history;
  for (const transition of history.slice(from.transitions)) teller.tellState(transition);
  for (const line of mergeByTime(reads.map((read) => read.page))) teller.tellLine(line);
  for (const read of reads) teller.turnPage(read);

  const more = reads.some((read) => !read.end);
  const nodes = new Set(streams.map((stream) => stream.node)).size;
  const complete = terminal && !more && isLogComplete(snapshot, nodes, teller.position.ended);
  if (complete && isOurs(snapshot) && hasRun(snapshot, nodes)) teller.tellSilence(snapshot.time);
  const last = snapshot.history.at(-1);
  if (complete && last !== undefined && teller.position.transitions < snapshot.history.length) teller.tellState(last);
  return { events: teller.events, position: teller.position, done: complete, more };
}

export async function describeOne(driver: TrainingDriver, uri: string, call: InnerCall): Promise<JobSnapshot> {
  const [snapshot] = await retry(call, (inner) => driver.describe([uri], inner));
  if (snapshot === undefined) throw new Error(`The driver described no job where ${uri} was asked for.`);
  return snapshot;
}

interface ReadPage {
  readonly page: StreamPage;
  readonly cursor: string;
  readonly end: boolean;
}

async function readPage(
  driver: TrainingDriver,
  uri: string,
  stream: { id: string; node: number },
  from: Position,
  call: InnerCall,
): Promise<ReadPage> {
  const start: StreamPosition = from.streams[stream.id] ?? { page: null, lines: 0, events: 0 };
  const read = await retry(call, (inner) => driver.logs.read(uri, stream.id, start.page ?? undefined, inner));
  return { page: { ...stream, lines: read.lines, start }, cursor: read.cursor, end: read.end };
}

/** A log is complete when every node's launcher has ended, when no container ever ran, or when it has been quiet. */
function isLogComplete(snapshot: JobSnapshot, nodes: number, ended: number): boolean {
  if (nodes > 0 && ended >= nodes) return true;
  if (!hasRun(snapshot, nodes)) return true;
  return Date.now() - Date.parse(snapshot.time) > settleTime;
}

function hasRun({ history }: JobSnapshot, nodes: number): boolean {
  return nodes > 0 || history.some((transition) => transition.state === "running");
}

/** A job that somebody else has sent needs no launcher of ours. */
const isOurs = ({ identity }: JobSnapshot): boolean => identity !== undefined;

/** Turns states and lines into events, each with the position after it. */
class Teller {
  readonly events: JobEvent[] = [];
  position: Position;

  constructor(
    private readonly uri: string,
    from: Position,
  ) {
    this.position = from;
  }

  tellState({ state, reason, nativeState, message, time }: JobTransition): void {
    this.position = { ...this.position, transitions: this.position.transitions + 1 };
    const snapshot = {
      uri: this.uri,
      state,
      ...(reason === undefined ? {} : { reason }),
      nativeState,
      ...(message === undefined ? {} : { message: redact(message) }),
      time,
    };
    this.events.push({ type: "state", time, cursor: writeCursor(this.position), snapshot });
  }

  /** The whole log was told. */
  tellSilence(time: string): void {
    if (this.position.heard !== "nothing") return;
    this.position = { ...this.position, heard: "warned" };
    this.events.push({ time, cursor: writeCursor(this.position), ...silentLauncher });
  }

  tellLine({ page, line, lines }: MergedLine): void {
    const told = lines - 1 === page.start.lines ? page.start.events : 0;
    const said = readLauncherLine(line.line);
    if (said?.event === "end") this.position = { ...this.position, ended: this.position.ended + 1 };
    if (said?.event === "train_begin") this.position = { ...this.position, watched: true };
    const events =
      said === undefined ? scriptEvents(line.line, page.node, this.position.watched) : this.launcherEvents(said);
    events.forEach((event, index) => {
      const isLast = index === events.length - 1;
      this.moveTo(
        page,
        isLast
          ? { page: page.start.page, lines, events: 0 }
          : { page: page.start.page, lines: lines - 1, events: index + 1 },
      );
      if (index >= told)
        this.events.push({ time: line.time, cursor: writeCursor(this.position), ...event } as JobEvent);
    });
    this.moveTo(page, { page: page.start.page, lines, events: 0 });
  }

  /**
   * A page that was told to its end need not be read again. A page can come shorter than it was when it was told in part;
   * then the rest of what was told stands on the next one.
   */
  turnPage({ page, cursor, end }: ReadPage): void {
    const left = page.start.lines - page.lines.length;
    if (left < 0) this.moveTo(page, { page: cursor, lines: 0, events: 0 });
    else if (left === 0 || !end) this.moveTo(page, { page: cursor, lines: left, events: page.start.events });
  }

  private launcherEvents(said: LauncherEvent): readonly LineEvent[] {
    const { heard, warning } = hear(this.position.heard, said);
    this.position = { ...this.position, heard };
    return warning === undefined ? reportedEvents(said) : [warning];
  }

  private moveTo(page: StreamPage, position: StreamPosition): void {
    this.position = { ...this.position, streams: { ...this.position.streams, [page.id]: position } };
  }
}

/** What one line of the log says: a line of the script, or what the launcher reports. */
type LineEvent =
  | { readonly type: "log"; readonly node: number; readonly line: string }
  | { readonly type: "metric"; readonly step?: number; readonly values: Readonly<Record<string, number>> }
  | { readonly type: "progress"; readonly step: number; readonly of: number }
  | Warning;

/** Every node's first rank prints the same metrics: node 0's count. */
function scriptEvents(line: string, node: number, watched: boolean): readonly LineEvent[] {
  const log: LineEvent = { type: "log", node, line: redact(line) };
  const metrics = watched || node !== 0 ? undefined : readTrainerLine(line);
  return metrics === undefined ? [log] : [log, { type: "metric", ...metrics }];
}

function reportedEvents(said: LauncherEvent): readonly LineEvent[] {
  if (said.event === "hello" || said.event === "end" || said.event === "other") return [];
  const progress: LineEvent[] = said.maxSteps > 0 ? [{ type: "progress", step: said.step, of: said.maxSteps }] : [];
  return said.event === "log" ? [{ type: "metric", step: said.step, values: said.values }, ...progress] : progress;
}
