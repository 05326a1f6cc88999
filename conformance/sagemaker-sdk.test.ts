import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { defineTrainer, isPlaceholder, type JsonValue, type Plan, type TrainerSpec } from "@switchyard/core";
import { createSageMaker, type SageMakerRequest } from "@switchyard/sagemaker";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { differences, type Difference } from "./sagemaker-sdk-differences.ts";
import { jobsOfBoth, release, settings, type Members, type SharedJob } from "./sagemaker-sdk-jobs.ts";
import { jobsOfOne } from "./sagemaker-sdk-single-jobs.ts";

interface Sdk {
  readonly release: 2 | 3;
  readonly kind: "estimator" | "trainer";
  readonly python: string;
  readonly version: string;
}

interface Sent {
  readonly operation: string;
  readonly body: Members;
}

interface Answer {
  readonly version: string;
  readonly sent: readonly Sent[];
  readonly reports: readonly string[];
}

interface Found extends Omit<Difference, "reason"> {
  readonly ours: unknown;
  readonly theirs: unknown;
}

const sdks: readonly Sdk[] = [
  {
    release: 2,
    kind: "estimator",
    python: process.env["SWITCHYARD_PYTHON_SAGEMAKER2"] ?? "",
    version: "2.257.7",
  },
  { release: 3, kind: "trainer", python: process.env["SWITCHYARD_PYTHON_SAGEMAKER3"] ?? "", version: "1.27.0" },
];

const jobsOf = (kind: Sdk["kind"]): SharedJob[] =>
  [...jobsOfBoth, ...jobsOfOne].filter((job) => job[kind] !== undefined);

const folder = mkdtempSync(join(tmpdir(), "switchyard-sdk-"));
writeFileSync(join(folder, "train.py"), "print('hello')\n");
afterAll(() => rmSync(folder, { recursive: true }));

it("at least 30 jobs are told to both sides", () => {
  expect(jobsOf("estimator").length + jobsOf("trainer").length).toBeGreaterThanOrEqual(30);
});

describe.each(sdks)("release $release of the SageMaker SDK", (sdk) => {
  const note = sdk.python === "" ? ` (skipped: SWITCHYARD_PYTHON_SAGEMAKER${sdk.release} names no Python)` : "";
  const jobs = jobsOf(sdk.kind);

  describe.skipIf(sdk.python === "")(`as its recorded transport tells${note}`, () => {
    const plans: Plan<SageMakerRequest>[] = [];
    let answer: Answer = { version: "", sent: [], reports: [] };

    beforeAll(async () => {
      for (const job of jobs) plans.push(await planOf(job, sdk));
      answer = ask(
        sdk,
        jobs.map((job, index) => inPython(job, sdk, plans[index])),
        plans.flatMap(({ requests }) => requests),
      );
    });

    it("is of the release that was reviewed, and its botocore accepts what is planned", () => {
      expect(answer.version).toBe(sdk.version);
      expect(answer.reports).toEqual(jobs.map(() => ""));
    });

    it.each(jobs.map(({ title }, index) => [title, index] as const))(
      "%s: the same request, but for reviewed differences",
      (_title, index) => {
        expect(plans[index]?.diagnostics.filter(({ severity }) => severity === "error")).toEqual([]);
        const found = differencesOf(sdk, jobs[index], plans[index], answer.sent[index]);
        expect(found.filter((difference) => reviewed(difference) === undefined)).toEqual([]);
      },
    );

    it.each(jobs.map(({ title }, index) => [title, index] as const))(
      "%s: the SDK's own request lifts to what was told, and can be planned",
      async (_title, index) => {
        const { spec } = await createSageMaker(settings).lift(answer.sent[index]?.body);
        const told = jobs[index]?.spec ?? {};
        for (const part of ["args", "scriptArgs", "inputs", "resources"] as const)
          expect(spec[part] ?? {}).toMatchObject(told[part] ?? {});
        const estimator = createSageMaker(settings).estimator(spec, { folder });
        expect((await estimator.plan()).diagnostics.filter(({ severity }) => severity === "error")).toEqual([]);
      },
    );

    it("every reviewed difference occurs still", () => {
      const seen = new Set(
        jobs.flatMap((job, index) => differencesOf(sdk, job, plans[index], answer.sent[index])).map(reviewed),
      );
      expect(differences.filter((entry) => entry.sdk === sdk.release && !seen.has(entry))).toEqual([]);
    });
  });
});

async function planOf({ spec, study }: SharedJob, sdk: Sdk): Promise<Plan<SageMakerRequest>> {
  const environment = sdk.release === 2 ? { transformers: release, ...spec.environment } : spec.environment;
  const resources = { accelerator: "A10G", ...spec.resources };
  const plain = { name: "bert", source: ".", entryPoint: "train.py" };
  const trainer = { ...plain, ...spec, resources, ...(environment && { environment }) };
  const estimator = createSageMaker(settings).estimator(defineTrainer(trainer as TrainerSpec), { folder });
  return study === undefined ? estimator.plan() : estimator.planTuning(study);
}

