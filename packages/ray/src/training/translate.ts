import { mergeNative, type Diagnostic, type Machine, type Translation, type TranslationInput } from "@switchyard/core";
import type { JobSubmitRequest, RayJob, RayRequest } from "../native-types.ts";
import { assemble, byName, findUnsupported, leavesOf, type Part } from "@switchyard/core/platform";
import { chooseNode, instanceType } from "../resources.ts";
import { checkRequest } from "../schema.ts";
import type { ResolvedSettings } from "../settings.ts";
import { formatUri, manifestTarget, submissionTarget } from "../uri.ts";
import { checkConfiguration } from "./configuration.ts";
import type { Fragment, Rule } from "./fragment.ts";
import { findMissingSettings } from "./missing-settings.ts";
import { rules } from "./rules.ts";
import { bundleLocation } from "./rules/data.ts";
import { jobName } from "./rules/identity.ts";
import { overriddenPart, overridesOf } from "./rules/overrides.ts";
import { manifestEnvironment, submittedEnvironment } from "./runtime-env.ts";
import { coverage } from "../coverage.ts";

const pointer = "/requests/0/body";

const podLists = (template: string): Readonly<Record<string, string>> => ({
  [`${template}/spec/containers`]: "name",
  [`${template}/spec/containers/0/env`]: "name",
  [`${template}/spec/containers/0/volumeMounts`]: "mountPath",
  [`${template}/spec/volumes`]: "name",
});

/** Lists of a manifest whose items have names, so that an override changes or adds one and leaves the others. */
const keyed = {
  "/spec/rayClusterSpec/workerGroupSpecs": "groupName",
  ...podLists("/spec/rayClusterSpec/headGroupSpec/template"),
  ...podLists("/spec/rayClusterSpec/workerGroupSpecs/0/template"),
};

/** Spec → one submission, or one RayJob manifest. Pure: no client, clock, file system or environment. */
export function translate(input: TranslationInput, settings: ResolvedSettings): Translation<RayRequest> {
  return conclude(applyRules(input, settings), input, settings);
}

/** What every rule adds. */
export function applyRules(input: TranslationInput, settings: ResolvedSettings): readonly Fragment[] {
  return Object.values<Rule>(rules).map((rule) => rule(input, settings));
}

/** Puts the request together, with the overrides last, and checks it. */
export function conclude(
  fragments: readonly Fragment[],
  input: TranslationInput,
  settings: ResolvedSettings,
): Translation<RayRequest> {
  const assembled = assemble(partsOf(fragments, input, settings), byName);
  const part = overriddenPart(settings);
  const origin = `spec:platforms.ray.${part}`;
  const merged = mergeNative(assembled.body, overridesOf(input)[part] ?? {}, { pointer: "", origin, keyed });
  const origins = Object.fromEntries(
    leavesOf(merged.body).map((leaf) => [
      `${pointer}${leaf.pointer}`,
      merged.origins[leaf.pointer] ?? assembled.origins[leaf.pointer] ?? origin,
    ]),
  );
  const request = requestOf(merged.body, settings);
  const told = fragments.flatMap((fragment) => fragment.diagnostics ?? []);
  const uri = formatUri(jobName(input, settings), settings);
  const image = imageOf(merged.body as Partial<RayJob>);
  return {
    requests: [request],
    uploads: [{ from: "source", format: "zip", to: bundleLocation(input, settings), ...input.bundle }],
    ...(uri === undefined ? {} : { uri }),
    ...(image === undefined ? {} : { image }),
    machine: machineOf(input, settings),
    origins,
    diagnostics: [
      ...told,
      ...findUnsupported(input.spec, coverage),
      ...(settings.train === "torchtrainer" ? checkConfiguration(input.spec) : []),
      ...findMissingSettings(input, settings),
      ...withoutConsequences(checkRequest(request.operation, merged.body, pointer), told, origins),
    ],
  };
}

function partsOf(fragments: readonly Fragment[], input: TranslationInput, settings: ResolvedSettings): readonly Part[] {
  if (settings.submit === "jobs")
    return [...fragments.flatMap((fragment) => fragment.job ?? []), ...submittedEnvironment(fragments)];
  return [...fragments.flatMap((fragment) => fragment.manifest ?? []), manifestEnvironment(fragments, input, settings)];
}

function requestOf(body: object, settings: ResolvedSettings): RayRequest {
  if (settings.submit === "jobs") {
    const target = submissionTarget(settings);
    return { step: "job", service: "ray", operation: "POST /api/jobs/", target, body: body as JobSubmitRequest };
  }
  const target = manifestTarget(settings);
  return { step: "job", service: "kubernetes", operation: "RayJob", target, body: body as RayJob };
}

function imageOf({ spec }: Partial<RayJob>): string | undefined {
  const image = spec?.rayClusterSpec?.workerGroupSpecs?.[0]?.template?.spec?.containers?.[0]?.image;
  return typeof image === "string" ? image : undefined;
}

function machineOf({ resources }: TranslationInput, settings: ResolvedSettings): Machine {
  const { accelerator, acceleratorsPerNode, nodes, spot } = resources;
  const choice = chooseNode(resources);
  if ("problem" in choice) return { type: "", nodes, spot };
  const { node } = choice;
  const type = instanceType(node, settings) ?? (node.kind === "cpu" ? "cpu" : node.row.ray);
  return { type, nodes, spot, ...(node.kind === "cpu" ? {} : { accelerator, acceleratorsPerNode }) };
}

/** What the spec was told about already is not reported again as a fault of the request. */
function withoutConsequences(
  problems: readonly Diagnostic[],
  causes: readonly Diagnostic[],
  origins: Readonly<Record<string, string>>,
): readonly Diagnostic[] {
  const told = new Set(causes.filter(({ severity }) => severity === "error").map(({ path }) => `spec:${path}`));
  return problems.filter(({ path }) => !told.has(origins[path] ?? ""));
}
