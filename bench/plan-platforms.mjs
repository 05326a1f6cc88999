/**
 * The whole process of `switchyard plan` for every platform at once, against a bare Node process and, where their
 * environments are set up, against the vendors' own Python SDKs: import, and one job built and handed to a recorder. It
 * prints and judges nothing: `plan.mjs` has the budget.
 */
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const rounds = 7;
const platforms = "sagemaker,azureml,ray";

const root = fileURLToPath(new URL("..", import.meta.url));
const home = mkdtempSync(join(tmpdir(), "switchyard-bench-"));
writeFileSync(join(home, "train.py"), "");
/** Nothing of this process's environment, and a home without a file of any SDK. */
const environment = { HOME: home, PATH: "" };

const recorder = (name) => fileURLToPath(new URL(`../conformance/${name}`, import.meta.url));
const estimated = {
  name: "bert",
  arguments: {
    role: "arn:aws:iam::111122223333:role/Training",
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
    role: "arn:aws:iam::111122223333:role/Training",
    training_image: "111122223333.dkr.ecr.us-east-1.amazonaws.com/trainer:1",
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

/** The vendors' SDKs: the environment, what replaces it, and what is run in it. */
const peers = [
  {
    name: "sagemaker 2.x",
    folder: "sagemaker2",
    variable: "SWITCHYARD_PYTHON_SAGEMAKER2",
    parameters: [recorder("sagemaker-sdk.py"), "estimator"],
    input: { source: home, jobs: [estimated], planned: [] },
  },
  {
    name: "sagemaker 3.x",
    folder: "sagemaker3",
    variable: "SWITCHYARD_PYTHON_SAGEMAKER3",
    parameters: [recorder("sagemaker-sdk.py"), "trainer"],
    input: { source: home, jobs: [trained], planned: [] },
  },
  {
    name: "azure-ai-ml",
    folder: "azureml",
    variable: "SWITCHYARD_PYTHON_AZUREML",
    parameters: [recorder("azureml-sdk.py")],
    input: { jobs: [commanded] },
  },
];

function milliseconds({ executable = process.execPath, parameters, input, cwd = root }) {
  const started = performance.now();
  const { status, stderr } = spawnSync(executable, parameters, {
    cwd,
    env: environment,
    input: input === undefined ? "" : JSON.stringify(input),
    stdio: ["pipe", "ignore", "pipe"],
  });
  if (status !== 0) throw new Error(`${executable} ${parameters.join(" ")} ended with ${status}: ${stderr}`);
  return performance.now() - started;
}

const median = (values) => values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)];

function pythonOf({ folder, variable }) {
  const given = process.env[variable];
  const own = join(root, ".venv", folder, "bin/python");
  return given || (existsSync(own) ? own : undefined);
}

function measure() {
  const programs = new Map([
    ["node", { parameters: ["-e", "0"] }],
    [
      "plan",
      {
        parameters: [
          "packages/cli/dist/switchyard.js",
          "plan",
          "examples/quickstart/train.yaml",
          "--on",
          platforms,
          "--json",
        ],
      },
    ],
  ]);
  for (const { name, parameters, input, ...peer } of peers) {
    const executable = pythonOf(peer);
    if (executable === undefined) console.log(`${name}: skipped, .venv/${peer.folder} is not set up`);
    // Not in a git checkout, of which an SDK would tell the service.
    else programs.set(name, { executable, parameters, input, cwd: home });
  }
  // Alternating, so that what else the machine does falls on all. The first round warms the disk's cache.
  const times = new Map([...programs.keys()].map((name) => [name, []]));
  for (let round = 0; round <= rounds; round += 1) {
    for (const [name, program] of programs) {
      const took = milliseconds(program);
      if (round > 0) times.get(name).push(took);
    }
  }
  return new Map([...times].map(([name, values]) => [name, median(values)]));
}

try {
  const { node, plan, ...others } = Object.fromEntries(measure());
  console.log(
    `plan for ${platforms}: ${plan.toFixed(0)} ms, node -e 0: ${node.toFixed(0)} ms, ratio ${(plan / node).toFixed(2)} (median of ${rounds}, alternating, environment cleared)`,
  );
  for (const [name, took] of Object.entries(others))
    console.log(
      `${name}, import and one job: ${took.toFixed(0)} ms, ${(took / plan).toFixed(1)} times the plan for all`,
    );
} finally {
  rmSync(home, { recursive: true, force: true });
}
