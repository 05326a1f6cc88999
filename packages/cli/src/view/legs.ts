import type { JobSnapshot, Leg, RunSnapshot } from "@switchyard/core";
import { formatNumber } from "./numbers.ts";

export function isRunSnapshot(snapshot: JobSnapshot): snapshot is RunSnapshot {
  return "legs" in snapshot;
}

/** A run's attempts, a line each: where, how it ended, how far it came, what it cost. */
export function describeLegs(snapshot: JobSnapshot): readonly string[] {
  if (!isRunSnapshot(snapshot)) return [];
  const { legs, cost } = snapshot;
  const total = cost === undefined || legs.length < 2 ? [] : [`cost ${formatNumber(cost)} in all`];
  return [...legs.map(describeLeg), ...total];
}

function describeLeg({ attempt, platform, machine, state, reason, steps, billableSeconds, cost, uri }: Leg): string {
  const place = [platform, machine.region, machine.type, machine.spot ? "spot" : ""].filter(Boolean).join(" ");
  const parts = [
    `attempt ${attempt}`,
    place,
    reason === undefined ? state : `${state} (${reason})`,
    steps === undefined ? "" : `step ${steps}`,
    `${formatNumber(Math.round(billableSeconds))} s billed`,
    cost === undefined ? "" : `cost ${formatNumber(cost)}`,
    uri ?? "",
  ];
  return parts.filter((part) => part !== "").join("  ");
}
