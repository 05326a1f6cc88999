import type { Diagnostic, ResolvedResources, TranslationInput } from "@switchyard/core";
import { chooseMachine, isTpu } from "../../resources.ts";
import type { Fragment, Part } from "../fragment.ts";
import { inEveryPool, poolCount } from "../pools.ts";

/** Kind and number of machines. The first is the chief, alone in its pool; a TPU slice is one replica, however large. */
export function machineRule({ spec, resources }: TranslationInput): Fragment {
  const chosen = spec.resources?.accelerator === undefined ? "default" : "spec:resources.accelerator";
  const nodes = spec.resources?.nodes === undefined ? "default" : "spec:resources.nodes";
  const replicas: Part[] = [
    { origin: "core:chief", body: { jobSpec: { workerPoolSpecs: { 0: { replicaCount: "1" } } } } },
  ];
  if (poolCount(resources) > 1) {
    const workers = { 1: { replicaCount: String(resources.nodes - 1) } };
    replicas.push({ origin: nodes, body: { jobSpec: { workerPoolSpecs: workers } } });
  }
  const choice = chooseMachine(resources);
  if ("problem" in choice) return { parts: replicas, diagnostics: [choice.problem] };
  const { type, native, count } = choice.machine;
  const parts: Part[] = [{ origin: chosen, body: inEveryPool(resources, { machineSpec: { machineType: type } }) }];
  if (native !== undefined) {
    const ofNode = spec.resources?.acceleratorsPerNode === undefined ? "default" : "spec:resources.acceleratorsPerNode";
    parts.push({ origin: chosen, body: inEveryPool(resources, { machineSpec: { acceleratorType: native } }) });
    parts.push({ origin: ofNode, body: inEveryPool(resources, { machineSpec: { acceleratorCount: count } }) });
  }
  if (choice.topology !== undefined)
    parts.push({ origin: nodes, body: inEveryPool(resources, { machineSpec: { tpuTopology: choice.topology } }) });
  return { parts: [...parts, ...replicas], diagnostics: unprovenRanks(resources) };
}

/** torch_xla opens all chips of a machine in one process, so the launcher starts one. */
function unprovenRanks(resources: ResolvedResources): Diagnostic[] {
  if (!isTpu(resources)) return [];
  const several = resources.nodes > 1 ? " Nor is it verified that the machines of a slice learn of each other." : "";
  return [
    {
      severity: "warning",
      code: "not-checked",
      path: "resources.accelerator",
      message: `The launcher starts one process on each machine. Whether PyTorch/XLA in the image gives it all chips is not verified; by \`fsdp_config\` with \`xla\` and \`xla_fsdp_v2\` the Trainer asks for them.${several}`,
      fix: "Try a short run first.",
    },
  ];
}

/** The boot disk, on which code and output lie. Without a size the service takes 100 GB, of the machine's own kind. */
export function diskRule({ resources }: TranslationInput): Fragment {
  const { diskGigabytes } = resources;
  if (diskGigabytes === undefined) return {};
  const choice = chooseMachine(resources);
  const isHyperdisk = "machine" in choice && choice.machine.hyperdisk === true;
  const bootDiskType = isHyperdisk ? "hyperdisk-balanced" : "pd-ssd";
  return {
    parts: [
      { origin: "default", body: inEveryPool(resources, { diskSpec: { bootDiskType } }) },
      { origin: "spec:resources.disk", body: inEveryPool(resources, { diskSpec: { bootDiskSizeGb: diskGigabytes } }) },
    ],
  };
}
