import type { Attempt, Ending, RunEnd, RunState, Stop } from "./record.ts";

/** Who sends the job of an attempt. */
export interface Claim {
  readonly placement: number;
  readonly sender: string;
  readonly time: string;
}

/**
 * What stands at a number: an attempt, or the end of the run. Whoever creates it decides; so no two attempts share a
 * number, and nothing comes behind an end.
 */
export type Slot = Claim | { readonly end: RunEnd };

const numbered = (number: number): string => `attempt-${String(number).padStart(4, "0")}`;

/** Names of a run's objects. */
export const names = {
  record: "record.json",
  stop: "stop.json",
  slot: (attempt: number): string => `${numbered(attempt)}.json`,
  /** A further sender, because the one before was not heard of. */
  sender: (attempt: number, count: number): string => `${numbered(attempt)}-sender-${count}.json`,
  /** The sender of this count gave up before there was a job. */
  released: (attempt: number, count: number): string => `${numbered(attempt)}-released-${count}.json`,
  sent: (attempt: number): string => `${numbered(attempt)}-sent.json`,
  ending: (attempt: number): string => `${numbered(attempt)}-ending.json`,
} as const;

/** The state of a run, of the objects that stand in its folder. */
export function stateOf(entries: ReadonlyMap<string, unknown>): RunState {
  const attempts: Attempt[] = [];
  const stop = entries.get(names.stop) as Stop | undefined;
  for (let attempt = 1; ; attempt += 1) {
    const slot = entries.get(names.slot(attempt)) as Slot | undefined;
    const rest = { attempts, ...(stop === undefined ? {} : { stop }) };
    if (slot === undefined) return rest;
    if ("end" in slot) return { ...rest, end: slot.end };
    attempts.push(attemptOf(attempt, slot, entries));
  }
}

function attemptOf(attempt: number, claim: Claim, entries: ReadonlyMap<string, unknown>): Attempt {
  const senders = [claim];
  for (;;) {
    const next = entries.get(names.sender(attempt, senders.length + 1)) as Claim | undefined;
    if (next === undefined) break;
    senders.push(next);
  }
  const { sender, time } = senders.at(-1) ?? claim;
  const sent = entries.get(names.sent(attempt)) as { readonly uri: string } | undefined;
  const ending = entries.get(names.ending(attempt)) as Ending | undefined;
  return {
    attempt,
    placement: claim.placement,
    began: claim.time,
    sender,
    senders: senders.length,
    senderSince: time,
    released: entries.has(names.released(attempt, senders.length)),
    ...(sent === undefined ? {} : { uri: sent.uri }),
    ...(ending === undefined ? {} : { ending }),
  };
}
