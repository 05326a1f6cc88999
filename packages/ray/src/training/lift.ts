import type { Diagnostic, Lifted, ResolvedResources, Resources, TrainerSpec, TranslationInput } from "@switchyard/core";
import { joinedSpecs, mergeEnvironments, leavesOf } from "@switchyard/core/platform";
import type { RayTraining } from "../native-types.ts";
import type { ResolvedSettings } from "../settings.ts";
import { differenceOf } from "./lift/difference.ts";
import { liftEntrypoint } from "./lift/entrypoint.ts";
import { liftEnvironment } from "./lift/environment.ts";
import { readForm } from "./lift/forms.ts";
import { clusterOf, liftResources } from "./lift/machines.ts";
import { dotted, renamed, withoutMisfits, type Normalised } from "./lift/normalise.ts";
import {
  at,
  kept,
  lost,
  made,
  membersOf,
  textOf,
  unsaid,
  type Members,
  type NativeJob,
  type Piece,
} from "./lift/piece.ts";
import { overriddenPart } from "./rules/overrides.ts";
import { translate } from "./translate.ts";

/**
 * A RayJob manifest, a submitted job or a submission's body as a spec. What a plan of that spec would not say by itself
 * is kept as an override.
 *
 * @throws {ConfigError} when it is none of these.
 */
export function lift(native: unknown, settings: ResolvedSettings): Lifted {
  const job = readForm(native);
  const pieces = [liftEntrypoint(job), liftEnvironment(job, settings), liftResources(job), liftImage(job)];
  const resources = merged(pieces, "resources");
  const environment = mergeEnvironments(pieces.map((piece) => piece.environment));
  const portable: TrainerSpec = {
    name: nameOf(job),
    source: ".",
    entryPoint: "train.py",
    ...joinedSpecs(pieces.map((piece) => piece.spec)),
    ...(Object.keys(resources).length === 0 ? {} : { resources }),
    ...(Object.keys(environment).length === 0 ? {} : { environment }),
  };
  const { overrides, diagnostics } = liftRest(job, portable, settings);
  const spec = overrides === undefined ? portable : { ...portable, platforms: { ray: overrides } };
  const told = pieces.flatMap((piece) => piece.diagnostics ?? []);
  return { spec, diagnostics: [...job.diagnostics, ...told, ...liftBundle(job), ...diagnostics] };
}

function merged<Part extends "resources">(pieces: readonly Piece[], part: Part): NonNullable<Piece[Part]> {
  return Object.assign({}, ...pieces.map((piece) => piece[part])) as NonNullable<Piece[Part]>;
}

/** The spec's name: a plan's own word for it, else what the job is called, made of what a name may hold. */
function nameOf({ metadata, name }: NativeJob): string {
  const given = textOf(metadata["switchyard-name"]) ?? name;
  const plain = given
    .replace(/[^A-Za-z0-9]+/g, "-")
    .slice(0, 40)
    .replace(/^-+|-+$/g, "");
  return plain === "" ? "lifted-job" : plain;
}

/** The workers' image. */
function liftImage({ body }: NativeJob): Piece {
  const image = textOf(
    at(body, "spec", "rayClusterSpec", "workerGroupSpecs", 0, "template", "spec", "containers", 0, "image"),
  );
  return image === undefined || image === "" || /\s/.test(image) ? {} : { environment: { image } };
}

/** A package stays where it is: the spec wants its files in a folder. */
function liftBundle({ environment, submit }: NativeJob): Diagnostic[] {
  const { working_dir: where } = environment;
  if (where === undefined) return [];
  const path = submit === "jobs" ? "runtime_env.working_dir" : "spec.runtimeEnvYAML";
  const message = `The code is in ${JSON.stringify(where)}; the spec says the folder ".".`;
  return [lost(path, message, "Copy its files into a folder and name that in `source`.")];
}

/** What a manifest's environment may say besides: only a submission's has a place for it. */
const environmentHomes: ReadonlySet<string> = new Set(["working_dir", "env_vars"]);

/** Members that a plan makes by itself, whatever the job had. */
const madeAnew =
  /^\/(?:submission_id|job_id|entrypoint|runtime_env\/working_dir|apiVersion|kind|metadata\/(?:name|generateName|labels\/switchyard-\w+)|spec\/(?:jobId|entrypoint|submissionMode|runtimeEnvYAML)|(?:spec\/)?metadata\/switchyard-[\w-]+)$|^\/runtime_env\/env_vars\/SWITCHYARD_/;

interface Rest {
  readonly overrides?: RayTraining;
  readonly diagnostics: readonly Diagnostic[];
}

