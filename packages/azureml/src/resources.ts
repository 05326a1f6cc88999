import { nearest, type Diagnostic, type ResolvedResources } from "@switchyard/core";
import { machines, type MachineRow } from "./machines.data.ts";

/** A machine, or why there is none. */
export type MachineChoice = { readonly machine: MachineRow } | { readonly problem: Diagnostic };

/** vCPUs that each rank of a CPU job gets at least. */
const vcpuPerRank = 2;

/** The cheapest machine with exactly this many of this accelerator; for several nodes one with InfiniBand, where there is one. */
export function chooseMachine(resources: ResolvedResources): MachineChoice {
  const { accelerator, acceleratorsPerNode, nodes } = resources;
  const ofKind = machines.filter((row) => row.accelerator === accelerator);
  if (ofKind.length === 0) return { problem: unknownAccelerator(accelerator) };
  const fits = (row: MachineRow): boolean =>
    accelerator === "cpu" ? row.vcpu >= vcpuPerRank * acceleratorsPerNode : row.count === acceleratorsPerNode;
  const fitting = ofKind.filter(fits);
  const machine = (nodes > 1 ? fitting.find((row) => row.infiniband) : undefined) ?? fitting[0];
  return machine === undefined ? { problem: wrongCount(resources, ofKind) } : { machine };
}

/** The table's row for a machine that is named natively, whatever stands there; Azure minds no case. */
export function findMachine(type: string | undefined): MachineRow | undefined {
  const wanted = String(type).toLowerCase();
  return machines.find((row) => row.type.toLowerCase() === wanted);
}

function unknownAccelerator(accelerator: string): Diagnostic {
  const kinds = [...new Set(machines.map((row) => row.accelerator))];
  const near = nearest(accelerator, kinds);
  return {
    severity: "error",
    code: "no-machine",
    path: "resources.accelerator",
    message: `Found ${JSON.stringify(accelerator)}, with which Azure has no machine that this package knows. Allowed: ${kinds.join(", ")}.`,
    fix: near === undefined ? 'Use one of these, such as "A100-80GB".' : `Did you mean ${JSON.stringify(near)}?`,
  };
}

function wrongCount(resources: ResolvedResources, ofKind: readonly MachineRow[]): Diagnostic {
  const { accelerator, acceleratorsPerNode } = resources;
  const path = "resources.acceleratorsPerNode";
  if (accelerator === "cpu") {
    const most = Math.max(...ofKind.map((row) => Math.floor(row.vcpu / vcpuPerRank)));
    const message = `Found ${acceleratorsPerNode} ranks on each CPU node. Allowed: 1 to ${most}, with at least ${vcpuPerRank} vCPUs for each.`;
    return { severity: "error", code: "no-machine", path, message, fix: "Use fewer ranks, or more `resources.nodes`." };
  }
  const counts = [...new Set(ofKind.map((row) => row.count))].sort((a, b) => a - b);
  const message = `Found ${acceleratorsPerNode}. Azure has machines with ${counts.join(", ")} x ${accelerator}.`;
  return {
    severity: "error",
    code: "no-machine",
    path,
    message,
    fix: `Use ${counts.join(" or ")}, and \`resources.nodes\` for more.`,
  };
}
