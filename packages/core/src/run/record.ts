import type { TranslationInput } from "../contract/driver.ts";
import type { StateReason } from "../contract/job.ts";
import type { JsonObject } from "../contract/json.ts";
import type { Machine } from "../contract/plan.ts";
import { SwitchyardError } from "../errors/switchyard-error.ts";

/**
 * What a run is, written once, before its first attempt. With it and the platforms any process goes on with the run; it
 * holds no secret, as the spec holds none.
 */
export interface RunRecord {
  readonly recordVersion: 1;
  readonly key: string;
  readonly run: string;
  /** ISO 8601, UTC. */
  readonly created: string;
  /** In the order in which they are tried. */
  readonly placements: readonly PlacementRecord[];
  readonly limits: {
    readonly attempts: number;
    readonly seconds?: number;
    readonly money?: number;
  };
  readonly preemptions: number;
  /** Seconds. */
  readonly patience: number;
}

/** @throws {SwitchyardError} `unexpected-reply` for a record of another release, or of no run. */
export function readRecord(value: unknown): RunRecord {
  const record = value as Partial<RunRecord>;
  if (record.recordVersion === 1 && Array.isArray(record.placements)) return record as RunRecord;
  throw new SwitchyardError(
    "unexpected-reply",
    `Found a run's record of version ${JSON.stringify(record.recordVersion)}. This release of Switchyard reads version 1.`,
    { hint: "Use the release of Switchyard that began the run." },
  );
}

export interface PlacementRecord {
  readonly platform: string;
  /** Of the platform, as far as they decide jobs: by these it is recognised. */
  readonly identity: Readonly<Record<string, string>>;
  /** What its author said of the platform. */
  readonly settings: JsonObject;
  readonly pricePerNodeHour?: number;
  readonly machine: Machine;
  /** What is translated for each attempt; its bundle was uploaded when the run began. */
  readonly job: Omit<TranslationInput, "identity">;
}

/** How an attempt ended, written once by whoever saw it first; what comes next follows from it alone. */
export interface Ending {
  readonly state: "succeeded" | "failed" | "cancelled";
  readonly reason?: StateReason;
  readonly nativeState: string;
  readonly message?: string;
  /** ISO 8601, UTC. */
  readonly time: string;
  /** Over all nodes, as far as the platform says. */
  readonly billableSeconds?: number;
  /** Between its first running state and its end; 0 when it never ran. */
  readonly ranSeconds: number;
  readonly steps?: number;
  /** No job came of it: it was refused, or withdrawn before it was sent. */
  readonly unsent?: true;
}

/** How a run ended, written once. */
export interface RunEnd {
  readonly state: "succeeded" | "failed" | "cancelled";
  readonly reason?: StateReason;
  /** A sentence. */
  readonly why: string;
  readonly time: string;
}

/** Why a run shall not go on: asked by a person, or by one of its limits. */
export interface Stop {
  readonly why: "user" | "time" | "money";
  readonly time: string;
}

/** An attempt as the store tells of it. */
export interface Attempt {
  readonly attempt: number;
  /** Index in the record's list. */
  readonly placement: number;
  readonly began: string;
  /** Who may send its job: the newest of those who took it on. */
  readonly sender: string;
  readonly senders: number;
  readonly senderSince: string;
  /** That one has said that it will not send it. */
  readonly released: boolean;
  /** The native job's URI, once it is known that there is one. */
  readonly uri?: string;
  readonly ending?: Ending;
}

export interface RunState {
  readonly attempts: readonly Attempt[];
  readonly stop?: Stop;
  readonly end?: RunEnd;
}
