import type { Study, TrainerSpec } from "@switchyard/core";
import type { AzureMLSettings } from "@switchyard/azureml";

/** One training job, told to us and, in its own words, to azure-ai-ml. */
export interface SharedJob {
  readonly title: string;
  readonly spec: Partial<TrainerSpec>;
  readonly settings?: AzureMLSettings;
  readonly study?: Study;
  /** Arguments of `command()`, or of `sweep()` under `sweep`. `{job}` is the job's id. */
  readonly python: Readonly<Record<string, unknown>>;
}

const blobs = "azureml://datastores/workspaceblobstore/paths";
const curated = "azureml://registries/azureml/environments/acpt-pytorch-2.8-cuda12.6/versions/13";
const model = (path: string) => ({ model: { type: "custom_model", path, mode: "rw_mount" } });

/** What every job here is unless it says otherwise: the smallest CPU machine, in the curated environment. */
const plain = {
  display_name: "bert",
  experiment_name: "bert",
  environment: curated,
  instance_type: "Standard_DS3_v2",
  instance_count: 1,
  shm_size: "7g",
  outputs: model(`${blobs}/switchyard/models/{job}/`),
};

const job = (
  title: string,
  spec: Partial<TrainerSpec>,
  python: Readonly<Record<string, unknown>>,
  settings?: AzureMLSettings,
): SharedJob => ({ title, spec, python: { ...plain, ...python }, ...(settings === undefined ? {} : { settings }) });

const machine = (
  accelerator: string,
  acceleratorsPerNode: number,
  instance_type: string,
  shm_size: string,
): SharedJob =>
  job(
    `${acceleratorsPerNode} x ${accelerator}`,
    { resources: { accelerator, acceleratorsPerNode } } as Partial<TrainerSpec>,
    { instance_type, shm_size },
  );

const cluster = (
  accelerator: string,
  acceleratorsPerNode: number,
  nodes: number,
  instance_type: string,
  shm_size: string,
  docker?: string,
): SharedJob =>
  job(
    `${nodes} nodes of ${acceleratorsPerNode} x ${accelerator}`,
    { resources: { accelerator, acceleratorsPerNode, nodes } } as Partial<TrainerSpec>,
    {
      instance_type,
      shm_size,
      instance_count: nodes,
      distribution: { type: "pytorch", process_count_per_instance: 1 },
      ...(docker === undefined ? {} : { docker_args: docker }),
    },
  );

const override = (
  title: string,
  azureml: NonNullable<TrainerSpec["platforms"]>["azureml"],
  python: object,
): SharedJob => job(title, { platforms: { ...(azureml === undefined ? {} : { azureml }) } }, { ...python });

const lock = "--ulimit memlock=-1:-1";

