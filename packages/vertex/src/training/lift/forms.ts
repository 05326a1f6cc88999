import { configError, type Diagnostic } from "@switchyard/core";
import { misfitsIn } from "./misfits.ts";
import { normalise } from "./normalise.ts";
import { isMembers, lost, made, membersOf, type Members, type NativeJob } from "./piece.ts";

/** What stands in a request of a plan, or the document itself. */
export function bodyOf(native: unknown): unknown {
  return isMembers(native) && isMembers(native["body"]) && native["service"] === "vertex" ? native["body"] : native;
}

const allowed =
  "Allowed: a CustomJob, a CustomJobSpec (as gcloud's --config takes it), a HyperparameterTuningJob, a TrainingPipeline of a custom task, or a request of a plan.";

/**
 * Finds out which form a native job has.
 *
 * @throws {ConfigError} when it has none that is known.
 */
export function readForm(native: unknown): NativeJob {
  if (!isMembers(native))
    throw configError("wrong-native", "native", `Found ${native === null ? "null" : `a ${typeof native}`}. ${allowed}`);
  const body = bodyOf(native);
  if (body !== native) return readForm(body);
  const reading = readings.find(({ names }) =>
    names.some((name) => isMembers(native[name]) || Array.isArray(native[name])),
  );
  if (reading === undefined)
    throw configError(
      "wrong-native",
      "native",
      `Found an object with ${Object.keys(native).slice(0, 8).join(", ") || "nothing"}. ${allowed}`,
    );
  return reading.read(native);
}

const readings: readonly { readonly names: readonly string[]; readonly read: (native: Members) => NativeJob }[] = [
  { names: ["trialJobSpec", "trial_job_spec"], read: readSearch },
  { names: ["jobSpec", "job_spec"], read: readJob },
  { names: ["workerPoolSpecs", "worker_pool_specs"], read: readSpec },
  { names: ["trainingTaskInputs", "training_task_inputs"], read: readPipeline },
];

function readJob(native: Members): NativeJob {
  const { members: whole, diagnostics } = normalise("CustomJob", native, "");
  const { jobSpec, ...job } = whole;
  const misfits = misfitsIn("CustomJob", whole, "");
  return { job, spec: membersOf(jobSpec), at: "jobSpec", diagnostics: [...diagnostics, ...misfits] };
}

function readSpec(native: Members): NativeJob {
  const { members: spec, diagnostics } = normalise("CustomJobSpec", native, "");
  return { job: {}, spec, at: "", diagnostics: [...diagnostics, ...misfitsIn("CustomJobSpec", spec, "")] };
}

const ofStudy = ["studySpec", "maxTrialCount", "parallelTrialCount", "maxFailedTrialCount"];

/** A search is read as its trial. */
function readSearch(native: Members): NativeJob {
  const { members: whole, diagnostics: spelled } = normalise("HyperparameterTuningJob", native, "");
  const { trialJobSpec, ...others } = whole;
  const job = Object.fromEntries(Object.entries(others).filter(([name]) => !ofStudy.includes(name)));
  const diagnostics = ofStudy
    .filter((name) => others[name] !== undefined)
    .map((name) => lost(name, "This belongs to a search, not to a spec.", "Give it as a study to planTuning()."));
  const misfits = misfitsIn("HyperparameterTuningJob", whole, "").filter(({ path }) => !path.startsWith("studySpec"));
  return {
    job,
    spec: membersOf(trialJobSpec),
    at: "trialJobSpec",
    diagnostics: [...spelled.filter(isOfTrial), ...diagnostics, ...misfits],
  };
}

/** What belongs to the search itself is told as a whole. */
const isOfTrial = ({ path }: Diagnostic): boolean => !ofStudy.some((name) => path.startsWith(name));

/** Members of a pipeline that its job has too. */
const shared = ["displayName", "labels", "encryptionSpec"];

/** What the service tells of a pipeline, or what only says that it is one. */
const told = [
  "name",
  "state",
  "createTime",
  "startTime",
  "endTime",
  "updateTime",
  "error",
  "trainingTaskDefinition",
  "trainingTaskMetadata",
];

function readPipeline(native: Members): NativeJob {
  const camel = Object.fromEntries(
    Object.entries(native).map(([name, value]) => [
      name.replace(/_([a-z])/g, (_all, letter: string) => letter.toUpperCase()),
      value,
    ]),
  );
  const { members: inputs, diagnostics: spelled } = normalise(
    "CustomJobSpec",
    membersOf(camel["trainingTaskInputs"]),
    "trainingTaskInputs",
  );
  if (!Array.isArray(inputs["workerPoolSpecs"]))
    throw configError("wrong-native", "native", `Found a training pipeline without worker pools. ${allowed}`);
  const diagnostics = Object.keys(camel)
    .filter((name) => name !== "trainingTaskInputs" && !shared.includes(name) && camel[name] !== null)
    .map((name): Diagnostic =>
      told.includes(name)
        ? made(name, "The service tells this, or it is no part of a job.")
        : lost(
            name,
            "A plan makes a CustomJob, which has no such member.",
            "Do that by itself, before or after the job.",
          ),
    );
  const { members: job } = normalise(
    "CustomJob",
    Object.fromEntries(Object.entries(camel).filter(([name]) => shared.includes(name))),
    "",
  );
  const misfits = [...misfitsIn("CustomJob", job, ""), ...misfitsIn("CustomJobSpec", inputs, "trainingTaskInputs")];
  return { job, spec: inputs, at: "trainingTaskInputs", diagnostics: [...spelled, ...diagnostics, ...misfits] };
}
