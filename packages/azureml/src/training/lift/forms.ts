import { ConfigError, configError, type Diagnostic } from "@switchyard/core";
import { isMembers, lost, membersOf, type Members, type NativeJob } from "./piece.ts";
import { fromYaml, looksLikeYaml } from "./yaml.ts";

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
  if (isMembers(native["body"]) && native["service"] === "azureml") return readForm(native["body"]);
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

function fromBody(native: Members, properties: Members): NativeJob {
  const { name, id, properties: _properties, type: _type, systemData, ...others } = native;
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
    diagnostics: [...unknown, ...told],
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
      message: `Found ${JSON.stringify(jobType)}. Allowed: Command and Sweep.`,
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
