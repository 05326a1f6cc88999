import { checkTrainerSpec } from "@switchyard/core";
import { describe, expect, it } from "vitest";
import { known, resolve } from "../../testing/plan.ts";
import type { VertexSettings } from "../settings.ts";
import { lift } from "./lift.ts";

const lifted = (native: unknown, settings: VertexSettings = known) => lift(native, resolve(settings));

const codesOf = (native: unknown): string[] =>
  lifted(native).diagnostics.map(({ severity, path }) => `${severity} ${path}`);

const errorsOf = (native: unknown) =>
  checkTrainerSpec(lifted(native).spec).filter(({ severity }) => severity === "error");

const chief = {
  replicaCount: "1",
  machineSpec: { machineType: "a2-ultragpu-4g", acceleratorType: "NVIDIA_A100_80GB", acceleratorCount: 4 },
  diskSpec: { bootDiskType: "pd-ssd", bootDiskSizeGb: 500 },
  containerSpec: {
    imageUri: "us-docker.pkg.dev/acme/ml/train:1",
    command: ["sh", "-c", 'pip install trl && exec torchrun --nproc-per-node 4 train.py "$@"', "sh"],
    args: [
      "--output_dir=/tmp/out",
      "--bf16",
      "--learning-rate",
      "2e-5",
      "--fsdp=full_shard auto_wrap",
      "--packing",
      "--layers",
      "1",
      "2",
    ],
    env: [
      { name: "HF_HOME", value: "/tmp/hf" },
      { name: "HF_TOKEN", value: "hf_abcdef" },
      { name: "RUN_URL", value: "https://x/$(CLOUD_ML_JOB_ID)" },
      { name: "DOLLARS", value: "a$$(b)" },
    ],
  },
  nfsMounts: [{ server: "10.0.0.2", path: "/vol", mountPoint: "data" }],
};

/** A job as the service tells it. */
const described = {
  name: "projects/123/locations/us-central1/customJobs/456",
  displayName: "SFT of Qwen",
  state: "JOB_STATE_SUCCEEDED",
  createTime: "2026-11-24T08:00:00Z",
  labels: { team: "nlp" },
  encryptionSpec: { kmsKeyName: "projects/p/locations/us-central1/keyRings/r/cryptoKeys/k" },
  jobSpec: {
    workerPoolSpecs: [chief, { ...chief, replicaCount: "3" }],
    scheduling: { timeout: "5400s", strategy: "SPOT", restartJobOnWorkerRestart: true, disableRetries: false },
    serviceAccount: "trainer@acme-ml.iam.gserviceaccount.com",
    baseOutputDirectory: { outputUriPrefix: "gs://acme/out/" },
    tensorboard: "projects/123/locations/us-central1/tensorboards/7",
    enableWebAccess: true,
  },
};

