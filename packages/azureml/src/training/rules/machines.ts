import type { Diagnostic, TranslationInput } from "@switchyard/core";
import type { MachineRow } from "../../machines.data.ts";
import { chooseMachine } from "../../resources.ts";
import type { ResolvedSettings } from "../../settings.ts";
import type { Fragment, JobPart } from "../fragment.ts";
import { isServerless } from "./account.ts";

/** Docker's lid on locked memory, which RDMA needs off. */
const unlimitedMemoryLock = "--ulimit memlock=-1:-1";

/** What docker is told for InfiniBand between several nodes. */
export function memoryLockFor({ infiniband }: MachineRow, nodes: number): string | undefined {
  return infiniband && nodes > 1 ? unlimitedMemoryLock : undefined;
}

/** Half of the machine, as Linux itself gives: docker's 64 MB and Azure's 2 GB starve NCCL and data loaders. */
export const sharedMemory = ({ memory }: MachineRow): string => `${Math.floor(memory / 2)}g`;

/** Type and number of machines, their shared memory, and what InfiniBand between them needs. */
export function machineRule(input: TranslationInput, settings: ResolvedSettings): Fragment {
  const { spec, resources } = input;
  const nodes: JobPart = {
    origin: spec.resources?.nodes === undefined ? "default" : "spec:resources.nodes",
    body: { resources: { instanceCount: resources.nodes } },
  };
  const choice = chooseMachine(resources);
  if ("problem" in choice) return { job: [nodes], diagnostics: [choice.problem] };
  const { machine } = choice;
  const origin = spec.resources?.accelerator === undefined ? "default" : "spec:resources.accelerator";
  const type: JobPart[] = isServerless(settings)
    ? [{ origin, body: { resources: { instanceType: machine.type } } }]
    : [];
  const memory: JobPart = { origin, body: { resources: { shmSize: sharedMemory(machine) } } };
  const dockerArgs = memoryLockFor(machine, resources.nodes);
  const fabric: JobPart[] = dockerArgs === undefined ? [] : [{ origin, body: { resources: { dockerArgs } } }];
  return {
    job: [...type, nodes, memory, ...fabric],
    diagnostics: isServerless(settings) ? [] : [decidedByCluster(machine, settings)],
  };
}

function decidedByCluster({ type }: MachineRow, { compute }: ResolvedSettings): Diagnostic {
  return {
    severity: "info",
    code: "cluster-machine",
    path: "resources.accelerator",
    message: `The cluster ${JSON.stringify(compute)} decides the machine, and whether it has enough nodes; this plan counts on ${type}.`,
    fix: 'Use a cluster of that size, or the setting `compute: "serverless"`.',
  };
}

/** Disks come with the machine. */
export function diskRule({ resources }: TranslationInput): Fragment {
  const size = resources.diskGigabytes;
  if (size === undefined) return {};
  return {
    diagnostics: [
      {
        severity: "warning",
        code: "ignored-disk",
        path: "resources.disk",
        message: `Machines of Azure Machine Learning have the disks of their size, and nothing can ask for the ${size} GB.`,
        fix: "Leave `resources.disk` out.",
      },
    ],
  };
}
