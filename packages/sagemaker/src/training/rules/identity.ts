import { identityTags, nativeName, type TranslationInput } from "@switchyard/core";
import type { Fragment } from "../fragment.ts";

/** SageMaker's longest job name. */
const longestName = 63;

/** The job's name: the only token by which SageMaker knows that a job was created before. */
export function jobName({ spec, identity }: TranslationInput): string {
  return nativeName(spec.name, identity, longestName);
}

export function identityRule(input: TranslationInput): Fragment {
  const tags = Object.entries(identityTags(input.identity)).map(([Key, Value]) => ({ Key, Value }));
  return {
    parts: [
      { origin: "spec:name", body: { TrainingJobName: jobName(input) } },
      { origin: "core:identity", body: { Tags: tags } },
    ],
  };
}
