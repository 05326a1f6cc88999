import { mergeNative, type Diagnostic, type ResolvedResources, type TrainerSpec } from "@switchyard/core";
import type { ScalingConfig, TrainConfiguration } from "../native-types.ts";
import { chooseNode, type NodeShape } from "../resources.ts";
import { checkRequest } from "../schema.ts";
import type { ResolvedSettings } from "../settings.ts";
import { overridesOf } from "./rules/overrides.ts";

/** What the driver reads from `switchyard-ray.json`. It refuses a key that it does not know. */
export interface DriverConfiguration extends TrainConfiguration {
  readonly configurationVersion: 1;
  /** What every node brings before the script starts: name → URI. */
  readonly inputs: Readonly<Record<string, string>>;
  /** The driver installs the launch file's requirements; otherwise Ray has. */
  readonly installs_requirements: boolean;
  readonly max_runtime_seconds?: number;
}

/** How often a run that lost workers begins again: now and then one is lost, and on spot nodes many are. */
const restarts = 3;
const spotRestarts = 10;

/** Looks for a free place, of one minute each, before a run that finds none is given up. */
const placementMinutes = 60;

/** The driver's configuration: from the spec, with `platforms.ray.train` merged last. */
export function driverConfiguration(
  spec: TrainerSpec,
  resources: ResolvedResources,
  { submit }: ResolvedSettings,
): DriverConfiguration {
  const choice = chooseNode(resources);
  const { save_total_limit: kept } = (spec.args ?? {}) as { readonly save_total_limit?: unknown };
  const planned: TrainConfiguration = {
    scaling_config: "node" in choice ? scalingOf(choice.node, resources, submit) : {},
    failure_config: {
      max_failures: resources.spot ? spotRestarts : restarts,
      controller_failure_limit: placementMinutes,
    },
    checkpoint_config: Number.isInteger(kept) && Number(kept) > 0 ? { num_to_keep: Number(kept) } : {},
    torch_config: {},
  };
  const override = overridesOf({ spec }).train ?? {};
  const { body } = mergeNative(planned, override, { pointer: "", origin: "spec:platforms.ray.train" });
  const inputs = Object.entries(spec.inputs ?? {}).sort(([a], [b]) => (a < b ? -1 : 1));
  const { maxRuntimeSeconds } = resources;
  return {
    configurationVersion: 1,
    ...body,
    inputs: Object.fromEntries(inputs),
    installs_requirements: submit === "kuberay",
    ...(maxRuntimeSeconds === undefined ? {} : { max_runtime_seconds: maxRuntimeSeconds }),
  };
}

/** One worker for each rank; of a TPU slice, one for each host. */
function scalingOf(node: NodeShape, resources: ResolvedResources, submit: ResolvedSettings["submit"]): ScalingConfig {
  const { nodes, acceleratorsPerNode } = resources;
  const workers = nodes * acceleratorsPerNode;
  const placement_strategy = nodes === 1 ? "STRICT_PACK" : acceleratorsPerNode === 1 ? "SPREAD" : "PACK";
  if (node.kind === "cpu") return { num_workers: workers, resources_per_worker: { CPU: 1 }, placement_strategy };
  if (node.kind === "tpu") {
    return {
      num_workers: nodes,
      use_tpu: true,
      topology: node.topology,
      accelerator_type: node.row.ray,
      resources_per_worker: { TPU: node.count },
      placement_strategy: nodes === 1 ? "STRICT_PACK" : "SPREAD",
    };
  }
  // The nodes of a cluster that exists have who knows how many CPUs: ask for one, so that every accelerator finds a worker.
  const cpus = submit === "kuberay" ? node.row.cpu : 1;
  return {
    num_workers: workers,
    use_gpu: true,
    resources_per_worker: { GPU: 1, CPU: cpus },
    accelerator_type: node.row.ray,
    placement_strategy,
  };
}

/** Faults of the configuration, each at its place below `platforms.ray.train`: nothing of the plan's own is one. */
export function checkConfiguration(spec: TrainerSpec): Diagnostic[] {
  const { train } = overridesOf({ spec });
  if (train === undefined) return [];
  return checkRequest("RayTrain", train).map((problem) => ({
    ...problem,
    path: `platforms.ray.train${problem.path.replaceAll(/\/(\d+)(?=\/|$)/g, "[$1]").replaceAll("/", ".")}`,
  }));
}
