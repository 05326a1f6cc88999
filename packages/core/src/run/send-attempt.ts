import type { InnerCall } from "../call/bounded.ts";
import { retry } from "../call/retry.ts";
import type { Attempt, Ending } from "./record.ts";
import { SwitchyardError } from "../errors/switchyard-error.ts";
import { submit } from "../estimator/fit.ts";
import { placementOf, planOf, type BoundRun } from "./bound-run.ts";
import { names, type Claim, type Slot } from "./entries.ts";
import { noteJob } from "./look-at-attempts.ts";

/** Another process was faster, or the run was stopped: look again. */
class Overtaken extends Error {}

/** What a process needs to send the job of an attempt: its number and place, and the count of senders that it is. */
type Sending = Pick<Attempt, "attempt" | "placement"> & { readonly count: number };

/**
 * A new attempt: everything is made ready and uploaded, then its number is taken, then the job is sent. `false` when
 * somebody else took the number.
 */
export function beginAttempt(
  run: BoundRun,
  at: Pick<Attempt, "attempt" | "placement">,
  call: InnerCall,
): Promise<boolean> {
  return send(run, { ...at, count: 1 }, call, async (inner, claim) => {
    const { ours } = await run.ledger.write<Slot>(names.slot(at.attempt), claim, inner);
    if (!ours) throw new Overtaken();
  });
}

/** An attempt whose sender has gone: its job is sent under the same identity, so that it is one job even if it was sent. */
export async function takeOver(run: BoundRun, attempt: Attempt, call: InnerCall): Promise<boolean> {
  return send(run, { ...attempt, count: attempt.senders + 1 }, call, (inner, claim) =>
    becomeSender(run, attempt, claim, inner),
  );
}

/** An attempt that shall not be sent any more, by whoever may send it now. */
export async function withdraw(run: BoundRun, attempt: Attempt, call: InnerCall): Promise<boolean> {
  try {
    await becomeSender(run, attempt, claimOf(run, attempt), call);
  } catch (error) {
    if (error instanceof Overtaken) return false;
    throw error;
  }
  const message = "The run was stopped before the job was sent.";
  await endUnsent(run, attempt.attempt, { state: "cancelled", reason: "user", nativeState: "not sent", message }, call);
  return true;
}

/**
 * Whether this process may become the sender of an attempt that has no job: the one before has given up, is this process
 * itself, or has not been heard of for longer than it may send.
 */
export function maySend(
  run: BoundRun,
  { attempt, senders, sender, senderSince, released }: Attempt,
  now: number,
): boolean {
  if (released || sender === run.supervisor) return true;
  const key = `${attempt}/${senders}`;
  const seen = run.firstSeen.get(key) ?? now;
  run.firstSeen.set(key, seen);
  // Clocks of two machines may differ, but hardly by this much.
  return now - seen > run.patience || now - Date.parse(senderSince) > run.patience + 300_000;
}

const claimOf = (run: BoundRun, { placement }: Pick<Attempt, "placement">): Claim => ({
  placement,
  sender: run.supervisor,
  time: new Date().toISOString(),
});

async function becomeSender(run: BoundRun, attempt: Attempt, claim: Claim, call: InnerCall): Promise<void> {
  const { ours } = await run.ledger.write(names.sender(attempt.attempt, attempt.senders + 1), claim, call);
  if (!ours) throw new Overtaken();
}

async function send(
  run: BoundRun,
  sending: Sending,
  call: InnerCall,
  claim: (inner: InnerCall, claim: Claim) => Promise<void>,
): Promise<boolean> {
  const { attempt, count } = sending;
  const { record, parts, bundle } = placementOf(run, sending);
  const late = new AbortController();
  const inner = { signal: AbortSignal.any([call.signal, late.signal]) };
  let timer: ReturnType<typeof setTimeout> | undefined;
  const beforeSending = async (): Promise<void> => {
    timer ??= setTimeout(() => late.abort(new Overtaken()), run.patience / 2);
    await claim(inner, claimOf(run, sending));
    if ((await run.ledger.find(names.stop, inner)) !== undefined) throw new Overtaken();
  };
  try {
    const driver = await parts.live.driver(call);
    const fitting = { ...parts, driver, spec: record.job.spec, plan: planOf(run, sending), bundle, beforeSending };
    const { uri } = await submit(fitting, inner);
    if (timer === undefined) await beforeSending();
    await noteJob(run, attempt, uri, call);
    // Somebody may have taken this process for dead and the attempt for ended: then its job shall not run.
    const ending = (await run.ledger.find(names.ending(attempt), call)) as Ending | undefined;
    if (ending?.unsent === true) await retry(call, (again) => driver.cancel(uri, again));
    return true;
  } catch (error) {
    if (error instanceof Overtaken) return false;
    call.signal.throwIfAborted();
    if (timer === undefined) throw error;
    if (!isWithoutMachines(error)) {
      await run.ledger.write(names.released(attempt, count), { time: new Date().toISOString() }, call);
      throw error;
    }
    await endUnsent(run, attempt, refusal(error), call);
    return true;
  } finally {
    clearTimeout(timer);
  }
}

/** Quotas are counted by machine and region, so that another placement may have what this one lacks. */
function isWithoutMachines(error: unknown): error is SwitchyardError {
  return SwitchyardError.is(error, "capacity") || SwitchyardError.is(error, "quota");
}

type Unsent = Omit<Ending, "time" | "ranSeconds" | "unsent">;

function refusal(error: SwitchyardError): Unsent {
  return { state: "failed", reason: "capacity", nativeState: `refused: ${error.code}`, message: error.message };
}

async function endUnsent(run: BoundRun, attempt: number, ending: Unsent, call: InnerCall): Promise<void> {
  const time = new Date().toISOString();
  await run.ledger.write(names.ending(attempt), { ...ending, time, ranSeconds: 0, unsent: true }, call);
}
