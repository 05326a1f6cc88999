import type { InnerCall } from "../call/bounded.ts";
import type { TrainingDriver } from "../contract/driver.ts";
import type { Plan } from "../contract/plan.ts";
import type { PlatformParts } from "../estimator/parts.ts";
import type { Bundle } from "../planning/bundle.ts";
import { assemble } from "../planning/plan.ts";
import type { Ledger } from "./ledger.ts";
import type { Attempt, PlacementRecord, RunRecord } from "./record.ts";

/** A placement of the record and the platform that it names. */
export interface BoundPlacement {
  readonly record: PlacementRecord;
  readonly parts: PlatformParts;
  /** Where this process has the source. */
  readonly bundle?: Bundle;
}

/** A run as one process holds it: the record, the platforms, and who this process is among those that carry the run on. */
export interface BoundRun {
  readonly uri: string;
  readonly record: RunRecord;
  readonly placements: readonly BoundPlacement[];
  readonly ledger: Ledger;
  /** A random word. */
  readonly supervisor: string;
  /**
   * Milliseconds after which a sender that is not heard of is taken for dead. It itself stops sending after half of them,
   * so that no two send at once.
   */
  readonly patience: number;
  /** When this process first saw a sender, in milliseconds: clocks of other machines are not relied on. */
  readonly firstSeen: Map<string, number>;
}

export function boundRun(
  uri: string,
  record: RunRecord,
  placements: readonly BoundPlacement[],
  ledger: Ledger,
): BoundRun {
  return {
    uri,
    record,
    placements,
    ledger,
    supervisor: crypto.randomUUID(),
    patience: record.patience * 1000,
    firstSeen: new Map(),
  };
}

export function placementOf(run: BoundRun, { placement }: Pick<Attempt, "placement">): BoundPlacement {
  const found = run.placements[placement];
  if (found === undefined) throw new Error(`The run's record has no placement ${placement}.`);
  return found;
}

export function driverOf(run: BoundRun, attempt: Pick<Attempt, "placement">, call: InnerCall): Promise<TrainingDriver> {
  return placementOf(run, attempt).parts.live.driver(call);
}

/** The native requests of an attempt: the same in every process, since they follow from the record. */
export function planOf(run: BoundRun, { attempt, placement }: Pick<Attempt, "attempt" | "placement">): Plan {
  const { record, parts } = placementOf(run, { placement });
  const { key, run: word } = run.record;
  const input = { ...record.job, identity: { key, run: word, attempt } };
  return assemble("training", parts.translator, input, parts.translator.translate(input), []);
}
