import { accelerators, nearest, type Diagnostic, type ResolvedResources } from "@switchyard/core";
import { machines, topologies, type MachineRow } from "./machines.data.ts";

/** A machine, or why there is none. `topology` is a TPU slice's. */
export type MachineChoice =
  | { readonly machine: MachineRow; readonly topology?: string }
  | { readonly problem: Diagnostic };

/** vCPUs that each rank of a CPU job gets at least. */
const vcpuPerRank = 2;

/** The cheapest machine with exactly this many of this accelerator; of TPUs the slice of these machines. */
export function chooseMachine(resources: ResolvedResources): MachineChoice {
  const { accelerator, acceleratorsPerNode } = resources;
  const ofKind = machines.filter((row) => row.accelerator === accelerator);
  if (ofKind.length === 0) return { problem: unknownAccelerator(accelerator) };
  const fits = (row: MachineRow): boolean =>
    accelerator === "cpu" ? row.vcpu >= vcpuPerRank * acceleratorsPerNode : row.count === acceleratorsPerNode;
  const machine = ofKind.find(fits);
  if (machine === undefined) return { problem: wrongCount(resources, ofKind) };
  return isTpu(resources) ? sliceOf(machine, resources) : { machine };
}

/** Whether the nodes are machines of one TPU slice, which Vertex AI takes as one replica. */
export function isTpu({ accelerator }: Pick<ResolvedResources, "accelerator">): boolean {
  return accelerators[accelerator].kind === "tpu";
}

/** The table's rows for a machine that is named natively: one, or one for each GPU that can be attached to it. */
export function findMachines(type: unknown): readonly MachineRow[] {
  return machines.filter((row) => row.type === type);
}

function sliceOf(machine: MachineRow, { accelerator, nodes }: ResolvedResources): MachineChoice {
  const shapes = topologies[machine.count] ?? {};
  const topology = shapes[nodes];
  if (topology !== undefined) return { machine, topology };
  const counts = Object.keys(shapes).join(", ");
  const message = `Found ${nodes}. A slice of ${accelerator} with ${machine.count} chips on each machine has ${counts} machines.`;
  const fix =
    machine.count === 4 ? `Use one of ${counts}.` : "Use 1, or `resources.acceleratorsPerNode: 4` for several.";
  return { problem: { severity: "error", code: "no-machine", path: "resources.nodes", message, fix } };
}

function unknownAccelerator(accelerator: string): Diagnostic {
  const kinds = [...new Set(machines.map((row) => row.accelerator))];
  const near = nearest(accelerator, kinds);
  return {
    severity: "error",
    code: "no-machine",
    path: "resources.accelerator",
    message: `Found ${JSON.stringify(accelerator)}, with which Vertex AI has no machine that this package knows. Allowed: ${kinds.join(", ")}.`,
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
  const message = `Found ${acceleratorsPerNode}. Vertex AI has machines with ${counts.join(", ")} x ${accelerator}.`;
  return {
    severity: "error",
    code: "no-machine",
    path,
    message,
    fix: `Use ${counts.join(" or ")}, and \`resources.nodes\` for more.`,
  };
}
