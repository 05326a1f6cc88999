import type { ImageTransformers, TrainerSpec } from "@switchyard/core";
import type { ResolvedSettings } from "../settings.ts";
import { overridesOf } from "./rules/overrides.ts";

/** Fields of a runtime environment that decide its packages, of which there can be one. */
const packageFields = ["pip", "uv", "conda"] as const;

/** What core is told of the image: it is the cluster's, and what it has shows when the job runs. */
export function imageTransformers(spec: TrainerSpec, { submit }: ResolvedSettings): ImageTransformers {
  const image = { name: "the image of the cluster's nodes", chosen: false };
  const given = submit === "jobs" ? overridesOf({ spec }).job?.runtime_env : undefined;
  const field = packageFields.find((each) => given?.[each] !== undefined);
  if (field === undefined) return image;
  return { ...image, fixed: `\`platforms.ray.job.runtime_env.${field}\` decides the packages of this job` };
}
