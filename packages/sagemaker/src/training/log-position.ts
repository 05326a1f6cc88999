import type { OutputLogEvent } from "@aws-sdk/client-cloudwatch-logs";

/**
 * How far a stream was read: CloudWatch's own token, and, because tokens live for 24 hours only, the time of the last
 * event and how many events of that very millisecond were read.
 */
export interface LogPosition {
  readonly time: number;
  readonly seen: number;
  readonly token: string;
}

/** The beginning of a stream. */
export const beginning: LogPosition = { time: 0, seen: 0, token: "" };

export function formatPosition({ time, seen, token }: LogPosition): string {
  return `${time}:${seen}:${token}`;
}

/** Reads a cursor; undefined when it is none of ours. */
export function parsePosition(cursor: string): LogPosition | undefined {
  const [, time, seen, token] = /^(\d+):(\d+):(.*)$/s.exec(cursor) ?? [];
  return token === undefined ? undefined : { time: Number(time), seen: Number(seen), token };
}

/** The position behind these events. */
export function advance(position: LogPosition, events: readonly OutputLogEvent[], token: string): LogPosition {
  const time = events.at(-1)?.timestamp ?? position.time;
  const ofThatTime = events.filter((event) => event.timestamp === time).length;
  return { time, seen: ofThatTime + (time === position.time ? position.seen : 0), token };
}

/** Of events from `position.time` on, those that were not read yet, and how many read ones are still to come. */
export function skipSeen(
  events: readonly OutputLogEvent[],
  position: LogPosition,
  toSkip: number,
): { readonly fresh: readonly OutputLogEvent[]; readonly toSkip: number } {
  const read = events.filter((event) => event.timestamp === position.time).length;
  const skipped = Math.min(read, toSkip);
  return { fresh: events.slice(skipped), toSkip: toSkip - skipped };
}
