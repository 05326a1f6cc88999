import type { TranslationInput } from "@switchyard/core";
import type { ResolvedSettings } from "../../settings.ts";
import type { Fragment } from "../fragment.ts";

/** As whom the job runs, and without the profiler, whose defaults slow training and write to S3. */
export function accountRule(_input: TranslationInput, settings: ResolvedSettings): Fragment {
  const role = settings.role ?? { $setting: "sagemaker.role" };
  return {
    parts: [
      { origin: "settings:role", body: { RoleArn: role } },
      { origin: "default", body: { ProfilerConfig: { DisableProfiler: true } } },
    ],
  };
}
