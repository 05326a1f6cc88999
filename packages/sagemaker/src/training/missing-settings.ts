import { isPlaceholder, type Diagnostic } from "@switchyard/core";
import { leavesOf, missingSetting } from "@switchyard/core/platform";
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

const missing = (name: SettingName): Diagnostic =>
  missingSetting({ platform: "sagemaker", factory: "createSageMaker", name, ...settingSources[name] });
