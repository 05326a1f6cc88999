import { configError } from "../errors/config-error.ts";
import { heards, type Heard } from "./handshake.ts";

/** How far one log stream was read: a page's own cursor, lines of that page, and events of the line after them. */
export interface StreamPosition {
  readonly page: string | null;
  readonly lines: number;
  readonly events: number;
}

/** How far a job was followed. It is all that another process needs to go on. */
export interface Position {
  /** Entries of the job's history that were told. */
  readonly transitions: number;
  /** Nodes whose launcher has said its last line. */
  readonly ended: number;
  /** The launcher's callback reports the metrics, so that the script's own lines of them say nothing new. */
  readonly watched: boolean;
  readonly heard: Heard;
  readonly streams: Readonly<Record<string, StreamPosition>>;
}

const beginning: Position = { transitions: 0, ended: 0, watched: false, heard: "nothing", streams: {} };

/** A position as short text that is safe in a shell and a URL. */
export function writeCursor(position: Position): string {
  const streams = Object.entries(position.streams).map(([id, { page, lines, events }]) => [id, page, lines, events]);
  const { transitions, ended, watched, heard } = position;
  const json = JSON.stringify([1, transitions, ended, streams, watched, heards.indexOf(heard)]);
  const ascii = json.replace(
    /[\u0080-\uFFFF]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
  return btoa(ascii).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
}

/**
 * @throws {ConfigError} when the text is no cursor.
 */
export function readCursor(cursor: string | undefined): Position {
  if (cursor === undefined) return beginning;
  const position = parse(cursor);
  if (position === undefined) {
    throw configError(
      "wrong-value",
      "after",
      "This is no cursor of a job's events.",
      "Give the `cursor` of an earlier event unchanged, or leave it out to begin at the start.",
    );
  }
  return position;
}

function parse(cursor: string): Position | undefined {
  let value: unknown;
  try {
    value = JSON.parse(atob(cursor.replaceAll("-", "+").replaceAll("_", "/")));
  } catch {
    return undefined;
  }
  if (!Array.isArray(value) || value[0] !== 1 || !isCount(value[1]) || !isCount(value[2]) || !Array.isArray(value[3]))
    return undefined;
  const streams: Record<string, StreamPosition> = {};
  for (const entry of value[3] as unknown[]) {
    if (!Array.isArray(entry)) return undefined;
    const [id, page, lines, events] = entry as unknown[];
    if (typeof id !== "string" || !(page === null || typeof page === "string") || !isCount(lines) || !isCount(events))
      return undefined;
    streams[id] = { page, lines, events };
  }
  // A cursor that does not tell whether a launcher was heard must not lead to the claim that none was.
  const heard = heards[isCount(value[5]) ? value[5] : -1] ?? "warned";
  return { transitions: value[1], ended: value[2], watched: value[4] === true, heard, streams };
}

function isCount(value: unknown): value is number {
  return Number.isInteger(value) && (value as number) >= 0;
}
