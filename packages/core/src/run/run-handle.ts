import { bounded, sleep, type InnerCall } from "../call/bounded.ts";
import type { FollowOptions, TrainedModel } from "../contract/job.ts";
import type { RunEvent, RunEvents, TrainingRun } from "../contract/run.ts";
import { driverOf, type BoundRun } from "./bound-run.ts";
import { askToStop, carryOn } from "./carry-on.ts";
import { snapshotOf } from "./legs.ts";
import { lookAtAttempts, type SeenRun } from "./look-at-attempts.ts";
import { outcomeOfRun } from "./outcome-of-run.ts";
import { readRunCursor, tell, writeRunCursor, type Told } from "./tell.ts";

/** How a caller looks at a run: carrying it on, or not. */
type Looking = (run: BoundRun, call: InnerCall) => Promise<SeenRun>;

/** A handle on a run. It holds nothing that the run's URI and the platforms do not say. */
export function runHandle(run: BoundRun, created: boolean): TrainingRun {
  const events = (options: FollowOptions | undefined, looking: Looking): AsyncGenerator<RunEvent> =>
    follow(run, options ?? {}, looking);
  return {
    uri: run.uri,
    created,
    status: (options) => bounded(options, async (call) => snapshotOf(run, await lookAtAttempts(run, call), Date.now())),
    poll: (options) => bounded(options, (call) => poll(run, options?.after, call)),
    events: (options) => events(options, carryOn),
    logs: async function* (options) {
      for await (const event of events(options, lookAtAttempts)) if (event.type === "log") yield event;
    },
    wait: (options) => bounded(options, (call) => wait(run, call)),
    cancel: (options) => bounded(options, (call) => cancel(run, call)),
  };
}

async function poll(run: BoundRun, after: string | undefined, call: InnerCall): Promise<RunEvents> {
  const from = readRunCursor(after);
  const { events, position, done } = await tell(run, await carryOn(run, call), from, call);
  return { events, cursor: writeRunCursor(position), done };
}

async function* follow(run: BoundRun, options: FollowOptions, looking: Looking): AsyncGenerator<RunEvent> {
  let position = readRunCursor(options.after);
  const deadline = options.timeout === undefined ? undefined : Date.now() + options.timeout;
  for (;;) {
    const limits = {
      ...(options.signal === undefined ? {} : { signal: options.signal }),
      ...(deadline === undefined ? {} : { timeout: Math.max(0, deadline - Date.now()) }),
    };
    const from = position;
    const { seen, told } = await bounded(limits, async (call): Promise<{ seen: SeenRun; told: Told }> => {
      const found = await looking(run, call);
      return { seen: found, told: await tell(run, found, from, call) };
    });
    yield* told.events;
    if (told.done) return;
    position = told.position;
    if (!told.more) await bounded(limits, (call) => pause(run, seen, call));
  }
}

async function wait(run: BoundRun, call: InnerCall): Promise<TrainedModel> {
  for (;;) {
    const seen = await carryOn(run, call);
    if (seen.end !== undefined) return outcomeOfRun(run, seen, call);
    await pause(run, seen, call);
  }
}

/** Until the newest attempt has a job that was asked to stop, or none shall come: from then on nobody begins another. */
async function cancel(run: BoundRun, call: InnerCall): Promise<void> {
  await askToStop(run, "user", call);
  for (;;) {
    const seen = await carryOn(run, call);
    if (seen.end !== undefined || seen.attempts.at(-1)?.uri !== undefined) return;
    await pause(run, seen, call);
  }
}

async function pause(run: BoundRun, { attempts }: SeenRun, call: InnerCall): Promise<void> {
  const { pollInterval } = await driverOf(run, attempts.at(-1) ?? { placement: 0 }, call);
  await sleep(pollInterval, call.signal);
}