/** The job in Python's words, under the name that ours has. */
function inPython(job: SharedJob, sdk: Sdk, plan: Plan<SageMakerRequest> | undefined): Members {
  const hyperparameters = argumentsOf(job.spec);
  const image = plan?.image;
  const name = nameIn(plan?.requests[0]?.body as unknown as Members);
  if (sdk.kind === "estimator") {
    const plain = {
      role: settings.role,
      transformers_version: release,
      pytorch_version: "2.8.0",
      instance_type: "ml.g5.xlarge",
      instance_count: 1,
      output_path: `${settings.store}/models`,
      hyperparameters,
    };
    return {
      name,
      arguments: { ...plain, ...job.estimator },
      inputs: job.inputs ?? {},
      ...(job.tuner && { tuner: job.tuner }),
    };
  }
  const plain = {
    role: settings.role,
    training_image: image,
    compute: { instance_type: "ml.g5.xlarge", instance_count: 1, volume_size_in_gb: 30 },
    stopping_condition: { max_runtime_in_seconds: 86_400 },
    output_data_config: { s3_output_path: `${settings.store}/models` },
    hyperparameters,
  };
  return { name, arguments: { ...plain, ...job.trainer }, with: job.with ?? {} };
}

/** The script's arguments, where the container has its folders. */
function argumentsOf({ args = {}, scriptArgs = {} }: Partial<TrainerSpec>): Record<string, JsonValue> {
  const all = { ...args, ...scriptArgs } as Record<string, JsonValue>;
  return Object.fromEntries(
    Object.entries(all).map(([name, value]) => [name, value === "{model}" ? "/opt/ml/model" : value]),
  );
}

const nameIn = (body: Members | undefined): string =>
  String(body?.["TrainingJobName"] ?? body?.["HyperParameterTuningJobName"] ?? "");

function ask(sdk: Sdk, jobs: readonly Members[], planned: readonly SageMakerRequest[]): Answer {
  const script = fileURLToPath(new URL("sagemaker-sdk.py", import.meta.url));
  const options = {
    input: JSON.stringify({ source: folder, jobs, planned }),
    encoding: "utf8",
    cwd: folder,
    maxBuffer: 1 << 28,
  } as const;
  const finished = spawnSync(sdk.python, [script, sdk.kind], options);
  if (finished.status !== 0) throw new Error(`sagemaker-sdk.py ended with ${finished.status}:\n${finished.stderr}`);
  return JSON.parse(finished.stdout) as Answer;
}

function differencesOf(
  sdk: Sdk,
  job: SharedJob | undefined,
  plan: Plan<SageMakerRequest> | undefined,
  sent: Sent | undefined,
): Found[] {
  const request = plan?.requests[0];
  const ours = leaves(request?.body as unknown as Members);
  const theirs = leaves(renamed(sent?.body ?? {}, nameIn(request?.body as unknown as Members)));
  // Arguments travel in the bundle; that they are the same is asked of the lifted request.
  for (const name of Object.keys(argumentsOf(job?.spec ?? {}))) {
    theirs.delete(`/HyperParameters/${name}`);
    theirs.delete(`/TrainingJobDefinition/StaticHyperParameters/${name}`);
  }
  expect(sent?.operation).toBe(request?.operation);
  return [...new Set([...ours.keys(), ...theirs.keys()])]
    .filter((at) => JSON.stringify(ours.get(at)) !== JSON.stringify(theirs.get(at)))
    .map((at) => {
      const kind = !theirs.has(at) ? "only ours" : !ours.has(at) ? "only theirs" : "unlike";
      const operation = request?.operation ?? "CreateTrainingJob";
      return { sdk: sdk.release, operation, at, kind, ours: ours.get(at), theirs: theirs.get(at) };
    });
}

/** ModelTrainer makes a name of the second; here it has ours. */
function renamed(body: Members, name: string): Members {
  return JSON.parse(JSON.stringify(body).replaceAll(nameIn(body), name)) as Members;
}

const itemNames = ["ChannelName", "Key", "Name", "InstanceGroupName"];

/** Every leaf by its pointer. Items of lists stand under their names, since their order says nothing. */
function leaves(value: unknown, at = ""): Map<string, unknown> {
  if (typeof value !== "object" || value === null || isPlaceholder(value)) return new Map([[at, value]]);
  const entries = Array.isArray(value)
    ? value.map((item, index) => [String(nameOfItem(item) ?? index), item] as const)
    : Object.entries(value);
  if (entries.length === 0) return new Map([[at, value]]);
  return new Map(entries.flatMap(([key, inner]) => [...leaves(inner, `${at}/${key}`)]));
}

function nameOfItem(item: unknown): unknown {
  const members = (typeof item === "object" ? item : {}) as Members;
  const name = itemNames.find((key) => key in members);
  return name === undefined ? undefined : members[name];
}

function reviewed({ sdk, operation, at, kind }: Found): Difference | undefined {
  return differences.find(
    (entry) =>
      entry.sdk === sdk &&
      entry.operation === operation &&
      entry.kind === kind &&
      (entry.at.endsWith("/*") ? at.startsWith(entry.at.slice(0, -1)) : entry.at === at),
  );
}
