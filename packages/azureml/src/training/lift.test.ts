import { checkTrainerSpec } from "@switchyard/core";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { known, resolve, workspace } from "../../testing/plan.ts";
import { lift } from "./lift.ts";

const lifted = (native: unknown) => lift(native, resolve(known));

const codesOf = (native: unknown): string[] =>
  lifted(native).diagnostics.map(({ severity, path }) => `${severity} ${path}`);

/** A job as a service tells it: with an id and a state. */
const described = {
  id: `${workspace}/jobs/sft-1`,
  name: "sft-1",
  type: "Microsoft.MachineLearningServices/workspaces/jobs",
  systemData: { createdBy: "someone" },
  properties: {
    jobType: "Command",
    status: "Completed",
    displayName: "SFT of Qwen",
    experimentName: "sft",
    computeId: `${workspace}/computes/nc24`,
    codeId: `${workspace}/codes/5f2c/versions/1`,
    environmentId: "azureml://registries/azureml/environments/acpt/versions/3",
    command:
      "pip install -r requirements.txt && python train.py --data ${{inputs.data}} --model-name ${{inputs.base}} --output_dir ${{outputs.model}} --bf16 true --learning-rate 2e-5 --num_train_epochs=3 --fsdp 'full_shard auto_wrap' --report_to mlflow --packing --layers 1 2",
    inputs: {
      data: { jobInputType: "uri_folder", uri: "azureml://datastores/blob/paths/sets/", mode: "Download" },
      base: { jobInputType: "literal", value: "Qwen/Qwen3-0.6B" },
    },
    outputs: {
      model: { jobOutputType: "custom_model", mode: "ReadWriteMount", uri: "azureml://datastores/blob/paths/m/" },
    },
    environmentVariables: { HF_HOME: "/mnt/hf", HF_TOKEN: "hf_abcdef" },
    resources: { instanceCount: 2, instanceType: "STANDARD_NC24ADS_A100_V4", shmSize: "32g", properties: {} },
    distribution: { distributionType: "PyTorch", processCountPerInstance: 1 },
    limits: { jobLimitsType: "Command", timeout: "PT1H30M" },
    queueSettings: { jobTier: "Spot" },
    identity: { identityType: "Managed" },
    services: { board: { jobServiceType: "TensorBoard" } },
    tags: { team: "nlp" },
    properties: {},
    isArchived: false,
  },
};

describe("a described job", () => {
  it("becomes a spec, with overrides for what has no portable form", () => {
    const { spec } = lifted(described);
    expect(spec).toEqual({
      name: "SFT-of-Qwen",
      source: ".",
      entryPoint: "train.py",
      args: {
        output_dir: "{output}",
        bf16: true,
        learning_rate: 2e-5,
        num_train_epochs: 3,
        fsdp: "full_shard auto_wrap",
        report_to: "mlflow",
      },
      scriptArgs: { data: "{input:data}", "model-name": "Qwen/Qwen3-0.6B", packing: true, layers: [1, 2] },
      inputs: { data: "azureml://datastores/blob/paths/sets/" },
      outputs: { store: "azureml://datastores/blob/paths/m" },
      resources: { accelerator: "A100-80GB", acceleratorsPerNode: 1, nodes: 2, maxRuntime: "1h30m", spot: true },
      environment: {
        image: "azureml://registries/azureml/environments/acpt/versions/3",
        requirements: "requirements.txt",
        variables: { HF_HOME: "/mnt/hf" },
        secrets: { HF_TOKEN: { env: "HF_TOKEN" } },
      },
      platforms: {
        azureml: {
          computeId: `${workspace}/computes/nc24`,
          experimentName: "sft",
          identity: { identityType: "Managed" },
          inputs: { data: { mode: "Download" } },
          resources: { shmSize: "32g" },
          services: { board: { jobServiceType: "TensorBoard" } },
          tags: { team: "nlp" },
        },
      },
    });
    expect(checkTrainerSpec(spec).filter(({ severity }) => severity === "error")).toEqual([]);
  });

  it("is answered for every member that has no portable home", () => {
    expect(codesOf(described).sort()).toEqual(
      [
        "info id",
        "info name",
        "info type",
        "info properties.displayName",
        "info properties.jobType",
        "info properties.isArchived",
        "info properties.outputs.model.jobOutputType",
        "info properties.outputs.model.mode",
        "info properties.outputs.model.uri",
        "info properties.inputs.data.jobInputType",
        "info systemData",
        "info properties.status",
        "info properties.experimentName",
        "info properties.computeId",
        "warning properties.codeId",
        "info properties.inputs.data.mode",
        "info properties.inputs.base.value",
        "warning properties.environmentVariables.HF_TOKEN",
        "info properties.resources.shmSize",
        "info properties.distribution",
        "info properties.identity",
        "info properties.services",
        "info properties.tags",
      ].sort(),
    );
  });

  it("gives away no secret", () => {
    expect(JSON.stringify(lifted(described))).not.toContain("hf_abcdef");
  });

  it("may be given as its properties alone", () => {
    const { name: _name, ...spec } = lifted(described.properties).spec;
    expect(spec).toEqual({ ...lifted(described).spec, name: undefined, ...spec });
  });
});

