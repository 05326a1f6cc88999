import type { ResolvedResources } from "../contract/driver.ts";
import type { TrainerSpec } from "../contract/spec.ts";
import { toGigabytes, toSeconds } from "./units.ts";

/** Fills in every default and turns units into numbers. The spec has been checked. */
export function resolveResources(spec: TrainerSpec): ResolvedResources {
  const {
    accelerator = "cpu",
    acceleratorsPerNode = 1,
    nodes = 1,
    spot = false,
    maxRuntime,
    disk,
  } = spec.resources ?? {};
  const maxRuntimeSeconds = maxRuntime === undefined ? undefined : toSeconds(maxRuntime);
  const diskGigabytes = disk === undefined ? undefined : toGigabytes(disk);
  return {
    accelerator,
    acceleratorsPerNode,
    nodes,
    spot,
    ...(maxRuntimeSeconds === undefined ? {} : { maxRuntimeSeconds }),
    ...(diskGigabytes === undefined ? {} : { diskGigabytes }),
  };
}