const commands: readonly SharedJob[] = [
  job("nothing but a script", {}, {}),
  machine("T4", 1, "Standard_NC4as_T4_v3", "14g"),
  machine("T4", 4, "Standard_NC64as_T4_v3", "220g"),
  machine("V100-16GB", 2, "Standard_NC12s_v3", "112g"),
  machine("V100-32GB", 8, "Standard_ND40rs_v2", "336g"),
  machine("A10", 2, "Standard_NV72ads_A10_v5", "440g"),
  machine("A100-80GB", 1, "Standard_NC24ads_A100_v4", "110g"),
  machine("A100-80GB", 4, "Standard_NC96ads_A100_v4", "440g"),
  machine("H100-NVL", 2, "Standard_NC80adis_H100_v5", "320g"),
  machine("H200", 8, "Standard_ND96isr_H200_v5", "925g"),
  cluster("T4", 1, 2, "Standard_NC4as_T4_v3", "14g"),
  cluster("V100-16GB", 4, 2, "Standard_NC24rs_v3", "224g", lock),
  cluster("A100-40GB", 8, 4, "Standard_ND96asr_v4", "450g", lock),
  cluster("A100-80GB", 8, 2, "Standard_ND96amsr_A100_v4", "900g", lock),
  cluster("H100", 8, 16, "Standard_ND96isr_H100_v5", "950g", lock),
  job("Spot machines", { resources: { spot: true } }, { job_tier: "spot" }),
  job("six hours", { resources: { maxRuntime: "6h" } }, { timeout: 21_600 }),
  job("a day, an hour and a minute", { resources: { maxRuntime: "1d1h1m" } }, { timeout: 90_060 }),
  job(
    "a folder of a datastore",
    { inputs: { train: `${blobs}/sets/imdb/` } },
    { inputs: { train: { type: "uri_folder", path: `${blobs}/sets/imdb/`, mode: "ro_mount" } } },
  ),
  job(
    "a file on Azure storage",
    { inputs: { words: "https://account.blob.core.windows.net/sets/words.csv" } },
    {
      inputs: {
        words: { type: "uri_file", path: "https://account.blob.core.windows.net/sets/words.csv", mode: "ro_mount" },
      },
    },
  ),
  job(
    "a data asset",
    { inputs: { train: "azureml://data/imdb/versions/3" } },
    { inputs: { train: { type: "uri_folder", path: "azureml:imdb:3", mode: "ro_mount" } } },
  ),
  job(
    "several inputs",
    { inputs: { a: "wasbs://c@account.blob.core.windows.net/d", b: `${blobs}/b`, c: `${blobs}/c.json` } },
    {
      inputs: {
        a: { type: "uri_folder", path: "wasbs://c@account.blob.core.windows.net/d", mode: "ro_mount" },
        b: { type: "uri_folder", path: `${blobs}/b`, mode: "ro_mount" },
        c: { type: "uri_file", path: `${blobs}/c.json`, mode: "ro_mount" },
      },
    },
  ),
  job(
    "a store of its own",
    { outputs: { store: "azureml://datastores/models/paths/nlp" } },
    { outputs: model("azureml://datastores/models/paths/nlp/{job}/") },
  ),
  job(
    "a store from the settings",
    {},
    { outputs: model("azureml://datastores/mine/paths/x/models/{job}/") },
    { store: "azureml://datastores/mine/paths/x" },
  ),
  job(
    "a docker image",
    { environment: { image: "me.azurecr.io/train:1.2" } },
    {
      environment: {
        name: "switchyard-me_2eazurecr_2eio_2ftrain_3a1_2e2",
        version: "1",
        image: "me.azurecr.io/train:1.2",
      },
    },
  ),
  job(
    "an environment of the workspace",
    { environment: { image: "azureml:mine:3" } },
    { environment: "azureml:mine:3" },
  ),
  job(
    "an environment of a registry",
    { environment: { image: "azureml://registries/r/environments/e/versions/2" } },
    { environment: "azureml://registries/r/environments/e/versions/2" },
  ),
  job("a cluster", {}, { compute: "gpus", instance_type: null }, { compute: "gpus" }),
  job("the user's identity", {}, { identity: { type: "user" } }, { identity: "UserIdentity" }),
  job("a token", {}, { identity: { type: "token" } }, { identity: "AMLToken" }),
  job(
    "a managed identity",
    {},
    { identity: { type: "managed", client_id: "99999999-1111-2222-3333-444444444444" } },
    { identity: "99999999-1111-2222-3333-444444444444" },
  ),
  override(
    "a description and tags",
    { description: "mine", tags: { team: "nlp" } },
    { description: "mine", tags: { team: "nlp" } },
  ),
  override(
    "another experiment",
    { experimentName: "all", displayName: "one" },
    { experiment_name: "all", display_name: "one" },
  ),
  override(
    "services",
    {
      services: {
        board: { jobServiceType: "TensorBoard", properties: { logDir: "outputs/runs" } },
        notebook: { jobServiceType: "JupyterLab", nodes: { nodesValueType: "All" } },
      },
    },
    {
      services: {
        board: { type: "tensor_board", log_dir: "outputs/runs" },
        notebook: { type: "jupyter_lab", nodes: "all" },
      },
    },
  ),
  override(
    "variables",
    { environmentVariables: { NCCL_DEBUG: "INFO" } },
    { environment_variables: { NCCL_DEBUG: "INFO" } },
  ),
  override("another tier", { queueSettings: { jobTier: "Premium" } }, { job_tier: "premium" }),
  override(
    "another machine",
    { resources: { instanceType: "Standard_E4s_v3", shmSize: "1g", dockerArgs: "--ipc=host" } },
    { instance_type: "Standard_E4s_v3", shm_size: "1g", docker_args: "--ipc=host" },
  ),
  override(
    "an output that is registered",
    { outputs: { model: { assetName: "bert", mode: "Upload" } } },
    {
      outputs: {
        model: { type: "custom_model", path: `${blobs}/switchyard/models/{job}/`, mode: "upload", name: "bert" },
      },
    },
  ),
];

const search = (title: string, study: Partial<Study>, sweep: object): SharedJob => ({
  title: `a search ${title}`,
  spec: { args: { report_to: "mlflow" }, resources: { maxRuntime: "1h" } },
  study: {
    objective: { metric: "eval_loss", goal: "minimize" },
    trials: 8,
    parallel: 2,
    space: { learning_rate: { min: 0.25, max: 0.5 } },
    ...study,
  },
  python: {
    ...plain,
    outputs: model(`${blobs}/switchyard/models/{job}/\${{name}}/`),
    sweep: {
      primary_metric: "eval_loss",
      goal: "minimize",
      sampling_algorithm: "bayesian",
      max_total_trials: 8,
      max_concurrent_trials: 2,
      trial_timeout: 3600,
      space: { learning_rate: ["Uniform", 0.25, 0.5] },
      ...sweep,
    },
  },
});

/** At least thirty training jobs, and searches over some of them. */
export const sharedJobs: readonly SharedJob[] = [
  ...commands,
  search("that is Bayesian", {}, {}),
  search("at random", { search: "random" }, { sampling_algorithm: "random" }),
  search(
    "over a grid",
    { search: "grid", space: { seed: [1, 2, 3] } },
    { sampling_algorithm: "grid", space: { seed: ["Choice", [1, 2, 3]] } },
  ),
  search(
    "on a logarithmic scale",
    {
      space: { weight_decay: { min: 1, max: Math.E, scale: "log" } },
      objective: { metric: "eval_f1", goal: "maximize" },
    },
    {
      sampling_algorithm: "random",
      goal: "maximize",
      primary_metric: "eval_f1",
      space: { weight_decay: ["LogUniform", 0, 1] },
    },
  ),
];
