import type { Agent } from "node:http";
import { checkShape, ConfigError, type Diagnostic } from "@switchyard/core";
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
  /**
   * The cluster's token, or what gives one before each call, as an identity provider does. Sent to `address` alone, where
   * one is set. Default: `RAY_AUTH_TOKEN`, the file in `RAY_AUTH_TOKEN_PATH`, and with `RAY_AUTH_MODE=token` `~/.ray/auth_token`.
   */
  readonly token?: Provided<string | undefined>;
  /** Headers of every call, for a proxy before the dashboard; sent to `address` alone, where one is set. */
  readonly headers?: Provided<Readonly<Record<string, string>>>;
  /** Certificates, as PEM, of who signed the dashboard's. Default: those that Node knows. */
  readonly ca?: string | readonly string[];
  /** Makes the connections instead of ours, with its own proxy and certificates. Default: `HTTPS_PROXY` and its kin decide. */
  readonly agent?: Agent;
  /** Milliseconds without a sign of life after which a call fails. Default: 60000. */
  readonly silence?: number;
  /** Milliseconds between two looks at a job. Default: 2000, and 500 where the dashboard is this machine. */
  readonly pollInterval?: number;
}

/** A value, or what gives one before each call: tokens that expire, headers that are signed. */
export type Provided<T> = T | (() => T | Promise<T>);

/** Settings with the environment read and every default filled in. */
export interface ResolvedSettings extends RaySettings {
  readonly submit: "jobs" | "kuberay";
  readonly train: "torchtrainer" | "launcher";
  readonly kuberay: KubeRaySettings & Required<Pick<KubeRaySettings, "cluster" | "namespace">>;
  readonly silence: number;
  readonly pollInterval: number;
  /** Reads one variable of the process: a token's and a proxy's may change while it runs. */
  readonly environment: (name: string) => string | undefined;
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

const milliseconds = v.pipe(v.number("a number of milliseconds"), v.minValue(1, "at least 1 millisecond"));

const provided = (schema: v.GenericSchema, allowed: string) =>
  v.custom<unknown>((value) => typeof value === "function" || v.is(schema, value), allowed);

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
  token: v.optional(provided(v.string(), "a token, or a function that gives one")),
  headers: v.optional(provided(v.record(v.string(), v.string()), "headers, or a function that gives them")),
  ca: v.optional(v.union([v.string(), v.array(v.string())], "certificates as PEM text")),
  agent: v.optional(
    v.custom<object>((value) => typeof value === "object" && value !== null, "an agent of node:http(s)"),
  ),
  silence: v.optional(milliseconds),
  pollInterval: v.optional(milliseconds),
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
  if (issues.length > 0) throw new ConfigError(issues.map(withoutValues));
  const { address, store } = filled;
  return {
    ...filled,
    silence: settings.silence ?? 60_000,
    pollInterval: settings.pollInterval ?? (address !== undefined && isLocal.test(address) ? 500 : 2000),
    environment,
    ...(address === undefined ? {} : { address: trimmed(address) }),
    ...(store === undefined ? {} : { store: trimmed(store) }),
  };
}

const isLocal = /^https?:\/\/(?:localhost|127\.\d+\.\d+\.\d+|\[::1\])(?::|\/|$)/;

/** What stands in these settings may be a secret. */
const withoutValues = (issue: Diagnostic): Diagnostic =>
  /^settings\.(?:token|headers)\b/.test(issue.path)
    ? { ...issue, message: issue.message.replace(/^Found .*?\. (?=Allowed: )/s, "Found something else. ") }
    : issue;

/** `RAY_ADDRESS` may also be `auto`, HOST:6379 or Ray Client's `ray://`, which are no dashboards. */
const httpOnly = (address: string | undefined): string | undefined =>
  address !== undefined && /^https?:\/\//.test(address) ? address : undefined;

const isObject = (value: unknown): boolean => typeof value === "object" && value !== null && !Array.isArray(value);

const trimmed = (uri: string): string => uri.replace(/\/+$/, "");
