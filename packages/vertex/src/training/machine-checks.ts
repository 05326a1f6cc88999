import type { Diagnostic, TranslationInput } from "@switchyard/core";
import type { WorkerPoolSpec } from "../native-types.gen.ts";
import { poolCount } from "./pools.ts";

/** What only the final job can tell, its overrides included. */
export function checkMachine(
  pools: readonly Partial<WorkerPoolSpec>[],
  spot: boolean,
  input: TranslationInput,
): Diagnostic[] {
  const { resources } = input;
  const own = pools.slice(0, poolCount(resources));
  return [
    ...own.flatMap(({ machineSpec }, index) => checkCount(machineSpec?.acceleratorCount, index, input)),
    ...unlikeNodes(own),
    ...(spot &&
    own.some(({ machineSpec }) => usesReservation(machineSpec?.reservationAffinity?.reservationAffinityType))
      ? [reservedSpot]
      : []),
  ];
}

function checkCount(count: number | undefined, index: number, { resources }: TranslationInput): Diagnostic[] {
  if (count === undefined || resources.accelerator === "cpu" || count === resources.acceleratorsPerNode) return [];
  return [
    {
      severity: "warning",
      code: "other-machine",
      path: `platforms.vertex.jobSpec.workerPoolSpecs[${index}].machineSpec.acceleratorCount`,
      message: `The machine has ${count} accelerators, and the launcher starts ${resources.acceleratorsPerNode} ranks, as \`resources.acceleratorsPerNode\` says.`,
      fix: `Set \`resources.acceleratorsPerNode: ${count}\`.`,
    },
  ];
}

/** Every pool is overridden by itself, and one of the two is easily forgotten. */
function unlikeNodes([chief, workers]: readonly Partial<WorkerPoolSpec>[]): Diagnostic[] {
  if (workers === undefined || JSON.stringify(chief?.machineSpec) === JSON.stringify(workers.machineSpec)) return [];
  return [
    {
      severity: "warning",
      code: "unlike-nodes",
      path: "platforms.vertex.jobSpec.workerPoolSpecs",
      message: "The chief's machine and those of the other nodes differ.",
      fix: "Write the same `machineSpec` into the first and the second worker pool.",
    },
  ];
}

const usesReservation = (type: string | undefined): boolean =>
  type === "ANY_RESERVATION" || type === "SPECIFIC_RESERVATION";

const reservedSpot: Diagnostic = {
  severity: "warning",
  code: "reserved-spot",
  path: "resources.spot",
  message: "A reservation is paid for whether it is used or not, and spot machines come from elsewhere.",
  fix: "Leave one of them out.",
};
