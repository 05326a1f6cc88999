import { isPair } from "./machine-pairs.ts";
import type { MachineSpec } from "./native-types.gen.ts";
import { inPools, type RequestRule } from "./request-rule.ts";

const isTpuMachine = (machine: Partial<MachineSpec> | undefined): boolean =>
  typeof machine?.machineType === "string" && /^(ct5lp|ct6e|tpu7x)-/.test(machine.machineType);

/** Source: the comments of machine_resources.proto, and Google's pages on compute resources. */
export const machineRules: readonly RequestRule[] = [
  {
    code: "native-machine",
    broken: (subject) =>
      inPools(
        subject,
        ({ machineSpec }) => machineSpec !== undefined && !isPair(machineSpec),
        "/machineSpec/acceleratorType",
      ),
    message: "This machine does not have these accelerators, or not this many.",
    fix: "Use `resources.accelerator` and `resources.acceleratorsPerNode`, which choose the machine.",
  },
  {
    code: "native-accelerator",
    broken: (subject) =>
      inPools(
        subject,
        ({ machineSpec: { acceleratorType, acceleratorCount } = {} }) =>
          (acceleratorType !== undefined) !== (acceleratorCount ?? 0) > 0,
        "/machineSpec/acceleratorCount",
      ),
    message: "Kind and number of accelerators come together.",
    fix: "Give `acceleratorType` and an `acceleratorCount` of at least 1, or neither.",
  },
  {
    code: "native-partition",
    broken: (subject) =>
      inPools(
        subject,
        ({ machineSpec }) => machineSpec?.gpuPartitionSize !== undefined && machineSpec.acceleratorCount !== 1,
        "/machineSpec/gpuPartitionSize",
      ),
    message: "A part of a GPU is one accelerator.",
    fix: "Set `acceleratorCount: 1`.",
  },
  {
    code: "native-topology",
    broken: (subject) =>
      inPools(
        subject,
        ({ machineSpec }) =>
          machineSpec?.tpuTopology === undefined
            ? isTpuMachine(machineSpec)
            : typeof machineSpec.tpuTopology === "string" && !/^\d+(x\d+){1,2}$/.test(machineSpec.tpuTopology),
        "/machineSpec/tpuTopology",
      ),
    message: 'A TPU slice has a shape, such as "2x2" or "2x2x1".',
    fix: "Write one of Google's shapes for this machine.",
  },
  {
    code: "native-tpu-spot",
    broken: (subject) =>
      subject.spec.scheduling?.strategy !== "SPOT"
        ? []
        : inPools(
            subject,
            ({ machineSpec }) => isTpuMachine(machineSpec) && isSliceOfSeveral(machineSpec),
            "/machineSpec/tpuTopology",
          ),
    message: "Vertex AI has no spot capacity for TPU slices of several machines.",
    fix: "Leave `resources.spot` out, or use one machine.",
  },
  {
    code: "native-reservation",
    broken: (subject) =>
      inPools(
        subject,
        ({ machineSpec }) => {
          const affinity = machineSpec?.reservationAffinity;
          if (affinity === undefined) return false;
          const isSpecific = affinity.reservationAffinityType === "SPECIFIC_RESERVATION";
          const named = affinity.key !== undefined && (affinity.values ?? []).length > 0;
          return isSpecific ? !named : affinity.key !== undefined || affinity.values !== undefined;
        },
        "/machineSpec/reservationAffinity",
      ),
    message: "A specific reservation is named by key and values; the other kinds have neither.",
    fix: 'Use `key: "compute.googleapis.com/reservation-name"` and `values: ["projects/P/zones/Z/reservations/N"]`.',
  },
];

/** Several machines have four chips each. */
function isSliceOfSeveral(machine: Partial<MachineSpec> | undefined): boolean {
  const chips = String(machine?.tpuTopology ?? "")
    .split("x")
    .reduce((product, side) => product * Number(side), 1);
  return chips > (Number(/-(\d)t$/.exec(machine?.machineType ?? "")?.[1]) || 8);
}
