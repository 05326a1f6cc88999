import type { ContainerExit, ContainerProcess } from "./container-process.ts";
import type { JobControl } from "./job-control.ts";

/** When one instance fails, the others get this long at most; the real service takes their machines away. */
const longestPeerGrace = 10_000;

/** The first failure of a job's instances, by the order in which they ended. */
export interface ClusterFailure extends ContainerExit {
  readonly index: number;
}

/**
 * Waits for every instance. A stop, or the failure of one instance, sends SIGTERM to the main processes;
 * what still runs after the grace is killed.
 */
export async function runCluster(
  containers: readonly ContainerProcess[],
  control: JobControl,
  stopGrace: number,
): Promise<ClusterFailure | undefined> {
  let failure: ClusterFailure | undefined;
  const timers: NodeJS.Timeout[] = [];
  const end = (grace: number) => {
    for (const container of containers) container.terminate();
    timers.push(setTimeout(killAll, grace));
  };
  const killAll = () => {
    for (const container of containers) container.kill();
  };
  const onStop = () => {
    if (control.reason === "closed") killAll();
    else end(stopGrace);
  };
  if (control.signal.aborted) onStop();
  else control.signal.addEventListener("abort", onStop, { once: true });

  const exits = containers.map(async (container, index) => {
    const exit = await container.exit.catch((error: unknown) => {
      killAll();
      throw error;
    });
    if (exit.code === 0 || failure !== undefined) return;
    failure = { ...exit, index };
    if (control.reason === undefined) end(Math.min(stopGrace, longestPeerGrace));
  });
  try {
    // Nothing may still run when an error is passed on.
    await Promise.allSettled(exits);
    await Promise.all(exits);
  } finally {
    for (const timer of timers) clearTimeout(timer);
    control.signal.removeEventListener("abort", onStop);
  }
  return failure;
}
