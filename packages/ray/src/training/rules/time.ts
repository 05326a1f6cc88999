import type { TranslationInput } from "@switchyard/core";
import type { Fragment } from "../fragment.ts";

/** A week: a cluster whose job never ends would be paid for without end. */
const defaultDeadline = 7 * 24 * 3600;

/** The longest run. Ray's Jobs API has no deadline: there the driver in the bundle looks at the clock. */
export function runtimeRule({ resources }: TranslationInput): Fragment {
  const { maxRuntimeSeconds: given } = resources;
  const origin = given === undefined ? "default" : "spec:resources.maxRuntime";
  return { manifest: [{ origin, body: { spec: { activeDeadlineSeconds: given ?? defaultDeadline } } }] };
}
