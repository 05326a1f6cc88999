/**
 * Import and build: one plan of ours against one job of each vendor's own Python SDK, whose transport is a recorder, in the
 * same run. Of both the time of a bare interpreter is taken off, which is no work of either; the whole processes are
 * printed, too.
 */
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { bareNode, medians, planFor, root } from "./support/measure.mjs";

/** How many times faster we must be than each. */
const goal = 20;
const rounds = 5;

const folder = mkdtempSync(join(tmpdir(), "switchyard-sdks-"));
writeFileSync(join(folder, "train.py"), "");

const role = "arn:aws:iam::111122223333:role/Training";
const image = "111122223333.dkr.ecr.us-east-1.amazonaws.com/trainer:1";
const estimated = {
  name: "bert",
  arguments: {
    role,
    transformers_version: "4.56.2",
    pytorch_version: "2.8.0",
    instance_type: "ml.g5.xlarge",
    instance_count: 1,
    hyperparameters: { num_train_epochs: 3 },
  },
};
const trained = {
  name: "bert",
  arguments: {
    role,
    training_image: image,
    compute: { instance_type: "ml.g5.xlarge", instance_count: 1, volume_size_in_gb: 30 },
    hyperparameters: { num_train_epochs: 3 },
  },
  with: {},
};
const commanded = {
  name: "bert",
  command: "python train.py --num_train_epochs 3",
  environment: "azureml://registries/azureml/environments/acpt-pytorch-2.8-cuda12.6/versions/13",
  instance_type: "Standard_DS3_v2",
  instance_count: 1,
};
const customJob = {
  kind: "CustomJob",
  make: {
    display_name: "bert",
    staging_bucket: "gs://bucket/bert",
    worker_pool_specs: [
      {
        machine_spec: { machine_type: "e2-standard-4" },
        replica_count: 1,
        container_spec: { image_uri: image, command: ["python", "train.py"], args: ["--num_train_epochs", "3"] },
      },
    ],
  },
  submit: {},
};
const submission = { entrypoint: "python train.py --num_train_epochs 3", submission_id: "bert-1" };

/** The vendors' SDKs: our platform, the Python environment, the recorder and what it is given. */
const peers = {
  "sagemaker 2": [
    "sagemaker",
    "sagemaker2",
    ["sagemaker-sdk.py", "estimator"],
    { source: folder, jobs: [estimated], planned: [] },
  ],
  "sagemaker 3": [
    "sagemaker",
    "sagemaker3",
    ["sagemaker-sdk.py", "trainer"],
    { source: folder, jobs: [trained], planned: [] },
  ],
  "google-cloud-aiplatform": ["vertex", "vertex", ["vertex-sdk.py"], { jobs: [customJob] }],
  "azure-ai-ml": ["azureml", "azureml", ["azureml-sdk.py"], { jobs: [commanded] }],
  "ray's client": ["ray", "ray", ["ray-sdk.py"], { submissions: [submission] }],
};

function measure(name) {
  const [platform, environment, [recorder, ...parameters], input] = peers[name];
  const variable = `SWITCHYARD_PYTHON_${environment.toUpperCase()}`;
  const executable = process.env[variable] || join(root, ".venv", environment, "bin/python");
  if (!existsSync(executable)) throw new Error(`There is no ${executable}. \`npm run bench\` sets it up.`);
  // Not in a git checkout, of which an SDK would tell the service.
  const python = { executable, cwd: folder };
  const { node, plan, bare, sdk } = medians(
    {
      node: bareNode,
      plan: planFor(platform),
      bare: { ...python, parameters: ["-c", "0"] },
      sdk: { ...python, parameters: [join(root, "conformance", recorder), ...parameters], input },
    },
    rounds,
  );
  const ratio = (sdk - bare) / (plan - node);
  console.log(
    `${name}: import and build ${(sdk - bare).toFixed(0)} ms, plan for ${platform} ${(plan - node).toFixed(0)} ms: ${ratio.toFixed(1)} times faster (goal ${goal}); whole processes ${sdk.toFixed(0)} and ${plan.toFixed(0)} ms, ${(sdk / plan).toFixed(1)} times`,
  );
  return ratio;
}

try {
  const ratios = Object.keys(peers).map(measure);
  process.exitCode = ratios.every((ratio) => ratio >= goal) ? 0 : 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
