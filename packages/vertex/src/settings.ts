import { checkShape, ConfigError } from "@switchyard/core";
import { withoutUndefined } from "@switchyard/core/platform";
import * as v from "valibot";
import { isLabelKey, isLabelValue } from "./labels.ts";
import { mountOf } from "./mount.ts";

/** Where Vertex AI trains, as whom, and with which bucket. All of it may be left out for `plan()`. */
export interface VertexSettings {
  /** The project's id or number. Default: `GOOGLE_CLOUD_PROJECT`, then `CLOUDSDK_CORE_PROJECT`. */
  readonly project?: string;
  /**
   * Such as `us-central1`. Default: `GOOGLE_CLOUD_REGION`, then `CLOUD_ML_REGION` (as Google's Python SDK), then
   * `CLOUDSDK_AI_REGION` and `CLOUDSDK_COMPUTE_REGION` (as gcloud).
   */
  readonly region?: string;
  /**
   * `gs://bucket/prefix` for bundles and models, in the job's own region. Default: `SWITCHYARD_VERTEX_STORE`.
   */
  readonly store?: string;
  /**
   * The service account that the job runs as. Default: `SWITCHYARD_VERTEX_SERVICE_ACCOUNT`, then Vertex AI's own agent for
   * custom code.
   */
  readonly serviceAccount?: string;
  /**
   * The VPC that the job is peered with: `projects/NUMBER/global/networks/NAME`. Default: `SWITCHYARD_VERTEX_NETWORK`,
   * then none.
   */
  readonly network?: string;
  /**
   * The Cloud KMS key that encrypts the job. Default: `SWITCHYARD_VERTEX_ENCRYPTION_KEY`, then a key of Google's.
   */
  readonly encryptionKey?: string;
  /** Labels of every job. None begins with `switchyard-`. */
  readonly labels?: Readonly<Record<string, string>>;
  /**
   * One URL in place of the region's own, such as a local stand-in's. Default:
   * `CLOUDSDK_API_ENDPOINT_OVERRIDES_AIPLATFORM`.
   */
  readonly endpoint?: string;
}

/** Settings with the environment read. */
export interface ResolvedSettings extends VertexSettings {
  /** Where a container finds the store: `/gcs/bucket/prefix`. */
  readonly mount?: string;
}

/** The settings that a plan may miss: the variable that fills each, and what one looks like. */
export const settingSources = {
  project: { variable: "GOOGLE_CLOUD_PROJECT", example: "my-project" },
  region: { variable: "GOOGLE_CLOUD_REGION", example: "us-central1" },
  store: { variable: "SWITCHYARD_VERTEX_STORE", example: "gs://my-bucket/switchyard" },
} as const;

const text = (pattern: RegExp, allowed: string) => v.optional(v.pipe(v.string(allowed), v.regex(pattern, allowed)));

const label = {
  key: 'a key of at most 63 lower-case letters, digits, "_" and "-" that begins with a letter, and not with "switchyard-"',
  value: 'a value of at most 63 lower-case letters, digits, "_" and "-"',
} as const;

const settingsSchema = v.strictObject({
  project: text(
    /^(?:[a-z0-9.-]+:)?[a-z][a-z0-9-]{4,28}[a-z0-9]$|^\d+$/,
    'a project\'s id or number, such as "my-project"',
  ),
  region: text(/^[a-z]+-[a-z]+\d+$/, 'a region, such as "us-central1"'),
  store: text(
    /^gs:\/\/[a-z0-9][a-z0-9._-]{1,220}[a-z0-9](?:\/[^\s]*)?$/,
    `a bucket and prefix, such as "${settingSources.store.example}"`,
  ),
  serviceAccount: text(
    /^[^\s@]+@[^\s@]+\.[^\s@]+$/,
    'a service account\'s address, such as "trainer@my-project.iam.gserviceaccount.com"',
  ),
  network: text(
    /^projects\/\d+\/global\/networks\/[a-z][a-z0-9-]*$/,
    '"projects/NUMBER/global/networks/NAME", with the project\'s number',
  ),
  encryptionKey: text(
    /^projects\/[^/\s]+\/locations\/[^/\s]+\/keyRings\/[^/\s]+\/cryptoKeys\/[^/\s]+$/,
    '"projects/P/locations/REGION/keyRings/RING/cryptoKeys/KEY"',
  ),
  labels: v.optional(
    v.record(
      v.pipe(
        v.string(label.key),
        v.check((key) => isLabelKey(key) && !key.startsWith("switchyard-"), label.key),
      ),
      v.pipe(v.string(label.value), v.check(isLabelValue, label.value)),
    ),
  ),
  endpoint: v.optional(
    v.pipe(v.string('a URL, such as "http://127.0.0.1:4566"'), v.url('a URL, such as "http://127.0.0.1:4566"')),
  ),
});

/**
 * Checks settings and fills them up from the environment. Pure: `environment` reads one variable.
 *
 * @throws {ConfigError} with every problem.
 */
export function resolveSettings(
  settings: VertexSettings,
  environment: (name: string) => string | undefined,
): ResolvedSettings {
  const read = (...names: readonly string[]): string | undefined =>
    names.map((name) => environment(name) || undefined).find((value) => value !== undefined);
  const filled = withoutUndefined({
    ...settings,
    project: settings.project ?? read(settingSources.project.variable, "CLOUDSDK_CORE_PROJECT"),
    region:
      settings.region ??
      read(settingSources.region.variable, "CLOUD_ML_REGION", "CLOUDSDK_AI_REGION", "CLOUDSDK_COMPUTE_REGION"),
    store: settings.store ?? read(settingSources.store.variable),
    serviceAccount: settings.serviceAccount ?? read("SWITCHYARD_VERTEX_SERVICE_ACCOUNT"),
    network: settings.network ?? read("SWITCHYARD_VERTEX_NETWORK"),
    encryptionKey: settings.encryptionKey ?? read("SWITCHYARD_VERTEX_ENCRYPTION_KEY"),
    endpoint: settings.endpoint ?? read("CLOUDSDK_API_ENDPOINT_OVERRIDES_AIPLATFORM"),
  });
  const issues = checkShape(filled, settingsSchema, "settings");
  if (issues.length > 0) throw new ConfigError(issues);
  const store = filled.store?.replace(/\/+$/, "");
  const endpoint = filled.endpoint?.replace(/\/+$/, "");
  return {
    ...filled,
    ...(endpoint === undefined ? {} : { endpoint }),
    ...(store === undefined ? {} : { store, mount: mountOf(store) }),
  };
}
