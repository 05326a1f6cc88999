import { mergeNative, type Diagnostic, type Machine, type Translation, type TranslationInput } from "@switchyard/core";
import type { CreateTrainingJobRequest } from "@aws-sdk/client-sagemaker";
import { hostSuffix } from "../images.ts";
import type { SageMakerRequest } from "../native-types.ts";
import { leavesOf } from "../pointer.ts";
import { findMachine } from "../resources.ts";
import { checkRequest } from "../schema.ts";
import type { ResolvedSettings } from "../settings.ts";
import { formatUri } from "../uri.ts";
import { assemble, type Rule } from "./fragment.ts";
import { checkMachine } from "./machine-checks.ts";
import { findMissingSettings } from "./missing-settings.ts";
import { rules } from "./rules.ts";
import { bundleLocation } from "./rules/data.ts";
import { jobName } from "./rules/identity.ts";
import { overridesOf } from "./rules/overrides.ts";
import { findUnsupported } from "./unsupported.ts";

const pointer = "/requests/0/body";

/** Lists of the request whose items have names, so that an override changes or adds one and leaves the others. */
const keyed = { "/Tags": "Key", "/InputDataConfig": "ChannelName" };

/** Spec → CreateTrainingJob. Pure: no client, clock, file system or environment. */
export function translate(input: TranslationInput, settings: ResolvedSettings): Translation<SageMakerRequest> {
  const fragments = Object.values<Rule>(rules).map((rule) => rule(input, settings));
  const assembled = assemble(fragments.flatMap((fragment) => fragment.parts ?? []));
  const merged = mergeNative(assembled.body, overridesOf(input), {
    pointer,
    origin: "spec:platforms.sagemaker",
    keyed,
  });
  const body = merged.body as CreateTrainingJobRequest;
  const origins = originsOf(body, assembled.origins, merged.origins);
  const told = fragments.flatMap((fragment) => fragment.diagnostics ?? []);
  const { region } = settings;
  const image = body.AlgorithmSpecification?.TrainingImage as unknown;
  return {
    requests: [{ step: "job", service: "sagemaker", operation: "CreateTrainingJob", target: targetOf(settings), body }],
    uploads: [{ from: "source", format: "tar.gz", to: bundleLocation(input, settings), ...input.bundle }],
    ...(region === undefined ? {} : { uri: formatUri({ region, name: jobName(input) }) }),
    ...(typeof image === "string" ? { image } : {}),
    machine: machineOf(body, input, region),
    origins,
    diagnostics: [
      ...told,
      ...findUnsupported(input.spec),
      ...checkMachine(body, input),
      ...findMissingSettings(body, region),
      ...withoutConsequences(checkRequest("CreateTrainingJob", body, pointer), told, origins),
    ],
  };
}

function targetOf({ endpoint, region }: ResolvedSettings): string {
  if (endpoint !== undefined) return endpoint;
  return region === undefined
    ? "https://api.sagemaker.{region}.amazonaws.com/"
    : `https://api.sagemaker.${region}.${hostSuffix(region)}/`;
}

function machineOf(
  body: CreateTrainingJobRequest,
  { resources }: TranslationInput,
  region: string | undefined,
): Machine {
  const { InstanceType: type = "", InstanceCount: nodes = resources.nodes } = body.ResourceConfig ?? {};
  const row = findMachine(type);
  return {
    type,
    nodes,
    spot: body.EnableManagedSpotTraining ?? false,
    ...(region === undefined ? {} : { region }),
    ...(row === undefined || row.count === 0 ? {} : { accelerator: row.accelerator, acceleratorsPerNode: row.count }),
  };
}

/** Every leaf of the final body has an origin; what an override replaced has none any more. */
function originsOf(
  body: object,
  planned: Readonly<Record<string, string>>,
  overridden: Readonly<Record<string, string>>,
): Record<string, string> {
  return Object.fromEntries(
    leavesOf(body, pointer).map((leaf) => [
      leaf.pointer,
      overridden[leaf.pointer] ?? planned[leaf.pointer.slice(pointer.length)] ?? "spec:platforms.sagemaker",
    ]),
  );
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
  const told = new Set(causes.filter(({ severity }) => severity === "error").map(({ path }) => `spec:${path}`));
  return problems.filter(({ code, path }) => {
    const origin = code === "native-image" ? "spec:environment.transformers" : origins[path];
    return origin === undefined || !told.has(origin);
  });
}
