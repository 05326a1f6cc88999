import type { CloudWatchLogsClient } from "@aws-sdk/client-cloudwatch-logs";
import type { S3Client } from "@aws-sdk/client-s3";
import type { SageMakerClient, SageMakerClientConfig } from "@aws-sdk/client-sagemaker";
import { ConfigError, nearest, type Diagnostic } from "@switchyard/core";
import { withoutUndefined } from "@switchyard/core/platform";
import * as v from "valibot";
import { registryOf, smpRegistryOf } from "./images.ts";

/** Where SageMaker trains, as whom, and with which bucket. All of it may be left out for `plan()`. */
export interface SageMakerSettings {
  /** Such as `us-east-1`. Default: `AWS_REGION`, then `AWS_DEFAULT_REGION`. */
  readonly region?: string;
  /** ARN of the role that the job runs as. Default: `SWITCHYARD_SAGEMAKER_ROLE`. */
  readonly role?: string;
  /** `s3://bucket/prefix` for bundles and models. Default: `SWITCHYARD_SAGEMAKER_STORE`. */
  readonly store?: string;
  /** One URL for all services, such as a local stand-in's. Default: what the client reads (`AWS_ENDPOINT_URL`, …). */
  readonly endpoint?: string;
  /** Handed to Amazon's clients as they are. Default: the client's own chain. */
  readonly credentials?: NonNullable<SageMakerClientConfig["credentials"]>;
  /** Milliseconds between two looks at a job. Default: 5000, and 500 where the endpoint is this machine. */
  readonly pollInterval?: number;
  /** Ready-made clients, for tests and for special needs; used for every region. */
  readonly clients?: SageMakerClients;
}

/** Amazon's own clients. One that is left out is made on first use. */
export interface SageMakerClients {
  readonly sagemaker?: SageMakerClient;
  readonly s3?: S3Client;
  readonly logs?: CloudWatchLogsClient;
}

/** Settings with the environment read and every default filled in. */
export interface ResolvedSettings extends Omit<SageMakerSettings, "pollInterval"> {
  readonly pollInterval: number;
  /** Host of AWS's own images in this region. */
  readonly registry?: string;
  /** Host of the model parallelism library's images in this region. */
  readonly smpRegistry?: string;
  /** An endpoint is given, here or in the environment: buckets stand in the path, since `bucket.127.0.0.1` is no host. */
  readonly pathStyle: boolean;
}

/** The settings that a plan may miss: the variable that fills each, and what one looks like. */
export const settingSources = {
  region: { variable: "AWS_REGION", example: "us-east-1" },
  role: { variable: "SWITCHYARD_SAGEMAKER_ROLE", example: "arn:aws:iam::111122223333:role/Training" },
  store: { variable: "SWITCHYARD_SAGEMAKER_STORE", example: "s3://my-bucket/switchyard" },
} as const;

const settingsSchema = v.strictObject({
  region: v.optional(v.pipe(v.string(), v.regex(/^[a-z]{2,}(-[a-z0-9]+)+$/, 'a region, such as "us-east-1"'))),
  role: v.optional(
    v.pipe(
      v.string(),
      v.regex(
        /^arn:aws[a-z-]*:iam::\d{12}:role\/\S+$/,
        `the role's whole ARN, such as "${settingSources.role.example}"`,
      ),
    ),
  ),
  store: v.optional(
    v.pipe(
      v.string(),
      v.regex(
        /^s3:\/\/[a-z0-9][a-z0-9.-]{1,61}[a-z0-9](\/[^\s]*)?$/,
        `a bucket and prefix, such as "${settingSources.store.example}"`,
      ),
    ),
  ),
  endpoint: v.optional(v.pipe(v.string(), v.url('a URL, such as "http://127.0.0.1:4566"'))),
  credentials: v.optional(
    v.custom<object>(
      (value) => typeof value === "object" || typeof value === "function",
      "credentials, or a function that resolves to them",
    ),
  ),
  pollInterval: v.optional(v.pipe(v.number("a number of milliseconds"), v.minValue(1, "at least 1 millisecond"))),
  clients: v.optional(
    v.strictObject({ sagemaker: v.optional(v.unknown()), s3: v.optional(v.unknown()), logs: v.optional(v.unknown()) }),
  ),
});

/**
 * Checks settings and fills them up from the environment. Pure: `environment` reads one variable.
 *
 * @throws {ConfigError} with every problem.
 */
export function resolveSettings(
  settings: SageMakerSettings,
  environment: (name: string) => string | undefined,
): ResolvedSettings {
  const read = (name: string): string | undefined => environment(name) || undefined;
  const filled = {
    ...settings,
    region: settings.region ?? read("AWS_REGION") ?? read("AWS_DEFAULT_REGION"),
    role: settings.role ?? read(settingSources.role.variable),
    store: (settings.store ?? read(settingSources.store.variable))?.replace(/\/+$/, ""),
  };
  const parsed = v.safeParse(settingsSchema, filled);
  if (!parsed.success) throw new ConfigError(parsed.issues.map(describeIssue));
  const endpoint = settings.endpoint ?? read("AWS_ENDPOINT_URL_S3") ?? read("AWS_ENDPOINT_URL");
  const registry = filled.region === undefined ? undefined : registryOf(filled.region);
  return {
    ...withoutUndefined(filled),
    ...(registry === undefined ? {} : { registry }),
    ...(filled.region === undefined ? {} : { smpRegistry: smpRegistryOf(filled.region) }),
    pollInterval: settings.pollInterval ?? (isLoopback(endpoint) ? 500 : 5000),
    pathStyle: endpoint !== undefined,
  };
}

function describeIssue(issue: v.BaseIssue<unknown>): Diagnostic {
  const keys = issue.path?.map((step) => String(step.key)) ?? [];
  const path = ["settings", ...keys].join(".");
  if (issue.type === "strict_object" && issue.expected === "never") {
    const known =
      keys.length > 1
        ? Object.keys(settingsSchema.entries.clients.wrapped.entries)
        : Object.keys(settingsSchema.entries);
    const near = nearest(keys.at(-1) ?? "", known);
    const fix = near === undefined ? `Known settings: ${known.join(", ")}.` : `Did you mean \`${near}\`?`;
    return { severity: "error", code: "unknown-field", path, message: "SageMaker has no such setting.", fix };
  }
  const found = keys[0] === "credentials" ? "something else" : JSON.stringify(issue.input);
  const allowed = issue.message.startsWith("Invalid ") ? String(issue.expected) : issue.message;
  return { severity: "error", code: "wrong-value", path, message: `Found ${found}. Allowed: ${allowed}.` };
}

function isLoopback(endpoint: string | undefined): boolean {
  if (endpoint === undefined || !URL.canParse(endpoint)) return false;
  return /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(new URL(endpoint).hostname);
}
