import { machines, type MachineRow } from "./machines.data.ts";
import type { AcceleratorType, MachineSpec } from "./native-types.gen.ts";

/** GPUs that can be attached to machines of the N1 family, and how many. Source: "GPU platforms" of Compute Engine. */
const attachable: Readonly<Partial<Record<AcceleratorType, readonly number[]>>> = {
  NVIDIA_TESLA_K80: [1, 2, 4, 8],
  NVIDIA_TESLA_P4: [1, 2, 4],
  NVIDIA_TESLA_P100: [1, 2, 4],
  NVIDIA_TESLA_T4: [1, 2, 4],
  NVIDIA_TESLA_V100: [1, 2, 4, 8],
};

/** Machines that have their accelerators built in, or none. */
const fixed: ReadonlyMap<string, MachineRow> = new Map(
  machines.filter(({ type }) => !type.startsWith("n1-")).map((row) => [row.type, row]),
);

/** Whether accelerators and machine go together; a machine that is not known here may have any. */
export function isPair({ machineType, acceleratorType, acceleratorCount }: Partial<MachineSpec>): boolean {
  if (typeof machineType !== "string") return true;
  if (machineType.startsWith("n1-")) {
    if (acceleratorType === undefined) return true;
    return attachable[acceleratorType]?.includes(acceleratorCount ?? 0) ?? false;
  }
  const row = fixed.get(machineType);
  if (row === undefined) return true;
  return acceleratorType === row.native && (acceleratorCount ?? 0) === (row.native === undefined ? 0 : row.count);
}

/** Whether a machine boots from hyperdisk-balanced, and from nothing else. */
export const isHyperdisk = (type: unknown): boolean => fixed.get(String(type))?.hyperdisk === true;
