import type { TranslationInput } from "@switchyard/core";
import type { Text } from "../native-types.ts";
import type { ResolvedSettings } from "../settings.ts";
import type { Part } from "@switchyard/core/platform";
import type { Fragment } from "./fragment.ts";
import { bundleLocation } from "./rules/data.ts";
import type { JobSubmitRequest, RayJob } from "../native-types.ts";

/** The runtime environment of a submission: an object of the body, so that each variable has its origin. */
export function submittedEnvironment(fragments: readonly Fragment[]): Part<JobSubmitRequest>[] {
  return fragments.flatMap(({ variables = [] }) =>
    variables.map(({ origin, values }) => ({ origin, body: { runtime_env: { env_vars: values } } })),
  );
}

/** How the text of a manifest's environment begins; what follows is known without the settings. */
export const yamlStart = (storeUri: string): string => `working_dir: ${storeUri}`;

/** The runtime environment of a manifest: one text of YAML, whose values are JSON and so plain YAML too. */
export function manifestEnvironment(
  fragments: readonly Fragment[],
  input: TranslationInput,
  settings: ResolvedSettings,
): Part<RayJob> {
  const location = bundleLocation(input, settings);
  const values = Object.assign({}, ...fragments.flatMap(({ variables = [] }) => variables.map((each) => each.values)));
  const lines = Object.entries(values as Readonly<Record<string, Text>>).map(
    ([name, value]) => `  ${JSON.stringify(name)}: ${JSON.stringify(value)}\n`,
  );
  const rest = `\nenv_vars:\n${lines.join("")}`;
  const runtimeEnvYAML =
    typeof location === "string"
      ? `${yamlStart(location)}${rest}`
      : { $setting: "ray.workingDirStart", append: `${location.append ?? ""}${rest}` };
  return { origin: "core:bundle", body: { spec: { runtimeEnvYAML } } };
}
