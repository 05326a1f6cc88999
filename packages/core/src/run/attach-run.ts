import { bounded } from "../call/bounded.ts";
import type { Diagnostic } from "../contract/diagnostic.ts";
import type { TrainingPlatform } from "../contract/estimator.ts";
import type { AttachRunOptions, TrainingRun } from "../contract/run.ts";
import { ConfigError } from "../errors/config-error.ts";
import { SwitchyardError } from "../errors/switchyard-error.ts";
import { partsOf, type PlatformParts } from "../estimator/parts.ts";
import { boundRun, type BoundPlacement } from "./bound-run.ts";
import { whereOf } from "./check-placements.ts";
import { names } from "./entries.ts";
import { parseRunUri } from "./place.ts";
import { readRecord, type PlacementRecord } from "./record.ts";
import { runHandle } from "./run-handle.ts";
import { ledgerOf } from "./run-store.ts";

/**
 * A handle on a run that has begun, from any process: its record and its attempts' jobs hold all that it takes to carry it
 * on. The variables of the spec's secrets have to be set where an attempt is sent.
 *
 * @throws {ConfigError} when the URI is no run's, or a placement's platform is not among those that were given.
 * @throws {SwitchyardError} `not-found` when there is no such run.
 */
export async function attachRun(uri: string, options: AttachRunOptions): Promise<TrainingRun> {
  const place = parseRunUri(uri);
  return bounded(options, async (call) => {
    const given = options.platforms.map(partsOf);
    const ledger = await ledgerOf(place, options.store, given, call);
    const found = await ledger.find(names.record, call);
    if (found === undefined)
      throw new SwitchyardError("not-found", `There is no run ${uri}.`, {
        hint: "A run's URI is what `fitRun` or `switchyard fit` gave when it began.",
      });
    const record = readRecord(found);
    const placements = await bindAll(record.placements, given, options.make);
    return runHandle(boundRun(uri, record, placements, ledger), false);
  });
}

async function bindAll(
  records: readonly PlacementRecord[],
  given: readonly PlatformParts[],
  make: AttachRunOptions["make"],
): Promise<readonly BoundPlacement[]> {
  const bound: BoundPlacement[] = [];
  const issues: Diagnostic[] = [];
  for (const [index, record] of records.entries()) {
    const known = given.find((parts) => isOf(parts, record));
    const parts = known ?? (make === undefined ? undefined : partsOf(await makeOne(make, record)));
    if (parts !== undefined && isOf(parts, record)) bound.push({ record, parts });
    else issues.push(missing(index, record, parts));
  }
  if (issues.length > 0) throw new ConfigError(issues);
  return bound;
}

function makeOne(make: NonNullable<AttachRunOptions["make"]>, record: PlacementRecord): Promise<TrainingPlatform> {
  return make({ id: record.platform, settings: record.settings });
}

/** By everything that decides the jobs of a platform: another region would look for them where they are not. */
function isOf({ translator }: PlatformParts, { platform, identity }: PlacementRecord): boolean {
  return translator.platform === platform && differences(translator.settings, identity).length === 0;
}

function differences(
  settings: Readonly<Record<string, string | undefined>>,
  wanted: PlacementRecord["identity"],
): string[] {
  const keys = new Set([...Object.keys(settings), ...Object.keys(wanted)]);
  return [...keys].filter((key) => settings[key] !== wanted[key]);
}

function missing(index: number, record: PlacementRecord, parts: PlatformParts | undefined): Diagnostic {
  const other = parts === undefined ? [] : differences(parts.translator.settings, record.identity);
  const wanted = (other.length === 0 ? Object.keys(record.identity) : other)
    .map((key) => `${key} ${record.identity[key] ?? "unset"}`)
    .join(", ");
  return {
    severity: "error",
    code: "missing-platform",
    path: `placements[${index}]`,
    message: `The run may train at ${whereOf(record)}, and none of the platforms that were given is that one.`,
    fix: `Give a platform ${record.platform} with ${wanted}.`,
  };
}