describe("a described job", () => {
  it("becomes a spec, with overrides for what has no portable form", () => {
    const kept = {
      containerSpec: { env: [{ name: "RUN_URL", value: "https://x/$(CLOUD_ML_JOB_ID)" }] },
      nfsMounts: chief.nfsMounts,
    };
    expect(lifted(described).spec).toEqual({
      name: "SFT-of-Qwen",
      source: ".",
      entryPoint: "train.py",
      args: { output_dir: "/tmp/out", bf16: true, learning_rate: 2e-5, fsdp: "full_shard auto_wrap" },
      scriptArgs: { packing: true, layers: [1, 2] },
      resources: {
        accelerator: "A100-80GB",
        acceleratorsPerNode: 4,
        nodes: 4,
        disk: "500GB",
        spot: true,
        maxRuntime: "1h30m",
      },
      environment: {
        image: "us-docker.pkg.dev/acme/ml/train:1",
        variables: { HF_HOME: "/tmp/hf", DOLLARS: "a$(b)" },
        secrets: { HF_TOKEN: { env: "HF_TOKEN" } },
      },
      outputs: { store: "gs://acme/out" },
      platforms: {
        vertex: {
          labels: { team: "nlp" },
          encryptionSpec: described.encryptionSpec,
          jobSpec: {
            serviceAccount: described.jobSpec.serviceAccount,
            tensorboard: described.jobSpec.tensorboard,
            enableWebAccess: true,
            workerPoolSpecs: [kept, kept],
          },
        },
      },
    });
    expect(errorsOf(described)).toEqual([]);
  });

  it("is answered for every member that has no portable home", () => {
    const first = "jobSpec.workerPoolSpecs[0]";
    expect(codesOf(described).sort()).toEqual(
      [
        "info displayName",
        "info jobSpec.scheduling.disableRetries",
        `info ${first}.containerSpec.args`,
        `warning ${first}.containerSpec.args`,
        "info name",
        "info state",
        "info createTime",
        "info labels",
        "info encryptionSpec",
        "info jobSpec.serviceAccount",
        "info jobSpec.baseOutputDirectory.outputUriPrefix",
        `info ${first}.diskSpec.bootDiskType`,
        "info jobSpec.workerPoolSpecs[1].diskSpec.bootDiskType",
        "info jobSpec.workerPoolSpecs[1].nfsMounts",
        "info jobSpec.tensorboard",
        "info jobSpec.enableWebAccess",
        `info ${first}.containerSpec.command`,
        `warning ${first}.containerSpec.command`,
        `warning ${first}.containerSpec.command`,
        `warning ${first}.containerSpec.env.HF_TOKEN`,
        `info ${first}.containerSpec.env.RUN_URL`,
        `info ${first}.nfsMounts`,
      ].sort(),
    );
  });

  it("gives away no secret", () => {
    expect(JSON.stringify(lifted(described))).not.toContain("hf_abcdef");
  });

  it("says nothing of what the settings say already", () => {
    const settings = {
      ...known,
      labels: { team: "nlp" },
      serviceAccount: described.jobSpec.serviceAccount,
      encryptionKey: described.encryptionSpec.kmsKeyName,
    };
    const { vertex } = lifted(described, settings).spec.platforms ?? {};
    expect(Object.keys(vertex ?? {})).toEqual(["jobSpec"]);
    expect(vertex?.jobSpec).not.toHaveProperty("serviceAccount");
  });
});

