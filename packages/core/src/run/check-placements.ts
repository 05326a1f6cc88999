import type { Diagnostic } from "../contract/diagnostic.ts";
import type { Plan } from "../contract/plan.ts";
import type { PlacementRecord } from "./record.ts";

/** Errors of the plans, each with the placement that it is about, and what would keep an attempt from going on. */
export function checkPlacements(
  placements: readonly { readonly record: PlacementRecord; readonly plan: Plan }[],
): readonly Diagnostic[] {
  const errors = placements.flatMap(({ record, plan }) =>
    plan.diagnostics
      .filter(({ severity }) => severity === "error")
      .map((found) =>
        placements.length === 1 ? found : { ...found, message: `${whereOf(record)}: ${found.message}` },
      ),
  );
  return [...errors, ...unlikeProcesses(placements.map(({ record }) => record))];
}

/** A checkpoint holds the random state of every process: another number of them cannot go on from it. */
function unlikeProcesses(records: readonly PlacementRecord[]): Diagnostic[] {
  const counts = records.map(({ job: { resources } }) => resources.nodes * resources.acceleratorsPerNode);
  const other = counts.findIndex((count) => count !== counts[0]);
  if (other === -1) return [];
  const [first, second] = [records[0], records[other]];
  const message = `${first && whereOf(first)} has ${counts[0]} processes and ${second && whereOf(second)} ${counts[other]}: a checkpoint of the one cannot be gone on from by the other.`;
  const fix = "Give all placements the same product of `nodes` and `acceleratorsPerNode`.";
  return [{ severity: "error", code: "unlike-placements", path: "placements", message, fix }];
}

/** How a sentence names a placement: `sagemaker us-east-1 ml.g5.xlarge spot`. */
export function whereOf({ platform, machine }: PlacementRecord): string {
  return [platform, machine.region, machine.type, machine.spot ? "spot" : "on-demand"].filter(Boolean).join(" ");
}
