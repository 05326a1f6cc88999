import { nativeName, type TranslationInput } from "@switchyard/core";
import { identityLabels } from "../../labels.ts";
import type { ResolvedSettings } from "../../settings.ts";
import type { Fragment, Part } from "../fragment.ts";

/** The longest display name. */
const longestName = 128;

/** What the job is called, and the folder that it writes to. */
export function jobName({ spec, identity }: Pick<TranslationInput, "spec" | "identity">): string {
  return nativeName(spec.name, identity, longestName);
}

/** The name, and the labels by which a job is found again: Vertex AI makes the ids of jobs itself. */
export function identityRule(input: TranslationInput, { labels = {} }: ResolvedSettings): Fragment {
  const own: Part[] = Object.entries(labels)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, value]) => ({ origin: `settings:labels.${key}`, body: { labels: { [key]: value } } }));
  return {
    parts: [
      { origin: "spec:name", body: { displayName: jobName(input) } },
      { origin: "core:identity", body: { labels: identityLabels(input.identity) } },
      ...own,
    ],
  };
}
