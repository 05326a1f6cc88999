import type { Diagnostic, Machine, Translation, TranslationInput } from "@switchyard/core";
import { findUnsupported } from "@switchyard/core/platform";
import { coverage } from "../coverage.ts";
import type { AzureMLRequest, CommandJob } from "../native-types.ts";
import { chooseMachine, findMachine } from "../resources.ts";
import { checkRequest } from "../schema.ts";
import type { ResolvedSettings } from "../settings.ts";
import { formatUri, targetOf } from "../uri.ts";
import { draft, type Draft, type Drafts } from "./draft.ts";
import { checkMachine } from "./machine-checks.ts";
import { findMissingSettings } from "./missing-settings.ts";
import { bundleLocation } from "./rules/data.ts";
import { jobName } from "./rules/identity.ts";

/**
 * Spec → the code asset, an environment where the image needs one, and the command job. Pure: no client, clock, file
 * system or environment.
 */
export function translate(input: TranslationInput, settings: ResolvedSettings): Translation<AzureMLRequest> {
  const drafts = draft(input, settings);
  return conclude(drafts, drafts.job, input, settings);
}

/** Puts the requests together and checks each; `job` is what runs, in the kind that is sent. */
export function conclude(
  { before, job, diagnostics: told }: Drafts,
  sent: Draft,
  input: TranslationInput,
  settings: ResolvedSettings,
): Translation<AzureMLRequest> {
  const drafts = [...before, sent];
  const origins = Object.assign({}, ...drafts.map(placed)) as Record<string, string>;
  const problems = drafts.flatMap(({ operation, properties }, index) =>
    checkRequest(operation, properties, settings.apiVersion, pointerOf(index)),
  );
  const uri = formatUri(jobName(input), settings);
  const image = imageOf(before, job.properties);
  return {
    requests: drafts.map((each) => requestOf(each, settings)),
    uploads: [{ from: "source", format: "files", to: bundleLocation(input, settings), ...input.bundle }],
    ...(uri === undefined ? {} : { uri }),
    ...(image === undefined ? {} : { image }),
    machine: machineOf(job.properties, input, settings),
    origins,
    diagnostics: [
      ...told,
      ...findUnsupported(input.spec, coverage),
      ...checkMachine(job.properties, input),
      ...findMissingSettings(settings),
      ...withoutConsequences(problems, told, origins),
    ],
  };
}

const pointerOf = (index: number): string => `/requests/${index}/body/properties`;

function placed({ origins }: Draft, index: number): Record<string, string> {
  return Object.fromEntries(Object.entries(origins).map(([at, origin]) => [`${pointerOf(index)}${at}`, origin]));
}

function requestOf({ step, operation, path, properties }: Draft, settings: ResolvedSettings): AzureMLRequest {
  return {
    step,
    service: "azureml",
    operation,
    target: targetOf(path, settings),
    body: { properties },
  } as AzureMLRequest;
}

/** The docker image of an environment of ours, else the environment's id as far as it is known. */
function imageOf(before: readonly Draft[], { environmentId }: CommandJob): string | undefined {
  const registered = before.find(({ step }) => step === "environment")?.properties as { image?: string } | undefined;
  return registered?.image ?? (typeof environmentId === "string" ? environmentId : undefined);
}

function machineOf(job: CommandJob, { resources }: TranslationInput, { region }: ResolvedSettings): Machine {
  const choice = chooseMachine(resources);
  const type = job.resources?.instanceType ?? ("machine" in choice ? choice.machine.type : "");
  const row = findMachine(type);
  return {
    type,
    nodes: job.resources?.instanceCount ?? resources.nodes,
    spot: resources.spot || job.queueSettings?.jobTier === "Spot",
    ...(region === undefined ? {} : { region }),
    ...(row === undefined || row.count === 0 ? {} : { accelerator: row.accelerator, acceleratorsPerNode: row.count }),
  };
}

/**
 * What the spec was told about already is not reported again as a fault of the request: neither a value that came from
 * there, nor the lack of an environment that could not be named.
 */
function withoutConsequences(
  problems: readonly Diagnostic[],
  causes: readonly Diagnostic[],
  origins: Readonly<Record<string, string>>,
): readonly Diagnostic[] {
  const told = new Set(causes.filter(({ severity }) => severity === "error").map(({ path }) => `spec:${path}`));
  return problems.filter(({ code, path }) => {
    const isImage = code === "native-missing" && path.endsWith("/environmentId");
    return !told.has(isImage ? "spec:environment.image" : (origins[path] ?? ""));
  });
}
