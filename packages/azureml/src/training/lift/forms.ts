import { ConfigError, configError, type Diagnostic } from "@switchyard/core";
import { isMembers, lost, made, membersOf, type Members, type NativeJob } from "./piece.ts";
import { fromYaml, looksLikeYaml } from "./yaml.ts";

/** What stands in a request of a plan, or the document itself. */
export function bodyOf(native: unknown): unknown {
  return isMembers(native) && isMembers(native["body"]) && native["service"] === "azureml" ? native["body"] : native;
}

const allowed =
  'Allowed: the body or description of a command job ({ properties: { jobType: "Command", … } }), its properties alone, a request of a plan, or the YAML of an azure-ai-ml command job read into an object.';

/**
 * Finds out which form a native job has.
 *
 * @throws {ConfigError} when it has none that is known, or is another kind of job.
 */
export function readForm(native: unknown): NativeJob {
  if (!isMembers(native))
    throw configError("wrong-native", "native", `Found ${native === null ? "null" : `a ${typeof native}`}. ${allowed}`);
  const body = bodyOf(native);
  if (body !== native) return readForm(body);
  const kind = otherKind(native);
  if (kind !== undefined) throw configError("wrong-native", kind.path, `${kind.found} ${allowed}`, kind.fix);
  const properties = membersOf(native["properties"]);
  if (properties["jobType"] !== undefined) return fromBody(native, properties);
  if (native["jobType"] !== undefined) return fromBody({}, native);
  if (looksLikeYaml(native)) return checked(fromYaml(native));
  throw configError(
    "wrong-native",
    "native",
    `Found an object with ${Object.keys(native).slice(0, 8).join(", ") || "nothing"}. ${allowed}`,
  );
}

interface OtherKind {
  readonly path: string;
  readonly found: string;
  readonly fix: string;
}

/** Documents of Azure ML that describe no training job, by their schema, their type or what only they have. */
function otherKind(native: Members): OtherKind | undefined {
  const { $schema: schema, type, jobs, create_job: created } = native;
  if (isMembers(created) || /schedule/i.test(String(schema)))
    return other("$schema", "a schedule", "Give the job that it creates, which stands under `create_job`.");
  if (/component/i.test(String(schema)) || native["is_deterministic"] !== undefined || type === "command_component")
    return other(
      "$schema",
      "a component, which has no values of its own",
      "Give a command job that sets its inputs: `type: command`, `command`, `code`, `environment`, `inputs`.",
    );
  if (isMembers(jobs) && type !== "command" && type !== "sweep") {
    const steps = Object.keys(jobs);
    return other(
      "jobs",
      `a pipeline of ${steps.length} steps (${steps.slice(0, 8).join(", ")})`,
      "Give one of its steps as a command job of its own.",
    );
  }
  const others: readonly unknown[] = [
    "pipeline",
    "automl",
    "spark",
    "parallel",
    "finetuning",
    "import",
    "data_transfer",
  ];
  return others.includes(type)
    ? other("type", `a job of the type ${String(type)}`, "Give a command job or a sweep.")
    : undefined;
}

const other = (path: string, what: string, fix: string): OtherKind => ({ path, found: `Found ${what}.`, fix });

function fromBody(native: Members, properties: Members): NativeJob {
  const { name, id, properties: _properties, type: _type, systemData, ...others } = native;
  const kinds = { name, id, type: native["type"] };
  const envelope = Object.entries(kinds)
    .filter(([, value]) => typeof value === "string")
    .map(([key, value]): Diagnostic => ({
      severity: "info",
      code: "made-anew",
      path: key,
      message: `${JSON.stringify(value)} is this one job's; a plan makes its own.`,
    }));
  const known = typeof name === "string" ? name : typeof id === "string" ? /[^/]+$/.exec(id)?.[0] : undefined;
  const unknown: Diagnostic[] = Object.keys(others).map((key) => ({
    severity: "warning",
    code: "not-lifted",
    path: key,
    message: "A job has no such member beside its properties.",
  }));
  const told: Diagnostic[] =
    systemData === undefined
      ? []
      : [
          {
            severity: "info",
            code: "made-anew",
            path: "systemData",
            message: "The service tells this; it is no part of a request.",
          },
        ];
  return checked({
    ...(known === undefined ? {} : { name: known }),
    job: properties,
    diagnostics: [...unknown, ...told, ...envelope, made("jobType", "A plan says this by itself.")],
  });
}

/** A sweep is read as its trial. Other kinds of job hold no training of ours. */
function checked(native: NativeJob): NativeJob {
  const { jobType } = native.job;
  if (jobType === "Command") return native;
  if (jobType !== "Sweep") {
    const problem: Diagnostic = {
      severity: "error",
      code: "wrong-native",
      path: "jobType",
      message: `Found a job of the type ${JSON.stringify(jobType)}. Allowed: Command and Sweep.`,
      fix: "Give a command job; of a pipeline, one of its steps.",
    };
    throw new ConfigError([problem]);
  }
  const { trial, limits, ...shared } = native.job;
  const { trialTimeout, timeout, jobLimitsType: _type, ...counts } = membersOf(limits);
  const whole =
    timeout === undefined ? [] : [lost("limits.timeout", "The longest time of the whole search is no part of a spec.")];
  const ofTrial = { ...counts, ...(trialTimeout === undefined ? {} : { timeout: trialTimeout }) };
  return {
    ...native,
    job: { ...shared, ...membersOf(trial), limits: ofTrial },
    diagnostics: [...native.diagnostics, ...whole],
  };
}
