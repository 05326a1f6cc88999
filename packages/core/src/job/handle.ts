import { bounded, sleep, type InnerCall } from "../call/bounded.ts";
import { retry } from "../call/retry.ts";
import type { TrainingDriver } from "../contract/driver.ts";
import type { FollowOptions, JobEvent, JobSnapshot, TrainingJob } from "../contract/job.ts";
import { readCursor, writeCursor } from "./cursor.ts";
import { withDriver, type LiveHalf } from "./live-half.ts";
import { describeOne, look } from "./look.ts";
import { outcome } from "./outcome.ts";
import { isTerminal } from "./states.ts";

/** A handle on a native job. It holds nothing but the URI: any process can make one. */
export function jobHandle(live: LiveHalf, uri: string, created: boolean): TrainingJob {
  const events = (options?: FollowOptions): AsyncIterable<JobEvent> => follow(live, uri, options ?? {});
  return {
    uri,
    created,
    status: (options) => withDriver(live, options, (driver, call) => describeOne(driver, uri, call)),
    poll: (options) =>
      withDriver(live, options, async (driver, call) => {
        const { events: found, position, done } = await look(driver, uri, readCursor(options?.after), call);
        return { events: found, cursor: writeCursor(position), done };
      }),
    events,
    logs: async function* (options) {
      for await (const event of events(options)) if (event.type === "log") yield event;
    },
    wait: (options) =>
      withDriver(live, options, async (driver, call) =>
        outcome(live.platform, driver, await untilOver(driver, uri, call), call),
      ),
    cancel: (options) => withDriver(live, options, (driver, call) => retry(call, (inner) => driver.cancel(uri, inner))),
  };
}

async function* follow(live: LiveHalf, uri: string, options: FollowOptions): AsyncGenerator<JobEvent> {
  let position = readCursor(options.after);
  const deadline = options.timeout === undefined ? undefined : Date.now() + options.timeout;
  for (;;) {
    const timeout = deadline === undefined ? undefined : Math.max(0, deadline - Date.now());
    const limits = {
      ...(options.signal === undefined ? {} : { signal: options.signal }),
      ...(timeout === undefined ? {} : { timeout }),
    };
    const from = position;
    const { seen, pollInterval } = await withDriver(live, limits, async (driver, call) => ({
      seen: await look(driver, uri, from, call),
      pollInterval: driver.pollInterval,
    }));
    yield* seen.events;
    if (seen.done) return;
    position = seen.position;
    if (!seen.more) await bounded(limits, (call) => sleep(pollInterval, call.signal));
  }
}

async function untilOver(driver: TrainingDriver, uri: string, call: InnerCall): Promise<JobSnapshot> {
  for (;;) {
    const snapshot = await describeOne(driver, uri, call);
    if (isTerminal(snapshot.state)) return snapshot;
    await sleep(driver.pollInterval, call.signal);
  }
}
