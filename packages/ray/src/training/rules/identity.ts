import { identityTags, nativeName, type TranslationInput } from "@switchyard/core";
import type { Fragment } from "../fragment.ts";
import type { ResolvedSettings } from "../../settings.ts";

/** RayJobs name their clusters, services and pods after themselves, so Kubernetes leaves them this many characters. */
const longestManifestName = 47;

/** Ray takes 200; this much is enough to be read. */
const longestSubmissionId = 100;

type Named = Pick<TranslationInput, "spec" | "identity">;

/** The submission's id or the manifest's name: creating it twice is one job. */
export function jobName({ spec, identity }: Named, { submit }: ResolvedSettings): string {
  if (submit === "jobs") return nativeName(spec.name, identity, longestSubmissionId);
  const name = nativeName(spec.name, identity, longestManifestName - 1).toLowerCase();
  return /^[a-z]/.test(name) ? name : `j${name}`;
}

/** Ray Train resumes a run of this name: the same for every attempt, and another one for every run. */
export function runName({ spec, identity }: Named): string {
  return `${spec.name}-${identity.key.slice(0, 8)}-${identity.run}`;
}

/** The submission's id, the metadata that finds it again, and what lifting cannot tell from a job. */
export function identityRule(input: TranslationInput, settings: ResolvedSettings): Fragment {
  const { spec, identity, resources } = input;
  const name = jobName(input, settings);
  const tags = identityTags(identity);
  const { accelerator, acceleratorsPerNode, nodes } = resources;
  const told = {
    "switchyard-name": spec.name,
    "switchyard-script": spec.entryPoint,
    "switchyard-resources": JSON.stringify({ accelerator, acceleratorsPerNode, nodes }),
  };
  const metadata = { ...told, ...tags };
  const origins = {
    "switchyard-name": "spec:name",
    "switchyard-script": "spec:entryPoint",
    "switchyard-resources": "spec:resources",
  };
  const originOf = (key: string): string => (origins as Readonly<Record<string, string>>)[key] ?? "core:identity";
  const parts = Object.entries(metadata).map(([key, value]) => ({ origin: originOf(key), metadata: { [key]: value } }));
  return {
    job: [
      { origin: "core:identity", body: { submission_id: name } },
      ...parts.map(({ origin, metadata: one }) => ({ origin, body: { metadata: one } })),
    ],
    manifest: [
      { origin: "default", body: { apiVersion: "ray.io/v1", kind: "RayJob" } },
      { origin: "core:identity", body: { metadata: { name, labels: tags }, spec: { jobId: name } } },
      ...parts.map(({ origin, metadata: one }) => ({ origin, body: { spec: { metadata: one } } })),
    ],
    variables: [{ origin: "core:identity", values: { SWITCHYARD_RAY_RUN: runName(input) } }],
  };
}
