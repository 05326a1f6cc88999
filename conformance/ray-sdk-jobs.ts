import type { TrainerSpec } from "@switchyard/core";
import type { RaySettings } from "@switchyard/ray";

/** What a user of Ray's own client passes to `submit_job`, beside the identity that both share. */
export interface PythonJob {
  readonly entrypoint?: string;
  readonly runtime_env?: Readonly<Record<string, unknown>>;
  readonly metadata?: Readonly<Record<string, string>>;
  readonly entrypoint_num_cpus?: number;
  readonly entrypoint_num_gpus?: number;
  readonly entrypoint_memory?: number;
  readonly entrypoint_resources?: Readonly<Record<string, number>>;
  readonly entrypoint_label_selector?: Readonly<Record<string, string>>;
}

/** One job, said twice: as a spec of ours, and in the words of Ray's client. */
export interface SharedJob {
  readonly title: string;
  readonly spec?: Partial<TrainerSpec>;
  readonly settings?: RaySettings;
  readonly python?: PythonJob;
}

/** The variables of every job: readable logs, quick reports, and where things go. */
export function everyJobs(run: string, train: RaySettings["train"] = "torchtrainer"): Readonly<Record<string, string>> {
  const own =
    train === "launcher"
      ? { SWITCHYARD_CONTAINER_ROOT: `/tmp/switchyard/${run}`, RAY_JOB_STOP_WAIT_TIME_S: "30" }
      : { SWITCHYARD_RAY_STORE: "s3://bucket/switchyard" };
  return {
    PYTHONIOENCODING: "utf-8",
    RAY_DEDUP_LOGS: "0",
    RAY_COLOR_PREFIX: "0",
    RAY_TRAIN_ENABLE_PRINT_PATCH: "0",
    RAY_TRAIN_HEALTH_CHECK_INTERVAL_S: "0.5",
    SWITCHYARD_RAY_RUN: run,
    ...own,
  };
}

const override = (job: object): Partial<TrainerSpec> => ({ platforms: { ray: { job } } }) as Partial<TrainerSpec>;

const launcher: RaySettings = { train: "launcher" };
const launched = { entrypoint: "exec python switchyard_launcher.py" };

const onNodes = (accelerator: string, acceleratorsPerNode: number, nodes = 1): Partial<TrainerSpec> =>
  ({ resources: { accelerator, acceleratorsPerNode, nodes } }) as Partial<TrainerSpec>;

const withVariables = (variables: Readonly<Record<string, string>>): Partial<TrainerSpec> => ({
  environment: { variables },
});

const variables = (env_vars: Readonly<Record<string, string>>): PythonJob => ({ runtime_env: { env_vars } });

const hostile = { QUOTES: `it's "here"`, DOLLARS: "a$HOME`x`", LINES: "a\nb\tc", UNICODE: "größe 🚂", EMPTY: "" };

/** An option of the client as an override, with the same value in both. */
const same = (title: string, job: PythonJob): SharedJob => ({ title, spec: override(job), python: job });

/** Thirty jobs and more, each with what is its own. */
export const sharedJobs: readonly SharedJob[] = [
  { title: "nothing but a script" },
  { title: "another name", spec: { name: "llama-sft-2" } },
  { title: "a script in a folder", spec: { entryPoint: "src/run.py" } },
  { title: "one GPU", spec: onNodes("T4", 1) },
  { title: "eight GPUs", spec: onNodes("A100-80GB", 8) },
  { title: "several nodes of GPUs", spec: onNodes("H100", 8, 4) },
  { title: "several ranks without GPUs", spec: onNodes("cpu", 4, 2) },
  { title: "a TPU slice", spec: onNodes("TPU-v6e", 4, 4) },
  { title: "arguments of the Trainer", spec: { args: { learning_rate: 2e-5, bf16: true, use_cpu: true } } },
  { title: "arguments of the script", spec: { scriptArgs: { model: "a b $HOME 'x'" } } },
  { title: "a longest time", spec: { resources: { maxRuntime: "2h" } } },
  { title: "inputs", spec: { inputs: { train: "s3://data/train/" } } },
  {
    title: "a store of its own",
    spec: { outputs: { store: "gs://models/bert" } },
    python: variables({ SWITCHYARD_RAY_STORE: "gs://models/bert" }),
  },
  {
    title: "a store in the settings",
    settings: { store: "/mnt/shared" },
    python: variables({ SWITCHYARD_RAY_STORE: "/mnt/shared" }),
  },
  { title: "a variable", spec: withVariables({ HF_HOME: "/mnt/hf" }), python: variables({ HF_HOME: "/mnt/hf" }) },
  { title: "hostile variables", spec: withVariables(hostile), python: variables(hostile) },
  {
    title: "a variable in place of a plan's own",
    spec: withVariables({ RAY_DEDUP_LOGS: "1" }),
    python: variables({ RAY_DEDUP_LOGS: "1" }),
  },
  {
    title: "requirements",
    spec: { environment: { requirements: "requirements.txt" } },
    python: {
      runtime_env: { pip: { packages: ["-r ${RAY_RUNTIME_ENV_CREATE_WORKING_DIR}/requirements.txt"] } },
    },
  },
  same("packages of pip", { runtime_env: { pip: { packages: ["datasets==4.0.0"], pip_check: false } } }),
  same("packages of uv", { runtime_env: { uv: { packages: ["datasets==4.0.0"], uv_check: true } } }),
  same("a conda environment by its name", { runtime_env: { conda: "training" } }),
  same("a conda environment by its packages", {
    runtime_env: { conda: { dependencies: ["python=3.12", { pip: ["datasets"] }] } },
  }),
  same("a time for the setup", { runtime_env: { config: { setup_timeout_seconds: 1200, eager_install: true } } }),
  same("another Python", { runtime_env: { py_executable: "uv run" } }),
  same("modules in a bucket", { runtime_env: { py_modules: ["s3://bucket/module.zip", "gs://bucket/a.whl"] } }),
  same("a hook of the workers", { runtime_env: { worker_process_setup_hook: "hooks.setup" } }),
  same("metadata", { metadata: { team: "nlp", ticket: "42" } }),
  same("a share of CPUs", { entrypoint_num_cpus: 0.5 }),
  same("memory", { entrypoint_memory: 4 * 1024 ** 3 }),
  same("a custom resource", { entrypoint_resources: { special: 0.25 } }),
  same("a label of the driver's node", { entrypoint_label_selector: { region: "in(eu, us)" } }),
  {
    title: "the plain launcher on CPUs",
    spec: onNodes("cpu", 2),
    settings: launcher,
    python: { ...launched, entrypoint_num_cpus: 4 },
  },
  {
    title: "the plain launcher on GPUs",
    spec: onNodes("L4", 4),
    settings: launcher,
    python: { ...launched, entrypoint_num_gpus: 4, entrypoint_resources: { "accelerator_type:L4": 0.001 } },
  },
  {
    title: "the plain launcher on a TPU host",
    spec: onNodes("TPU-v5e", 8),
    settings: launcher,
    python: { ...launched, entrypoint_resources: { TPU: 8 } },
  },
];
