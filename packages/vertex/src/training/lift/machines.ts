import type { Resources } from "@switchyard/core";
import { machines, topologies, type MachineRow } from "../../machines.data.ts";
import { chooseMachine, findMachines } from "../../resources.ts";
import { kept, lost, made, membersOf, saying, together, type Members, type Piece } from "./piece.ts";

/**
 * The machines of one pool. Accelerators become portable words; what a plan would not choose by itself stays native.
 *
 * @param at where the pool stood in the native job
 */
export function liftMachine(value: unknown, at: string): Piece {
  const machine = saying(membersOf(value));
  const { machineType, acceleratorType, acceleratorCount, tpuTopology, ...others } = machine;
  const row = rowOf(machine);
  const path = (name: string): string => `${at}.machineSpec.${name}`;
  if (row === undefined) {
    const ranks = typeof acceleratorCount === "number" ? { acceleratorsPerNode: acceleratorCount } : {};
    const unknown = `The accelerators of ${JSON.stringify(machineType)} are not known here, so the spec says CPU.`;
    return {
      resources: ranks,
      native: Object.keys(machine).length === 0 ? {} : { machineSpec: machine },
      diagnostics: [
        ...Object.keys(machine).map((name) => kept(path(name))),
        ...(Object.keys(machine).length === 0
          ? []
          : [lost(path("machineType"), unknown, "Write `resources.accelerator` and `resources.acceleratorsPerNode`.")]),
      ],
    };
  }
  const nodes = Number(
    Object.entries(topologies[row.count] ?? {}).find(([, shape]) => shape === tpuTopology)?.[0] ?? 1,
  );
  const resources: Resources =
    row.count === 0
      ? { accelerator: row.accelerator }
      : { accelerator: row.accelerator, acceleratorsPerNode: row.count, ...(isTpu(row) && nodes > 1 ? { nodes } : {}) };
  const planned = plannedMachine(resources);
  const given: Members = { machineType, acceleratorType, acceleratorCount, tpuTopology };
  const unlike = Object.entries(given).filter(([name, inner]) => inner !== undefined && inner !== planned[name]);
  const native: Members = { ...Object.fromEntries(unlike), ...others };
  return {
    resources,
    native: Object.keys(native).length === 0 ? {} : { machineSpec: native },
    diagnostics: Object.keys(native).map((name) => kept(path(name))),
  };
}

const isTpu = ({ accelerator }: MachineRow): boolean => accelerator.startsWith("TPU");

/** The row of the machine; else one with the same accelerators, whose machine an override then replaces. */
function rowOf({ machineType, acceleratorType, acceleratorCount }: Members): MachineRow | undefined {
  const fits = ({ native, count }: MachineRow): boolean =>
    acceleratorType === undefined ? native === undefined : native === acceleratorType && count === acceleratorCount;
  const named = findMachines(machineType).find(fits);
  return named ?? (acceleratorType === undefined ? undefined : machines.find(fits));
}

/** What a plan would say of the machine by itself. */
function plannedMachine({ accelerator = "cpu", acceleratorsPerNode = 1, nodes = 1 }: Resources): Members {
  const choice = chooseMachine({ accelerator, acceleratorsPerNode, nodes, spot: false });
  if ("problem" in choice) return {};
  const { type, native, count } = choice.machine;
  return {
    machineType: type,
    ...(native === undefined ? {} : { acceleratorType: native, acceleratorCount: count }),
    ...(choice.topology === undefined ? {} : { tpuTopology: choice.topology }),
  };
}

/** The boot disk: its size is portable; its kind where a plan would say another one. */
export function liftDisk(value: unknown, machineSpec: unknown, at: string): Piece {
  const { bootDiskType, bootDiskSizeGb, ...others } = saying(membersOf(value));
  const unknown: Piece = {
    diagnostics: Object.keys(others).map((name) =>
      lost(`${at}.diskSpec.${name}`, "Google's definition of a disk has no such member."),
    ),
  };
  const isHyperdisk = findMachines(membersOf(machineSpec)["machineType"]).some(({ hyperdisk }) => hyperdisk === true);
  const planned = isHyperdisk ? "hyperdisk-balanced" : "pd-ssd";
  const usual: Piece =
    bootDiskType === undefined
      ? {}
      : { diagnostics: [made(`${at}.diskSpec.bootDiskType`, "A plan says this by itself.")] };
  const size: Piece = typeof bootDiskSizeGb === "number" ? { resources: { disk: `${bootDiskSizeGb}GB` } } : {};
  if (bootDiskType === undefined || bootDiskType === planned) return together([size, unknown, usual]);
  const kind: Piece = { native: { diskSpec: { bootDiskType } }, diagnostics: [kept(`${at}.diskSpec.bootDiskType`)] };
  return together([size, kind, unknown]);
}
