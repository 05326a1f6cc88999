import type { TranslationInput } from "@switchyard/core";
import type { ResolvedSettings } from "../../settings.ts";
import type { Fragment } from "../fragment.ts";

/** Where a node has the bundle while it builds the job's own Python environment (`ray.runtime_env`, "pip"). */
const bundle = "${RAY_RUNTIME_ENV_CREATE_WORKING_DIR}";

/**
 * On a cluster that others use too Ray builds an environment of the job's own on each node. The pods of a RayJob are the
 * job's alone, and there the variable is not set: the driver installs into them.
 */
export function requirementsRule({ spec }: TranslationInput, { submit }: ResolvedSettings): Fragment {
  const file = spec.environment?.requirements;
  if (file === undefined || submit === "kuberay") return {};
  const packages = [`-r ${bundle}/${file.replace(/^\.\//, "")}`];
  return { job: [{ origin: "spec:environment.requirements", body: { runtime_env: { pip: { packages } } } }] };
}
