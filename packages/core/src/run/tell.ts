import type { InnerCall } from "../call/bounded.ts";
import type { JobEvent, JobTransition } from "../contract/job.ts";
import type { RunEvent } from "../contract/run.ts";
import { configError } from "../errors/config-error.ts";
import { readCursor, writeCursor, type Position } from "../job/cursor.ts";
import { look } from "../job/look.ts";
import { driverOf, type BoundRun } from "./bound-run.ts";
import { endOf, transitionAfter } from "./legs.ts";
import type { Attempt, RunState } from "./record.ts";

/** How far a run was followed: an attempt's number, and how far that one's job was. */
export interface RunPosition {
  readonly attempt: number;
  readonly job: Position;
}

/** What one look at a run's events brought. */
export interface Told {
  readonly events: readonly RunEvent[];
  readonly position: RunPosition;
  readonly done: boolean;
  /** More can be told at once, without a pause. */
  readonly more: boolean;
}

export function writeRunCursor({ attempt, job }: RunPosition): string {
  return `r${attempt}.${writeCursor(job)}`;
}

/** @throws {ConfigError} when the text is no cursor of a run. */
export function readRunCursor(cursor: string | undefined): RunPosition {
  if (cursor === undefined) return beginningOf(1);
  const [, attempt, job] = /^r([1-9]\d{0,4})\.([\w-]+)$/.exec(cursor) ?? [];
  if (attempt !== undefined && job !== undefined) return { attempt: Number(attempt), job: readCursor(job) };
  throw configError(
    "wrong-value",
    "after",
    "This is no cursor of a run's events.",
    "Give the `cursor` of an earlier event unchanged, or leave it out to begin at the start.",
  );
}

/**
 * The events behind a position: at most one look at one attempt's job. How an attempt ended is told when it is decided what
 * comes next, as the state of the run and not of the job: who reads `failed` may rely on it that nothing follows.
 */
export async function tell(run: BoundRun, state: RunState, from: RunPosition, call: InnerCall): Promise<Told> {
  const attempt = state.attempts[from.attempt - 1];
  if (attempt === undefined) return tellEnd(run, state, from);
  const next = state.attempts.length > from.attempt || state.end !== undefined;
  if (attempt.uri === undefined) {
    const isOver = attempt.ending !== undefined && next;
    return isOver ? passOn(run, attempt, from, []) : { events: [], position: from, done: false, more: false };
  }
  const { events, position, done, more } = await look(await driverOf(run, attempt, call), attempt.uri, from.job, call);
  const ofRun = (event: JobEvent): RunEvent => ({
    ...event,
    attempt: attempt.attempt,
    cursor: `r${attempt.attempt}.${event.cursor}`,
  });
  if (!done)
    return { events: events.map(ofRun), position: { attempt: from.attempt, job: position }, done: false, more };
  const told = events.slice(0, -1).map(ofRun);
  if (next && attempt.ending !== undefined) return passOn(run, attempt, from, told);
  const job = { ...position, transitions: position.transitions - 1 };
  return { events: told, position: { attempt: from.attempt, job }, done: false, more: false };
}

/** From an attempt that has ended to what comes after it. */
function passOn(run: BoundRun, attempt: Attempt, from: RunPosition, before: readonly RunEvent[]): Told {
  const position = beginningOf(from.attempt + 1);
  const transition = transitionAfter(attempt);
  const state =
    transition === undefined ? [] : [stateEvent(attempt.uri ?? run.uri, attempt.attempt, transition, position)];
  return { events: [...before, ...state], position, done: false, more: true };
}

function tellEnd(run: BoundRun, { attempts, end }: RunState, from: RunPosition): Told {
  if (end === undefined) return { events: [], position: from, done: false, more: false };
  const isTold = from.attempt > attempts.length + 1;
  const position = beginningOf(attempts.length + 2);
  const event = stateEvent(run.uri, Math.max(1, attempts.length), endOf(end, attempts.at(-1)), position);
  return { events: isTold ? [] : [event], position, done: true, more: false };
}

function stateEvent(uri: string, attempt: number, transition: JobTransition, position: RunPosition): RunEvent {
  const { time } = transition;
  return { type: "state", time, cursor: writeRunCursor(position), attempt, snapshot: { uri, ...transition } };
}

function beginningOf(attempt: number): RunPosition {
  return { attempt, job: readCursor(undefined) };
}
