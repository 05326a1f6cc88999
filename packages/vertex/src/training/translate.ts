import type { Diagnostic, Machine, Translation, TranslationInput } from "@switchyard/core";
import { findUnsupported } from "@switchyard/core/platform";
import { coverage } from "../coverage.ts";
import { fitting } from "../fit.ts";
import type { TrainingRequest, VertexRequest } from "../native-types.ts";
import type { CustomJob } from "../native-types.gen.ts";
import { findMachines } from "../resources.ts";
import { checkRequest } from "../schema.ts";
import type { ResolvedSettings } from "../settings.ts";
import { targetOf } from "../uri.ts";
import { draft } from "./draft.ts";
import { checkMachine } from "./machine-checks.ts";
import { findMissingSettings } from "./missing-settings.ts";
import { bundleLocation } from "./rules/data.ts";

const pointer = "/requests/0/body";

/** Spec → CustomJob. Pure: no client, clock, file system or environment. */
export function translate(input: TranslationInput, settings: ResolvedSettings): Translation<TrainingRequest> {
  const job = draft(input, settings);
  const request: TrainingRequest = {
    step: "job",
    service: "vertex",
    operation: "projects.locations.customJobs.create",
    target: targetOf("customJobs", settings),
    body: job.body,
  };
  return conclude({ ...job, request }, input, settings);
}

/** One request, the training job that it describes, and what the rules told. Origins are below the request's body. */
export interface Conclusion<R extends VertexRequest> {
  readonly request: R;
  readonly body: CustomJob;
  readonly origins: Readonly<Record<string, string>>;
  readonly diagnostics: readonly Diagnostic[];
}

/** The whole translation of one request. The job's URI holds an id that only the service can make. */
export function conclude<R extends VertexRequest>(
  { request, body, origins, diagnostics: told }: Conclusion<R>,
  input: TranslationInput,
  settings: ResolvedSettings,
): Translation<R> {
  const job = fitting("CustomJob", body) as Partial<CustomJob>;
  const pools: NonNullable<CustomJob["jobSpec"]>["workerPoolSpecs"] = job.jobSpec?.workerPoolSpecs ?? [];
  const image: unknown = pools[0]?.containerSpec?.imageUri;
  const spot = job.jobSpec?.scheduling?.strategy === "SPOT";
  return {
    requests: [request],
    uploads: [{ from: "source", format: "tar.gz", to: bundleLocation(input, settings), ...input.bundle }],
    ...(typeof image === "string" ? { image } : {}),
    machine: machineOf(pools[0]?.machineSpec, spot, input, settings),
    origins: Object.fromEntries(Object.entries(origins).map(([at, origin]) => [`${pointer}${at}`, origin])),
    diagnostics: [
      ...told,
      ...findUnsupported(input.spec, coverage),
      ...checkMachine(pools, spot, input),
      ...findMissingSettings(settings, input.spec),
      ...withoutConsequences(checkRequest(request.operation, request.body), told, origins).map((problem) => ({
        ...problem,
        path: `${pointer}${problem.path}`,
      })),
    ],
  };
}

function machineOf(
  machine: NonNullable<CustomJob["jobSpec"]>["workerPoolSpecs"][number]["machineSpec"],
  spot: boolean,
  { resources }: TranslationInput,
  { region }: ResolvedSettings,
): Machine {
  const row = findMachines(machine?.machineType).find(({ native }) => native === machine?.acceleratorType);
  const count = machine?.acceleratorCount ?? row?.count ?? 0;
  return {
    type: machine?.machineType ?? "",
    nodes: resources.nodes,
    spot,
    ...(region === undefined ? {} : { region }),
    ...(row === undefined || count === 0 ? {} : { accelerator: row.accelerator, acceleratorsPerNode: count }),
  };
}

/**
 * What the spec was told about already is not reported again as a fault of the request: neither a value that came from
 * there, nor the lack of an image that could not be chosen.
 */
function withoutConsequences(
  problems: readonly Diagnostic[],
  causes: readonly Diagnostic[],
  origins: Readonly<Record<string, string>>,
): readonly Diagnostic[] {
  const errors = causes.filter(({ severity }) => severity === "error");
  const told = new Set(errors.map(({ path }) => `spec:${path}`));
  const hasNoImage = errors.some(({ path }) => path === "environment.transformers");
  return problems.filter(({ code, path }) => {
    if (code === "native-missing" && path.endsWith("/containerSpec/imageUri")) return !hasNoImage;
    return !told.has(origins[path] ?? "");
  });
}
