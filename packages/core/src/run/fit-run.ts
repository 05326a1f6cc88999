import { bounded, type InnerCall } from "../call/bounded.ts";
import type { PlannedRun, RunOptions, RunPlan, TrainingRun } from "../contract/run.ts";
import type { TrainerSpec } from "../contract/spec.ts";
import type { TransformersVersion } from "../arguments/index.ts";
import { configError } from "../errors/config-error.ts";
import { upload } from "../estimator/fit.ts";
import { makeReady } from "../estimator/ready.ts";
import { canonicalJson } from "../identity/canonical.ts";
import type { LoadedTrainer } from "../planning/load-trainer.ts";
import { boundRun, type BoundPlacement } from "./bound-run.ts";
import { carryOn } from "./carry-on.ts";
import { names } from "./entries.ts";
import type { Ledger } from "./ledger.ts";
import { formatRunUri } from "./place.ts";
import { prepareRun, type PreparedPlacement, type PreparedRun } from "./prepare-run.ts";
import { readRecord, type PlacementRecord, type RunRecord } from "./record.ts";
import { runHandle } from "./run-handle.ts";
import { ledgerOf } from "./run-store.ts";

/**
 * The exact native requests of a run's first attempt at every placement, without network, credentials or clock.
 *
 * @throws {ConfigError} with every problem of the run, of the spec and of its plans.
 */
export async function planRun<V extends TransformersVersion>(
  trainer: TrainerSpec<V> | LoadedTrainer<V>,
  given: RunPlan,
): Promise<PlannedRun> {
  const { place, placements } = await prepareRun(trainer as TrainerSpec | LoadedTrainer, given);
  return { uri: formatRunUri(place), plans: placements.map(({ plan }) => plan) };
}

/**
 * Begins a run and sends its first attempt, or goes on with the run that exists. Its source is uploaded for every
 * placement, so that from then on any process can carry it on by its URI.
 *
 * @throws {ConfigError} as `planRun`; also when a setting or a secret is missing at any placement, or when the run exists
 *   with other placements or limits.
 */
export async function fitRun<V extends TransformersVersion>(
  trainer: TrainerSpec<V> | LoadedTrainer<V>,
  given: RunOptions,
): Promise<TrainingRun> {
  return bounded(given, async (call) => {
    const prepared = await prepareRun(trainer as TrainerSpec | LoadedTrainer, given);
    const parts = prepared.placements.map((placement) => placement.parts);
    const ledger = await ledgerOf(prepared.place, given.store, parts, call);
    const { record, created } = await begin(prepared, ledger, call);
    const placements = prepared.placements.map((placement, index) => bind(placement, record.placements[index]));
    const run = boundRun(formatRunUri(prepared.place), record, placements, ledger);
    await carryOn(run, call);
    return runHandle(run, created);
  });
}

/** The record that stands, which is written when all is there that it promises. */
async function begin(
  prepared: PreparedRun,
  ledger: Ledger,
  call: InnerCall,
): Promise<{ record: RunRecord; created: boolean }> {
  const existing = await ledger.find(names.record, call);
  if (existing !== undefined) return { record: checkSame(readRecord(existing), prepared), created: false };
  await uploadAll(prepared.placements, call);
  const record = { ...prepared.record, created: new Date().toISOString() };
  const { value, ours } = await ledger.write(names.record, record, call);
  return { record: ours ? record : checkSame(readRecord(value), prepared), created: ours };
}

/** Uploads to every placement at once, so that a missing right or secret is known before the first attempt is paid for. */
async function uploadAll(placements: readonly PreparedPlacement[], call: InnerCall): Promise<void> {
  const ready = placements.map(({ parts, bundle, plan, record }) => {
    const { translator, host } = parts;
    return { uploads: makeReady({ translator, host, spec: record.job.spec, plan }).uploads, parts, bundle };
  });
  for (const { uploads, parts, bundle } of ready) {
    const driver = await parts.live.driver(call);
    await upload({ translator: parts.translator, host: parts.host, driver, bundle }, { uploads }, call);
  }
}

function checkSame(record: RunRecord, prepared: PreparedRun): RunRecord {
  const comparable = ({ placements, limits, preemptions, patience }: Omit<RunRecord, "created">): object => ({
    placements: placements.map(({ job, machine: _machine, ...placement }) => ({
      ...placement,
      resources: job.resources,
    })),
    limits,
    preemptions,
    patience,
  });
  if (canonicalJson(comparable(record)) === canonicalJson(comparable(prepared.record))) return record;
  throw configError(
    "run-exists",
    "run",
    `The run ${record.run} of this trainer exists at ${formatRunUri(prepared.place)}, with other placements or limits.`,
    "Attach to it by its URI, give the placements and limits that it has, or give this one another `run`.",
  );
}

/** A bundle that another release of Switchyard made is another one: then the one that was uploaded has to do. */
function bind(
  { parts, bundle, record: own }: PreparedPlacement,
  recorded: PlacementRecord | undefined,
): BoundPlacement {
  const record = recorded ?? own;
  return { record, parts, ...(record.job.bundle.manifest === bundle.manifest ? { bundle } : {}) };
}
