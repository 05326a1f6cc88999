import { isPlaceholder, type Diagnostic } from "@switchyard/core";
import { leavesOf } from "../pointer.ts";
import { settingSources } from "../settings.ts";

type SettingName = keyof typeof settingSources;

/** What each `$setting` of a plan is derived from. */
const derivedFrom: Readonly<Record<string, SettingName>> = {
  "sagemaker.registry": "region",
  "sagemaker.smpRegistry": "region",
  "sagemaker.region": "region",
  "sagemaker.role": "role",
  "sagemaker.store": "store",
};

/** A warning for each setting that stands in the plan as a placeholder, and for the region, which every job needs. */
export function findMissingSettings(body: object, region: string | undefined): Diagnostic[] {
  const inBody = leavesOf(body).flatMap(({ value }) =>
    isPlaceholder(value) && "$setting" in value ? (derivedFrom[value.$setting] ?? []) : [],
  );
  return [...new Set<SettingName>([...(region === undefined ? (["region"] as const) : []), ...inBody])].map(missing);
}

function missing(name: SettingName): Diagnostic {
  const { variable, example } = settingSources[name];
  return {
    severity: "warning",
    code: "missing-setting",
    path: `settings.${name}`,
    message: `The ${name} is not set. The plan holds a placeholder for it, and fit() needs it.`,
    fix: `Set \`createSageMaker({ ${name} })\`, ${variable}, or \`platforms.sagemaker.${name}\` in switchyard.config.yaml, such as ${JSON.stringify(example)}.`,
  };
}
