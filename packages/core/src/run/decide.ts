import { isTerminal } from "../job/states.ts";
import { lossOf, nextPlacement } from "./next-placement.ts";
import type { Ending, RunEnd, RunRecord, Stop } from "./record.ts";
import { spent, type SeenAttempt } from "./spending.ts";

/** What a run needs now. */
export type Decision =
  | { readonly do: "wait" }
  /** A new attempt. */
  | { readonly do: "submit"; readonly attempt: number; readonly placement: number }
  /** The newest attempt's job is not there yet: whoever may send it sends it. */
  | { readonly do: "send" }
  /** The newest attempt's job is not there, and shall not come. */
  | { readonly do: "withdraw"; readonly why: Stop["why"] }
  /** The newest attempt's job is over, and its end is to be written down. */
  | { readonly do: "close" }
  | { readonly do: "stop"; readonly why: Stop["why"] }
  | { readonly do: "end"; readonly end: Omit<RunEnd, "time"> };

/**
 * What comes next in a run, by its record, what is known of its attempts, and the time in milliseconds. The same for every
 * process that knows the same.
 */
export function decide(
  record: RunRecord,
  attempts: readonly SeenAttempt[],
  asked: Stop | undefined,
  now: number,
): Decision {
  const stop = asked?.why ?? exceeded(record, attempts, now);
  const last = attempts.at(-1);
  if (last?.ending !== undefined) return afterEnding(record, attempts, last.ending, stop);
  if (last === undefined)
    return stop === undefined ? { do: "submit", attempt: 1, placement: 0 } : stopped(stop, record);
  if (last.uri === undefined) return stop === undefined ? { do: "send" } : { do: "withdraw", why: stop };
  if (last.snapshot !== undefined && isTerminal(last.snapshot.state)) return { do: "close" };
  return stop === undefined ? { do: "wait" } : { do: "stop", why: stop };
}

function afterEnding(
  record: RunRecord,
  attempts: readonly SeenAttempt[],
  ending: Ending,
  stop: Stop["why"] | undefined,
): Decision {
  const { state, reason, message } = ending;
  if (state === "succeeded") return { do: "end", end: { state, why: "The training is complete." } };
  const loss = lossOf(ending);
  // A job that failed by itself failed, whatever was asked of it meanwhile.
  if (stop !== undefined && (loss !== undefined || state === "cancelled")) return stopped(stop, record);
  const ofJob = message === undefined ? "" : ` ${message}`;
  if (loss === undefined) {
    const why = state === "cancelled" ? `The job was cancelled, not by this run.${ofJob}` : `The job failed.${ofJob}`;
    return { do: "end", end: { state, ...(reason === undefined ? {} : { reason }), why } };
  }
  const giveUp = (why: string): Decision => ({
    do: "end",
    end: {
      state: "failed",
      ...(reason === undefined ? {} : { reason }),
      why: `${why} The last one:${ofJob || " no word."}`,
    },
  });
  if (attempts.length >= record.limits.attempts) return giveUp(`All ${record.limits.attempts} attempts were used.`);
  const placement = nextPlacement(record, attempts);
  if (placement === undefined)
    return giveUp(`None of the ${record.placements.length} placements had machines, one after the other.`);
  return { do: "submit", attempt: attempts.length + 1, placement };
}

function exceeded(
  record: RunRecord,
  attempts: readonly SeenAttempt[],
  now: number,
): Exclude<Stop["why"], "user"> | undefined {
  const { seconds, money } = record.limits;
  if (seconds !== undefined && now - Date.parse(record.created) >= seconds * 1000) return "time";
  return money !== undefined && (spent(record, attempts, now) ?? 0) >= money ? "money" : undefined;
}

function stopped(why: Stop["why"], { limits }: RunRecord): Decision {
  if (why === "user") return { do: "end", end: { state: "cancelled", reason: "user", why: "The run was cancelled." } };
  if (why === "time")
    return {
      do: "end",
      end: { state: "failed", reason: "timeout", why: `The run reached its limit of ${limits.seconds} seconds.` },
    };
  return {
    do: "end",
    end: { state: "failed", reason: "budget", why: `The run reached its limit of ${limits.money} in money.` },
  };
}
