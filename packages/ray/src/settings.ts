import { checkShape, ConfigError } from "@switchyard/core";
import { withoutUndefined } from "@switchyard/core/platform";
import * as v from "valibot";

/** Which Kubernetes runs the cluster of a RayJob, and what its pods are. */
export interface KubeRaySettings {
  /** Decides node selectors and tolerations. Default: `other`, which has none. */
  readonly cluster?: "gke" | "eks" | "aks" | "other";
  /** Default: `default`. */
  readonly namespace?: string;
  /** With Ray, torch and transformers. Default: `SWITCHYARD_RAY_IMAGE`. */
  readonly image?: string;
  /** The image's Ray release, such as `2.60.0`. Default: not said. */
  readonly rayVersion?: string;
  /** The pods' service account. Default: the namespace's. */
  readonly serviceAccount?: string;
  /** A LocalQueue of Kueue, which admits the job. Default: no queue. */
  readonly queue?: string;
  /** A Kubernetes Secret with the credentials of the image's registry. */
  readonly imagePullSecret?: string;
}

/** Where Ray trains, and where it leaves its results. All of it may be left out for `plan()`. */
export interface RaySettings {
  /** The dashboard, such as `http://10.0.0.1:8265`. Default: `RAY_API_SERVER_ADDRESS`, then an `http` `RAY_ADDRESS`. */
  readonly address?: string;
  /**
   * Where checkpoints, models and a RayJob's bundle go: `s3://`, `gs://` or `abfss://` with a prefix, or a path that every
   * node mounts. Default: `SWITCHYARD_RAY_STORE`.
   */
  readonly store?: string;
  /** A submission to a cluster that exists, or a RayJob manifest, which brings its own. Default: `jobs`. */
  readonly submit?: "jobs" | "kuberay";
  /** Who starts the ranks: Ray Train, on every node, or Switchyard's launcher on one. Default: `torchtrainer`. */
  readonly train?: "torchtrainer" | "launcher";
  readonly kuberay?: KubeRaySettings;
}

/** Settings with the environment read and every default filled in. */
export interface ResolvedSettings extends RaySettings {
  readonly submit: "jobs" | "kuberay";
  readonly train: "torchtrainer" | "launcher";
  readonly kuberay: KubeRaySettings & Required<Pick<KubeRaySettings, "cluster" | "namespace">>;
}

/** The settings that a plan may miss: the variable that fills each, and what one looks like. */
export const settingSources = {
  address: { variable: "RAY_API_SERVER_ADDRESS", example: "http://127.0.0.1:8265" },
  store: { variable: "SWITCHYARD_RAY_STORE", example: "s3://my-bucket/switchyard" },
  "kuberay.image": { variable: "SWITCHYARD_RAY_IMAGE", example: "my-registry/ray-transformers:2.60.0" },
} as const;

/** What Ray Train writes to, through pyarrow: a bucket with a prefix, or an absolute path. */
export const storePattern = /^(?:(?:s3|gs|abfss?|hdfs|file):\/\/[^\s?#]*|\/[^\s?#]+)$/;

const text = (pattern: RegExp, allowed: string) => v.optional(v.pipe(v.string(allowed), v.regex(pattern, allowed)));

const objectName = /^[a-z0-9](?:[-a-z0-9.]{0,251}[a-z0-9])?$/;

const settingsSchema = v.strictObject({
  address: text(
    /^https?:\/\/(?![^/]*:10001(?:\/|$))[^\s/?#]+(?:\/[^\s?#]*)?$/,
    `the dashboard's http(s) address, such as "${settingSources.address.example}"; ray://HOST:10001 is Ray Client's`,
  ),
  store: text(storePattern, `a bucket and prefix or an absolute path, such as "${settingSources.store.example}"`),
  submit: v.picklist(["jobs", "kuberay"]),
  train: v.picklist(["torchtrainer", "launcher"]),
  kuberay: v.strictObject({
    cluster: v.picklist(["gke", "eks", "aks", "other"]),
    namespace: v.pipe(v.string("a namespace"), v.regex(/^[a-z0-9](?:[-a-z0-9]{0,61}[a-z0-9])?$/, "a namespace")),
    image: text(/^[^\s]{1,255}$/, `a container image, such as "${settingSources["kuberay.image"].example}"`),
    rayVersion: text(/^\d+\.\d+\.\d+\S*$/, 'a release of Ray, such as "2.60.0"'),
    serviceAccount: text(objectName, "a service account's name"),
    queue: text(objectName, "a LocalQueue's name"),
    imagePullSecret: text(objectName, "a Secret's name"),
  }),
});

/**
 * Checks settings and fills them up from the environment. Pure: `environment` reads one variable.
 *
 * @throws {ConfigError} with every problem.
 */
export function resolveSettings(
  settings: RaySettings,
  environment: (name: string) => string | undefined,
): ResolvedSettings {
  const read = (name: string): string | undefined => environment(name) || undefined;
  const { kuberay = {} } = settings;
  if (!isObject(kuberay))
    throw new ConfigError(
      checkShape({ ...settings, submit: "jobs", train: "torchtrainer" }, settingsSchema, "settings"),
    );
  const filled = withoutUndefined({
    ...settings,
    address: settings.address ?? read(settingSources.address.variable) ?? httpOnly(read("RAY_ADDRESS")),
    store: settings.store ?? read(settingSources.store.variable),
    submit: settings.submit ?? "jobs",
    train: settings.train ?? "torchtrainer",
    kuberay: withoutUndefined({
      ...kuberay,
      cluster: kuberay.cluster ?? "other",
      namespace: kuberay.namespace ?? "default",
      image: kuberay.image ?? read(settingSources["kuberay.image"].variable),
    }),
  });
  const issues = checkShape(filled, settingsSchema, "settings");
  if (issues.length > 0) throw new ConfigError(issues);
  const { address, store } = filled;
  return {
    ...filled,
    ...(address === undefined ? {} : { address: trimmed(address) }),
    ...(store === undefined ? {} : { store: trimmed(store) }),
  };
}

/** `RAY_ADDRESS` may also be `auto`, HOST:6379 or Ray Client's `ray://`, which are no dashboards. */
const httpOnly = (address: string | undefined): string | undefined =>
  address !== undefined && /^https?:\/\//.test(address) ? address : undefined;

const isObject = (value: unknown): boolean => typeof value === "object" && value !== null && !Array.isArray(value);

const trimmed = (uri: string): string => uri.replace(/\/+$/, "");
