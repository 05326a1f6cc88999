import { kept, lost, made, saying, type Members, type Piece } from "./piece.ts";

/**
 * Time, strategy and restarts. What a plan says by itself is left to it.
 *
 * @param isCluster whether the job has nodes beside the chief, which a plan restarts together
 * @param at where it stood in the native job
 */
export function liftScheduling(scheduling: Members, isCluster: boolean, at: string): Piece {
  const path = (name: string): string => `${at}.${name}`;
  const { timeout, strategy, restartJobOnWorkerRestart, maxWaitDuration, ...others } = scheduling;
  const seconds = secondsOf(timeout);
  const isRestarted = restartJobOnWorkerRestart === true;
  const native: Members = {
    ...saying(others),
    // Waiting for no time at all says that the job waits for ever.
    ...(maxWaitDuration === undefined ? {} : { maxWaitDuration }),
    ...(strategy === undefined || strategy === "SPOT" || strategy === "STANDARD" ? {} : { strategy }),
    ...(isRestarted === isCluster ? {} : restartJobOnWorkerRestart === undefined ? {} : { restartJobOnWorkerRestart }),
  };
  const usual =
    strategy === "STANDARD" ? [made(path("strategy"), "This is what Google takes where nothing is said.")] : [];
  const unread =
    timeout === undefined || timeout === "" || seconds !== undefined
      ? []
      : [lost(path("timeout"), `Found ${JSON.stringify(timeout)}. Allowed: whole seconds above 0, such as "3600s".`)];
  const restarts =
    isCluster && restartJobOnWorkerRestart === undefined && others["disableRetries"] !== true
      ? [
          made(
            path("restartJobOnWorkerRestart"),
            "A plan restarts all nodes when one restarts: the ranks need each other.",
          ),
        ]
      : [];
  return {
    resources: {
      ...(strategy === "SPOT" ? { spot: true } : {}),
      ...(seconds === undefined ? {} : { maxRuntime: durationOf(seconds) }),
    },
    ...(Object.keys(native).length === 0 ? {} : { native: { scheduling: native } }),
    diagnostics: [...usual, ...unread, ...restarts, ...Object.keys(native).map((name) => kept(path(name)))],
  };
}

function secondsOf(timeout: unknown): number | undefined {
  const seconds = typeof timeout === "string" && /^\d+(\.0+)?s$/.test(timeout) ? Number(timeout.slice(0, -1)) : 0;
  return seconds > 0 ? seconds : undefined;
}

/** 5400 → `1h30m`. */
function durationOf(seconds: number): string {
  const units = [
    [86_400, "d"],
    [3_600, "h"],
    [60, "m"],
    [1, "s"],
  ] as const;
  let rest = seconds;
  return units
    .map(([size, unit]) => {
      const count = Math.floor(rest / size);
      rest -= count * size;
      return count === 0 ? "" : `${count}${unit}`;
    })
    .join("");
}