/** Everything that the portable spec does not say: the difference between the job and a plan of that spec. */
function liftRest(job: NativeJob, spec: TrainerSpec, given: ResolvedSettings): Rest {
  const cluster = clusterOf(job) ?? given.kuberay.cluster;
  const settings: ResolvedSettings = {
    ...given,
    submit: job.submit,
    train: job.entrypoint.includes("switchyard_launcher") ? "launcher" : "torchtrainer",
    kuberay: { ...given.kuberay, cluster },
  };
  const planned = translate(inputOf(spec), settings).requests[0];
  if (planned === undefined) return { diagnostics: [] };
  const native: Normalised = normalised(withoutMisfits(planned.operation, job.body), job.submit);
  const secrets = new Set(Object.keys(spec.environment?.secrets ?? {}).map((name) => `/runtime_env/env_vars/${name}`));
  const skipped = (pointer: string): boolean => madeAnew.test(pointer) || secrets.has(pointer);
  const { override, pointers } = differenceOf(planned.body as unknown as Members, native.body, skipped);
  const part = overriddenPart(settings);
  // Other settings than the given ones are said to be needed; a plan with them says the rest by itself.
  const isOther = settings.submit !== given.submit || cluster !== given.kuberay.cluster;
  return {
    ...(Object.keys(override).length === 0 ? {} : { overrides: { [part]: override } as RayTraining }),
    diagnostics: [
      ...native.diagnostics,
      ...pointers.map((pointer) => kept(dotted(pointer), part)),
      ...(isOther ? saidAgain(native.body, planned.body) : []),
      ...aboutSettings(job, cluster, given),
    ],
  };
}

/** Numbers, quantities and switches that a plan of the job says again at the same place. */
function saidAgain(native: Members, planned: object): Diagnostic[] {
  const again = new Map(leavesOf(planned).map(({ pointer, value }) => [pointer, value]));
  return leavesOf(native)
    .filter(({ pointer, value }) => value !== null && again.get(pointer) === value && isQuantity(value))
    .map(({ pointer, value }) => made(dotted(pointer), `${String(value)} is what a plan for this cluster says, too.`));
}

/** Text that says something by itself is found in the spec. */
const isQuantity = (value: unknown): boolean => typeof value !== "string" || /^\d[\w.]*$/.test(value);

const normalised = (native: Normalised, submit: NativeJob["submit"]): Normalised =>
  submit === "kuberay" ? renamed(native) : native;

const workersPath = "spec.rayClusterSpec.workerGroupSpecs[0]";

/** Members of a manifest that a plan writes by itself, and so other than they were. */
function madeOf({ submit, body }: NativeJob): Diagnostic[] {
  const { submissionMode, jobId } = membersOf(body["spec"]);
  if (submit === "jobs") return [];
  return [
    made("apiVersion", byItself),
    made("kind", byItself),
    ...(submissionMode === undefined || submissionMode === "HTTPMode"
      ? []
      : [
          lost(
            "spec.submissionMode",
            `Found ${JSON.stringify(submissionMode)}; in a plan the operator submits by itself, in HTTPMode.`,
          ),
        ]),
    ...(jobId === undefined ? [] : [made("spec.jobId", "A plan's job has an id of its own.")]),
  ];
}

const byItself = "A plan says this by itself.";

function aboutSettings(job: NativeJob, cluster: string, given: ResolvedSettings): Diagnostic[] {
  const { submit } = job;
  const others = Object.keys(job.environment).filter((key) => submit === "kuberay" && !environmentHomes.has(key));
  return [
    ...madeOf(job),
    ...(submit === given.submit
      ? []
      : [
          unsaid(
            submit === "jobs" ? "entrypoint" : "kind",
            `A plan does not submit like this by itself.`,
            `Use the setting \`submit: "${submit}"\`.`,
          ),
        ]),
    ...(submit === "jobs" || cluster === given.kuberay.cluster
      ? []
      : [
          unsaid(
            "spec.rayClusterSpec",
            `The pods ask for machines of ${cluster}.`,
            `Use the setting \`kuberay.cluster: "${cluster}"\`.`,
          ),
          made(`${workersPath}.template.spec.nodeSelector`, `A plan for ${cluster} chooses the machines by itself.`),
        ]),
    ...others.map((key) =>
      lost(
        "spec.runtimeEnvYAML",
        `\`${key}\` is left out: a plan writes this text by itself.`,
        key === "pip" || key === "uv" || key === "conda"
          ? "Write the packages into a file and name it in `environment.requirements`."
          : "Put it into the image.",
      ),
    ),
  ];
}

function inputOf(spec: TrainerSpec): TranslationInput {
  return {
    spec,
    resources: resolved(spec.resources ?? {}),
    bundle: { manifest: "lifted", files: 0, bytes: 0 },
    identity: { key: "lifted", run: "1", attempt: 1 },
  };
}

function resolved({
  accelerator = "cpu",
  acceleratorsPerNode = 1,
  nodes = 1,
  spot = false,
  maxRuntime,
  disk,
}: Resources): ResolvedResources {
  const shape = { accelerator, acceleratorsPerNode, nodes, spot };
  return {
    ...shape,
    ...(maxRuntime === undefined ? {} : { maxRuntimeSeconds: Number.parseInt(maxRuntime, 10) }),
    ...(disk === undefined ? {} : { diskGigabytes: Number.parseInt(disk, 10) }),
  };
}
