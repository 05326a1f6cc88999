import type { TranslationInput } from "@switchyard/core";
import type { ResolvedSettings } from "../../settings.ts";
import type { Fragment } from "../fragment.ts";

/** Where a node has the bundle while it builds the job's own Python environment (`ray.runtime_env`, "pip"). */
const bundle = "${RAY_RUNTIME_ENV_CREATE_WORKING_DIR}";

/**
 * The requirements and the transformers release. On a cluster that others use too Ray builds an environment of the job's
 * own on each node, above the node's: pip leaves there what fits. The pods of a RayJob are the job's alone, and there the
 * variable is not set: the driver installs into them.
 */
export function requirementsRule({ spec, transformers }: TranslationInput, { submit }: ResolvedSettings): Fragment {
  if (submit === "kuberay") return {};
  const file = spec.environment?.requirements;
  const packages = [
    ...(file === undefined ? [] : [`-r ${bundle}/${file.replace(/^\.\//, "")}`]),
    ...(transformers === undefined ? [] : [releaseRequirement(transformers)]),
  ];
  if (packages.length === 0) return {};
  const origin = `spec:environment.${file === undefined ? "transformers" : "requirements"}`;
  return { job: [{ origin, body: { runtime_env: { pip: { packages } } } }] };
}

/** In pip's words, as the launcher writes it: any patch of a minor, or a whole release alone. */
const releaseRequirement = (release: string): string =>
  `transformers[torch]==${release}${release.split(".").length > 2 ? "" : ".*"}`;
