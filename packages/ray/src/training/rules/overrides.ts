import type { Diagnostic, TranslationInput } from "@switchyard/core";
import type { RayTraining } from "../../native-types.ts";
import type { ResolvedSettings } from "../../settings.ts";
import type { Fragment } from "../fragment.ts";

/** `platforms.ray`. Part of the spec that is plain data by now. */
export function overridesOf({ spec }: Pick<TranslationInput, "spec">): RayTraining {
  return spec.platforms?.ray ?? {};
}

/** The part of `platforms.ray` that goes into the request. */
export const overriddenPart = ({ submit }: ResolvedSettings): "job" | "rayJob" =>
  submit === "jobs" ? "job" : "rayJob";

/** Refuses the members on which Switchyard's promises stand, and says which parts this plan does not use. */
export function overridesRule(input: TranslationInput, settings: ResolvedSettings): Fragment {
  const overrides: Readonly<Record<string, unknown>> = { ...overridesOf(input) };
  const part = overriddenPart(settings);
  const found = Object.keys(reasons[part]).filter((path) => valueAt(overrides[part], path) !== undefined);
  return {
    diagnostics: [
      ...found.map((path) => refuse(`${part}.${path}`, reasons[part][path])),
      ...tagsIn(overrides[part], part).map((path) => refuse(`${part}.${path}`, identity)),
      ...Object.keys(overrides).flatMap((name) => aboutPart(name, settings)),
      ...(overrides[part] === null ? [nothing(part)] : []),
    ],
  };
}

const valueAt = (value: unknown, path: string): unknown =>
  path
    .split(".")
    .reduce<unknown>((at, key) => (at as Readonly<Record<string, unknown>> | undefined | null)?.[key], value);

type Reason = readonly [why: string, fix: string];

const identity: Reason = ["This is the job's identity.", "Give your own another key."];
const name: Reason = ["It is how a repeated fit() finds the job that exists.", "Change `name`, which begins it."];
const entrypoint: Reason = [
  "The job must start Switchyard's driver.",
  "Put what should run into the script at `entryPoint`.",
];
const bundle: Reason = ["It carries the bundle.", "Put the files into the folder at `source`."];

const reasons: Readonly<Record<"job" | "rayJob", Readonly<Record<string, Reason>>>> = {
  job: { submission_id: name, entrypoint, "runtime_env.working_dir": bundle },
  rayJob: {
    apiVersion: ["The schema of another version is not known here.", "Leave it out."],
    kind: ["Training is a RayJob.", "Leave it out."],
    "metadata.name": name,
    "spec.jobId": name,
    "spec.entrypoint": entrypoint,
    "spec.runtimeEnvYAML": [bundle[0], "Use `environment.variables`, or `environment.requirements`."],
    "spec.submissionMode": ["In every other mode a shell changes the entrypoint on its way.", "Leave it out."],
  },
};

/** Keys that begin with `switchyard-`, wherever a job keeps them. */
function tagsIn(override: unknown, part: "job" | "rayJob"): string[] {
  const places = part === "job" ? ["metadata"] : ["metadata.labels", "spec.metadata"];
  return places.flatMap((place) =>
    Object.keys((valueAt(override, place) ?? {}) as object)
      .filter((key) => key.startsWith("switchyard-"))
      .map((key) => `${place}[${JSON.stringify(key)}]`),
  );
}

function refuse(member: string, [why, fix]: Reason = identity): Diagnostic {
  const path = `platforms.ray.${member}`;
  return { severity: "error", code: "reserved-member", path, message: `This cannot be overridden. ${why}`, fix };
}

/** The parts of a plan have fields of its own, which null would take away. */
function nothing(part: string): Diagnostic {
  const path = `platforms.ray.${part}`;
  return {
    severity: "error",
    code: "native-type",
    path,
    message: "Found null. Allowed: an object.",
    fix: "Leave it out.",
  };
}

function aboutPart(part: string, { submit, train }: ResolvedSettings): Diagnostic[] {
  const path = `platforms.ray.${part}`;
  const unused = (why: string): Diagnostic[] => [
    { severity: "info", code: "unused-override", path, message: `This plan does not use it: ${why}.` },
  ];
  if (part === "job") return submit === "jobs" ? [] : unused('the setting `submit` is "kuberay"');
  if (part === "rayJob") return submit === "kuberay" ? [] : unused('the setting `submit` is "jobs"');
  if (part === "train") return train === "torchtrainer" ? [] : unused('the setting `train` is "launcher"');
  const message = "There is no such part. Allowed: job, rayJob, train.";
  const fix = "Fields of a submission go into `job`, of a manifest into `rayJob`, of Ray Train into `train`.";
  return [{ severity: "error", code: "unknown-field", path, message, fix }];
}