describe("YAML of azure-ai-ml", () => {
  const yaml = {
    $schema: "https://azuremlschemas.azureedge.net/latest/commandJob.schema.json",
    type: "command",
    code: "src",
    command:
      "torchrun --nproc-per-node 8 main.py ${{inputs.file}} --epochs ${{inputs.epochs}} --out ${{outputs.result}}",
    environment: { image: "me.azurecr.io/train:1", conda_file: "conda.yml" },
    environment_variables: { DEBUG: 1 },
    compute: "azureml:gpus",
    inputs: { epochs: 10, file: { type: "uri_file", path: "azureml:words:3", mode: "ro_mount" } },
    outputs: { result: { type: "uri_folder", mode: "upload" } },
    resources: { instance_count: 4, docker_args: ["--ipc=host"] },
    distribution: { type: "pytorch", process_count_per_instance: 8 },
    limits: { timeout: 600 },
    identity: { type: "user_identity" },
    services: { board: { type: "tensor_board", log_dir: "outputs/runs", nodes: "all" } },
    queue_settings: { job_tier: "standard" },
    display_name: "mine",
    experiment_name: "mine",
  };

  it("becomes a spec with the folder of its code", () => {
    expect(lifted(yaml).spec).toEqual({
      name: "mine",
      source: "src",
      entryPoint: "main.py",
      scriptArgs: { epochs: 10, out: "{model}" },
      inputs: { file: "azureml://data/words/versions/3" },
      resources: { nodes: 4, acceleratorsPerNode: 8, maxRuntime: "10m" },
      environment: { image: "me.azurecr.io/train:1", variables: { DEBUG: "1" } },
      platforms: {
        azureml: {
          identity: { identityType: "UserIdentity" },
          inputs: { file: { jobInputType: "uri_file" } },
          outputs: { model: { jobOutputType: "uri_folder", mode: "Upload" } },
          queueSettings: { jobTier: "Standard" },
          resources: { dockerArgsList: ["--ipc=host"] },
          services: {
            board: {
              jobServiceType: "TensorBoard",
              nodes: { nodesValueType: "All" },
              properties: { logDir: "outputs/runs" },
            },
          },
        },
      },
    });
  });

  it("is told of what is built into its image, of its launcher and of what is passed without a name", () => {
    const messages = lifted(yaml)
      .diagnostics.map(({ message }) => message)
      .join("\n");
    expect(messages).toContain("installs pip packages only");
    expect(messages).toContain("`torchrun --nproc-per-node 8` is left out");
    expect(messages).toContain('"${{inputs.file}}" follows no --name');
    expect(messages).toContain('The cluster "gpus" is a setting');
  });

  it.each([
    ["a path of this machine", { path: "./data" }],
    ["a label", { path: "azureml:words@latest" }],
  ])("warns of an input with %s", (_name, input) => {
    expect(codesOf({ command: "python a.py", environment: "x", inputs: { a: input } })).toContain(
      "warning inputs.a.path",
    );
  });

  it("of a sweep becomes its trial", () => {
    const sweep = {
      type: "sweep",
      trial: { code: "src", command: "python a.py --lr ${{search_space.lr}} --seed 3", environment: "azureml:e:1" },
      search_space: { lr: { type: "uniform", min_value: 0.1, max_value: 0.2 } },
      objective: { goal: "minimize", primary_metric: "loss" },
      sampling_algorithm: "random",
      limits: { max_total_trials: 4, trial_timeout: 60 },
    };
    const { spec, diagnostics } = lifted(sweep);
    expect(spec).toMatchObject({
      source: "src",
      entryPoint: "a.py",
      args: { seed: 3 },
      resources: { maxRuntime: "1m" },
    });
    expect(spec.environment?.image).toBe("azureml:e:1");
    expect(diagnostics.map(({ path }) => path)).toEqual(
      expect.arrayContaining(["search_space", "objective", "sampling_algorithm", "limits.max_total_trials"]),
    );
  });
});

it.each<[string, unknown]>([
  ["text", "job"],
  ["nothing", null],
  ["a list", []],
  ["an empty object", {}],
  ["a pipeline", { type: "pipeline", jobs: { a: {} } }],
  ["an AutoML job", { properties: { jobType: "AutoML" } }],
  ["a job of SageMaker", { TrainingJobName: "x" }],
])("%s is refused, with what is allowed", (_name, native) => {
  expect(() => lifted(native)).toThrow("Allowed: ");
});

it.each<[string, object]>([
  ["nothing but its kind", { jobType: "Command" }],
  [
    "members of the wrong type",
    {
      jobType: "Command",
      command: 3,
      inputs: [],
      outputs: "x",
      resources: 1,
      tags: null,
      limits: "PT",
      environmentVariables: 7,
    },
  ],
  ["a shell line", { jobType: "Command", command: "echo 'hello' && ls | wc -l", environmentId: "e" }],
  ["an unknown member", { jobType: "Command", command: "python a.py", priority: 3 }],
])("a job with %s is lifted all the same", (_name, job) => {
  const { spec, diagnostics } = lifted({ properties: job });
  expect(checkTrainerSpec(spec).filter(({ severity }) => severity === "error")).toEqual([]);
  expect(diagnostics.length).toBeGreaterThan(0);
});

/** Members that a job may have, and one that none has. */
const names = [
  ...Object.keys(described.properties).filter((name) => name !== "jobType"),
  ...["notificationSetting", "componentId", "parameters", "searchSpace", "trial", "constructor", "__proto__"],
];

it("whatever stands in a job's members, lifting it gives a spec and never fails", () => {
  const value = fc.json({ maxDepth: 3 }).map((text) => JSON.parse(text) as unknown);
  const jobs = fc.dictionary(fc.constantFrom(...names), value, { maxKeys: 8 });
  fc.assert(
    fc.property(jobs, fc.constantFrom("Command", "Sweep"), fc.boolean(), (members, jobType, isYaml) => {
      const { spec } = lifted(
        isYaml ? { command: "python a.py", ...members, type: "command" } : { ...members, jobType },
      );
      expect(JSON.parse(JSON.stringify(spec))).toEqual(spec);
    }),
    { numRuns: 500 },
  );
});
