import { identityTags, nativeName, type TranslationInput } from "@switchyard/core";
import type { Fragment } from "../fragment.ts";

/** The longest id that a job may have. */
const longestName = 255;

/** The job's id: creating it twice is one job. */
export function jobName({ spec, identity }: Pick<TranslationInput, "spec" | "identity">): string {
  return nativeName(spec.name, identity, longestName);
}

/** What the job is called, the experiment that gathers the runs of one trainer, and the tags that find it again. */
export function identityRule({ spec, identity }: TranslationInput): Fragment {
  return {
    job: [
      { origin: "default", body: { jobType: "Command" } },
      { origin: "spec:name", body: { displayName: spec.name, experimentName: spec.name } },
      { origin: "core:identity", body: { tags: identityTags(identity) } },
    ],
  };
}
