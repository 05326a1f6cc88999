import type { TranslationInput } from "../contract/driver.ts";
import type { TrainingPlan } from "../contract/plan.ts";
import type { Placement, PlacementChanges, RunPlan } from "../contract/run.ts";
import type { TrainerSpec } from "../contract/spec.ts";
import { ConfigError } from "../errors/config-error.ts";
import { partsOf, type PlatformParts } from "../estimator/parts.ts";
import { canonicalJson } from "../identity/canonical.ts";
import { checkRunNumber } from "../identity/run-identity.ts";
import type { Bundle } from "../planning/bundle.ts";
import { isLoaded, loadTrainer, type LoadedTrainer } from "../planning/load-trainer.ts";
import { assemble, prepare } from "../planning/plan.ts";
import { withoutUndefined } from "../platform/without-undefined.ts";
import { checkRun, readLimits } from "./check-run.ts";
import { checkPlacements } from "./check-placements.ts";
import { inOrderOfTrial } from "./next-placement.ts";
import type { RunPlace } from "./place.ts";
import type { PlacementRecord, RunRecord } from "./record.ts";

/** A placement that was planned: what is recorded of it, and the plan of its first attempt. */
export interface PreparedPlacement {
  readonly record: PlacementRecord;
  readonly parts: PlatformParts;
  readonly bundle: Bundle;
  readonly plan: TrainingPlan;
}

export interface PreparedRun {
  readonly place: RunPlace;
  readonly record: Omit<RunRecord, "created">;
  /** In order of trial. */
  readonly placements: readonly PreparedPlacement[];
}

/**
 * Plans a run at every placement, without network: a run that could not train at its last placement is refused before
 * the first one is paid for.
 *
 * @throws {ConfigError} with every problem of the run and of its plans.
 */
export async function prepareRun(trainer: TrainerSpec | LoadedTrainer, given: RunPlan): Promise<PreparedRun> {
  checkRun(trainer, given);
  const { host } = partsOf((given.placements[0] as Placement).platform);
  const loaded = isLoaded(trainer) ? trainer : await loadTrainer(trainer, host, given.folder);
  const base = loaded.spec.outputs?.checkpoints ?? "";
  const key = keyOf(loaded, host.sha256);
  const { run } = checkRunNumber(given);
  const planned = await Promise.all(
    given.placements.map((placement) => planAt(loaded, placement, { key, run, attempt: 1 })),
  );
  const placements = inOrderOfTrial(planned.map((one) => ({ ...one, spot: one.record.machine.spot })));
  const problems = checkPlacements(placements.map(({ record, plan }) => ({ record, plan })));
  if (problems.length > 0) throw new ConfigError(problems);
  const record = {
    recordVersion: 1,
    key,
    run,
    placements: placements.map((one) => one.record),
    limits: readLimits(given.limits),
    preemptions: given.preemptions ?? 2,
    patience: given.patience ?? 60,
  } as const;
  return { place: { base, key, run }, record, placements };
}

/** The trainer as it is at a placement: the placement's fields over its own, key by key. */
function specAt(spec: TrainerSpec, placement: PlacementChanges): TrainerSpec {
  const changed = (["resources", "inputs", "environment", "platforms"] as const).flatMap((name) =>
    placement[name] === undefined ? [] : [[name, { ...spec[name], ...withoutUndefined(placement[name]) }] as const],
  );
  return { ...spec, ...Object.fromEntries(changed) };
}

async function planAt(
  { spec, files, diagnostics: told }: LoadedTrainer,
  placement: Placement,
  identity: TranslationInput["identity"],
): Promise<PreparedPlacement> {
  const parts = partsOf(placement.platform);
  const { translator, host } = parts;
  const here = { spec: specAt(spec, placement), files, diagnostics: told };
  const { input, bundle, diagnostics } = await prepare(translator, host, here, undefined, {});
  const { identity: _own, ...job } = input;
  const translation = translator.translate({ ...job, identity });
  const plan = assemble("training", translator, { ...job, identity }, translation, diagnostics);
  const { pricePerNodeHour, settings = {} } = placement;
  const record = {
    platform: translator.platform,
    identity: withoutUndefined(translator.settings) as Record<string, string>,
    settings,
    ...(pricePerNodeHour === undefined ? {} : { pricePerNodeHour }),
    machine: plan.machine,
    job,
  };
  return { record, parts, bundle, plan: plan as TrainingPlan };
}

/** What a run trains, and nothing of where: so that its attempts find each other's checkpoints. */
function keyOf({ spec, files }: LoadedTrainer, sha256: (text: string) => string): string {
  const { source: _path, ...trainer } = spec;
  const content = files.map(({ path, executable, sha256: hash }) => [path, executable, hash]);
  return sha256(canonicalJson({ kind: "run", trainer, content })).slice(0, 32);
}
