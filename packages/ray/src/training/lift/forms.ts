import { configError, type Diagnostic } from "@switchyard/core";
import { parse } from "yaml";
import { at, isMembers, lost, made, membersOf, textOf, type Members, type NativeJob } from "./piece.ts";

const allowed =
  "Allowed: a RayJob manifest (kind: RayJob) read into an object, the details of a submitted job (GET /api/jobs/ID), the body of POST /api/jobs/, or a request of a plan.";

/**
 * Finds out which form a native job has.
 *
 * @throws {ConfigError} when it has none that is known.
 */
export function readForm(native: unknown): NativeJob {
  if (!isMembers(native))
    throw configError("wrong-native", "native", `Found ${native === null ? "null" : `a ${typeof native}`}. ${allowed}`);
  const { service, body, kind, entrypoint } = native;
  if (isMembers(body) && (service === "ray" || service === "kubernetes")) return readForm(body);
  if (kind === "RayJob") return fromManifest(native);
  if (kind === undefined && typeof entrypoint === "string") return fromSubmission(native, entrypoint);
  const found =
    kind === undefined
      ? `an object with ${Object.keys(native).slice(0, 8).join(", ") || "nothing"}`
      : `kind ${JSON.stringify(kind)}`;
  throw configError("wrong-native", "native", `Found ${found}. ${allowed}`);
}

/** What the service tells of a job beside what was submitted (JobDetails of Ray's Jobs API). */
const told: ReadonlySet<string> = new Set([
  "type",
  "job_id",
  "driver_info",
  "status",
  "message",
  "error_type",
  "start_time",
  "end_time",
  "driver_agent_http_address",
  "driver_node_id",
  "driver_exit_code",
]);

function fromSubmission(native: Members, entrypoint: string): NativeJob {
  const present = Object.entries(native).filter(([, value]) => value !== null && value !== undefined);
  const members = Object.fromEntries(present) as Members;
  const body = Object.fromEntries(present.filter(([key]) => !told.has(key)));
  const isDescribed = present.some(([key]) => told.has(key) && key !== "job_id");
  const name = textOf(members["submission_id"]) ?? textOf(members["job_id"]) ?? "";
  const unknown: Diagnostic[] = isDescribed
    ? [
        lost(
          "entrypoint_resources",
          "The service does not tell what resources a submission asked for.",
          "Write them into `resources`.",
        ),
      ]
    : [];
  return {
    submit: "jobs",
    body,
    entrypoint,
    environment: membersOf(body["runtime_env"]),
    metadata: membersOf(body["metadata"]),
    name,
    diagnostics: isDescribed
      ? [made("status", "The service tells this and its kin; they are no part of a request."), ...unknown]
      : unknown,
  };
}

function fromManifest(native: Members): NativeJob {
  const { status, ...body } = native;
  const text = textOf(at(body, "spec", "runtimeEnvYAML")) ?? "";
  const environment = readYaml(text);
  return {
    submit: "kuberay",
    body,
    entrypoint: textOf(at(body, "spec", "entrypoint")) ?? "",
    environment: environment ?? {},
    metadata: membersOf(at(body, "spec", "metadata")),
    name: textOf(at(body, "metadata", "name")) ?? textOf(at(body, "metadata", "generateName")) ?? "",
    diagnostics: [
      ...(status === undefined ? [] : [made("status", "The operator tells this; it is no part of a manifest.")]),
      ...(environment === undefined
        ? [
            lost(
              "spec.runtimeEnvYAML",
              "This is no YAML object.",
              "Write what it means into `environment` of the spec.",
            ),
          ]
        : []),
    ],
  };
}

function readYaml(text: string): Members | undefined {
  try {
    const value: unknown = parse(text, { logLevel: "error" });
    return value === null || value === undefined ? {} : isMembers(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