describe("other forms of a job", () => {
  it("in Python's spelling, with numbers for words, is the same", () => {
    const inPython = {
      display_name: "SFT of Qwen",
      job_spec: {
        worker_pool_specs: [
          {
            replica_count: 1,
            machine_spec: { machine_type: "g2-standard-4", accelerator_type: 11, accelerator_count: 1 },
            container_spec: { image_uri: "i:1", command: ["python", "train.py"], args: ["--seed=3"], env: null },
          },
        ],
        scheduling: { timeout: { seconds: 3600 }, strategy: 4 },
      },
    };
    expect(lifted(inPython).spec).toEqual({
      name: "SFT-of-Qwen",
      source: ".",
      entryPoint: "train.py",
      args: { seed: 3 },
      resources: { accelerator: "L4", acceleratorsPerNode: 1, nodes: 1, spot: true, maxRuntime: "1h" },
      environment: { image: "i:1" },
    });
  });

  it("as gcloud's --config takes it has paths without jobSpec", () => {
    const config = { workerPoolSpecs: [chief], enableWebAccess: true };
    expect(codesOf(config)).toContain("info enableWebAccess");
    expect(lifted(config).spec.name).toBe("lifted-job");
  });

  it("of a custom training pipeline loses what only a pipeline does", () => {
    const pipeline = {
      displayName: "sft",
      trainingTaskDefinition: "gs://google-cloud-aiplatform/schema/trainingjob/definition/custom_task_1.0.0.yaml",
      trainingTaskInputs: {
        worker_pool_specs: [
          {
            replica_count: 1,
            machine_spec: { machine_type: "n1-standard-4" },
            python_package_spec: {
              executor_image_uri: "us-docker.pkg.dev/vertex-ai/training/pytorch-gpu.1-13.py310:latest",
              package_uris: ["gs://acme/aiplatform_custom_trainer_script-0.1.tar.gz"],
              python_module: "aiplatform_custom_trainer_script.task",
              args: ["--num_train_epochs=1"],
            },
          },
        ],
        base_output_directory: { output_uri_prefix: "gs://acme/out" },
      },
      modelToUpload: { displayName: "m" },
    };
    const { spec } = lifted(pipeline);
    expect(spec).toMatchObject({
      name: "sft",
      entryPoint: "task.py",
      args: { num_train_epochs: 1 },
      outputs: { store: "gs://acme/out" },
      platforms: { vertex: { jobSpec: { workerPoolSpecs: [{ machineSpec: { machineType: "n1-standard-4" } }] } } },
    });
    expect(codesOf(pipeline)).toEqual(
      expect.arrayContaining([
        "warning modelToUpload",
        "info trainingTaskDefinition",
        "warning trainingTaskInputs.worker_pool_specs[0].python_package_spec.package_uris[0]",
      ]),
    );
  });

  it("of a search becomes its trial", () => {
    const search = {
      displayName: "s",
      maxTrialCount: 4,
      parallelTrialCount: 2,
      studySpec: { metrics: [], parameters: [] },
      trialJobSpec: { workerPoolSpecs: [chief] },
    };
    expect(lifted(search).spec.resources?.accelerator).toBe("A100-80GB");
    expect(codesOf(search)).toEqual(
      expect.arrayContaining(["warning studySpec", "warning maxTrialCount", "warning parallelTrialCount"]),
    );
  });

  it("with a machine that is not known keeps it, and says so", () => {
    const machineSpec = { machineType: "m9-huge-8g", acceleratorType: "NVIDIA_X1", acceleratorCount: 8 };
    const { spec } = lifted({ workerPoolSpecs: [{ ...chief, machineSpec }] });
    expect(spec.resources?.acceleratorsPerNode).toBe(8);
    expect(spec.platforms?.vertex?.jobSpec?.workerPoolSpecs?.[0]).toMatchObject({ machineSpec });
  });

  it("of somebody else's into a folder of its own name keeps that folder", () => {
    const jobSpec = { workerPoolSpecs: [chief], baseOutputDirectory: { outputUriPrefix: "gs://acme/sft" } };
    expect(lifted({ displayName: "sft", jobSpec }).spec.outputs).toEqual({ store: "gs://acme/sft" });
  });

  it("with workers unlike the chief warns of their container", () => {
    const workers = { ...chief, replicaCount: "1", containerSpec: { imageUri: "other" } };
    expect(codesOf({ workerPoolSpecs: [chief, workers] })).toContain("warning workerPoolSpecs[1].containerSpec");
  });

  it("with a reduction server keeps its pool in its place, and one node", () => {
    const reducer = { replicaCount: "2", machineSpec: { machineType: "n1-highcpu-16" } };
    const { spec, diagnostics } = lifted({ workerPoolSpecs: [{ ...chief, nfsMounts: [] }, {}, reducer] });
    expect(spec.resources?.nodes).toBe(1);
    expect(spec.platforms?.vertex?.jobSpec?.workerPoolSpecs?.[2]).toEqual(reducer);
    expect(diagnostics.map(({ path }) => path)).not.toContain("scheduling.restartJobOnWorkerRestart");
  });
});

it.each<[string, unknown]>([
  ["text", "job"],
  ["nothing", null],
  ["a list", []],
  ["an empty object", {}],
  ["a model", { displayName: "x", artifactUri: "gs://a/b" }],
  ["a pipeline of AutoML", { trainingTaskInputs: { modelType: "CLOUD" } }],
  ["a job of SageMaker", { TrainingJobName: "x" }],
])("%s is refused, with what is allowed", (_name, native) => {
  expect(() => lifted(native)).toThrow("Allowed: ");
});

it.each<[string, object]>([
  [
    "members of the wrong type",
    { jobSpec: { workerPoolSpecs: "x", scheduling: 3, baseOutputDirectory: [] }, labels: 7 },
  ],
  ["a shell line", { workerPoolSpecs: [{ containerSpec: { command: ["sh", "-c", "echo 'hello' && ls | wc -l"] } }] }],
  ["an unknown member", { workerPoolSpecs: [chief], priority: 3 }],
  ["pools that are no objects", { workerPoolSpecs: [3, null, "x"], network: "n" }],
])("a job with %s is lifted all the same", (_name, job) => {
  expect(errorsOf(job)).toEqual([]);
  expect(lifted(job).diagnostics.length).toBeGreaterThan(0);
});
