import { mergeNative, type Diagnostic, type TranslationInput } from "@switchyard/core";
import type { AzureMLRequest, CommandJob } from "../native-types.ts";
import { assemble, leavesOf } from "@switchyard/core/platform";
import type { ResolvedSettings } from "../settings.ts";
import type { Fragment, Rule } from "./fragment.ts";
import { rules } from "./rules.ts";
import { bundleLocation, codePath } from "./rules/data.ts";
import { jobName } from "./rules/identity.ts";
import { environmentPath } from "./rules/image.ts";
import { overridesOf } from "./rules/overrides.ts";

/** One request that is not put together yet. Origins are by JSON pointer below `properties`. */
export interface Draft<Properties extends object = object> {
  readonly step: AzureMLRequest["step"];
  readonly operation: AzureMLRequest["operation"];
  /** Below the workspace, such as `/jobs/bert-1`. */
  readonly path: string;
  readonly properties: Properties;
  readonly origins: Readonly<Record<string, string>>;
}

/** What a spec becomes: what is created before the job, the job, and what the user is told. */
export interface Drafts {
  readonly before: readonly Draft[];
  readonly job: Draft<CommandJob>;
  readonly diagnostics: readonly Diagnostic[];
}

/** Applies every rule, and the overrides last. */
export function draft(input: TranslationInput, settings: ResolvedSettings): Drafts {
  const fragments = Object.values<Rule>(rules).map((rule) => rule(input, settings));
  return {
    before: [codeDraft(input, settings), ...environmentDrafts(fragments, input)],
    job: jobDraft(fragments, input),
    diagnostics: fragments.flatMap((fragment) => fragment.diagnostics ?? []),
  };
}

function jobDraft(fragments: readonly Fragment[], input: TranslationInput): Draft<CommandJob> {
  const assembled = assemble(fragments.flatMap((fragment) => fragment.job ?? []));
  const origin = "spec:platforms.azureml";
  const merged = mergeNative(assembled.body, overridesOf(input), { pointer: "", origin });
  const origins = leavesOf(merged.body).map(({ pointer }) => [
    pointer,
    merged.origins[pointer] ?? assembled.origins[pointer] ?? origin,
  ]);
  return {
    step: "job",
    operation: "Jobs_CreateOrUpdate",
    path: `/jobs/${jobName(input)}`,
    properties: merged.body as CommandJob,
    origins: Object.fromEntries(origins) as Record<string, string>,
  };
}

/** The bundle as a code asset. Creating the same version twice is no change. */
function codeDraft(input: TranslationInput, settings: ResolvedSettings): Draft {
  return {
    step: "code",
    operation: "CodeVersions_CreateOrUpdate",
    path: codePath(input),
    properties: { codeUri: bundleLocation(input, settings), isAnonymous: true },
    origins: { "/codeUri": "core:bundle", "/isAnonymous": "default" },
  };
}

/** A docker image becomes an environment first, since jobs name no images. */
function environmentDrafts(fragments: readonly Fragment[], input: TranslationInput): Draft[] {
  if (overridesOf(input).environmentId !== undefined) return [];
  return fragments.flatMap(({ environment }): Draft[] => {
    if (environment === undefined) return [];
    const { name, image, origin } = environment;
    return [
      {
        step: "environment",
        operation: "EnvironmentVersions_CreateOrUpdate",
        path: environmentPath(name),
        properties: { image, osType: "Linux", isAnonymous: true },
        origins: { "/image": origin, "/osType": "default", "/isAnonymous": "default" },
      },
    ];
  });
}
