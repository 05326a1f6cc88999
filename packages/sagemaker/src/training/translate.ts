import type { Diagnostic, Machine, Translation, TranslationInput } from "@switchyard/core";
import { findUnsupported } from "@switchyard/core/platform";
import { coverage } from "../coverage.ts";
import { fitting } from "../fit.ts";
import { hostSuffix } from "../images.ts";
import type { SageMakerRequest, TrainingRequest } from "../native-types.ts";
import { findMachine } from "../resources.ts";
import { checkRequest } from "../schema.ts";
import type { ResolvedSettings } from "../settings.ts";
import { formatUri } from "../uri.ts";
import { draft } from "./draft.ts";
import { checkMachine } from "./machine-checks.ts";
import { findMissingSettings } from "./missing-settings.ts";
import { bundleLocation } from "./rules/data.ts";
import { jobName } from "./rules/identity.ts";

const pointer = "/requests/0/body";

/** Spec → CreateTrainingJob. Pure: no client, clock, file system or environment. */
export function translate(input: TranslationInput, settings: ResolvedSettings): Translation<TrainingRequest> {
  const job = draft(input, settings);
  const { region } = settings;
  const uri = region === undefined ? {} : { uri: formatUri({ region, name: jobName(input) }) };
  const body = { step: "job", service: "sagemaker", operation: "CreateTrainingJob", body: job.body } as const;
  const request: TrainingRequest = { ...body, target: targetOf(settings) };
  return { ...conclude({ ...job, request }, input, settings), ...uri };
}

/** One request, the training job that it describes, and what the rules told. Origins are below the request's body. */
export interface Conclusion<R extends SageMakerRequest> {
  readonly request: R;
  readonly body: TrainingRequest["body"];
  readonly origins: Readonly<Record<string, string>>;
  readonly diagnostics: readonly Diagnostic[];
}

/** The whole translation of one request. */
export function conclude<R extends SageMakerRequest>(
  { request, body, origins, diagnostics: told }: Conclusion<R>,
  input: TranslationInput,
  settings: ResolvedSettings,
): Translation<R> {
  const { region } = settings;
  const job = fitting("CreateTrainingJobRequest", body) as typeof body;
  const image = job.AlgorithmSpecification?.TrainingImage as unknown;
  return {
    requests: [request],
    uploads: [{ from: "source", format: "tar.gz", to: bundleLocation(input, settings), ...input.bundle }],
    ...(typeof image === "string" ? { image } : {}),
    machine: machineOf(job, input, region),
    origins: Object.fromEntries(Object.entries(origins).map(([at, origin]) => [`${pointer}${at}`, origin])),
    diagnostics: [
      ...told,
      ...findUnsupported(input.spec, coverage),
      ...checkMachine(job, input),
      ...findMissingSettings(request.body, region),
      ...withoutConsequences(checkRequest(request.operation, request.body), told, origins).map((problem) => ({
        ...problem,
        path: `${pointer}${problem.path}`,
      })),
    ],
  };
}

/** Where SageMaker's requests go: the endpoint that is set, or the region's own. */
export function targetOf({ endpoint, region }: ResolvedSettings): string {
  if (endpoint !== undefined) return endpoint;
  return region === undefined
    ? "https://api.sagemaker.{region}.amazonaws.com/"
    : `https://api.sagemaker.${region}.${hostSuffix(region)}/`;
}

/** The machines of the job; of instance groups, the first group's type and the nodes of all. */
function machineOf(job: TrainingRequest["body"], { resources }: TranslationInput, region: string | undefined): Machine {
  const { InstanceType, InstanceCount = resources.nodes, InstanceGroups } = job.ResourceConfig ?? {};
  const type = InstanceType ?? InstanceGroups?.[0]?.InstanceType ?? "";
  const nodes = InstanceGroups?.reduce((sum, group) => sum + (group.InstanceCount ?? 0), 0) ?? InstanceCount;
  const row = findMachine(type);
  return {
    type,
    nodes,
    spot: job.EnableManagedSpotTraining ?? false,
    ...(region === undefined ? {} : { region }),
    ...(row === undefined || row.count === 0 ? {} : { accelerator: row.accelerator, acceleratorsPerNode: row.count }),
  };
}

/**
 * What the spec was told about already is not reported again as a fault of the request: neither a value that came from
 * there, nor the lack of an image or a machine that could not be chosen.
 */
function withoutConsequences(
  problems: readonly Diagnostic[],
  causes: readonly Diagnostic[],
  origins: Readonly<Record<string, string>>,
): readonly Diagnostic[] {
  const errors = causes.filter(({ severity }) => severity === "error");
  const told = new Set(errors.map(({ path }) => `spec:${path}`));
  const codes = new Set(errors.map(({ code }) => code));
  return problems.filter(({ code, path }) => {
    if (code === "native-image") return !codes.has("no-image");
    if (code === "native-machine") return !codes.has("no-machine");
    const origin = origins[path];
    return origin === undefined || !told.has(origin);
  });
}
