/** One way in which two requests for a job differ, and why that is right. */
export interface Difference {
  /** The SDK's major release. */
  readonly sdk: 2 | 3;
  readonly operation: "CreateTrainingJob" | "CreateHyperParameterTuningJob";
  /** JSON pointer below the body, where items of lists stand under their names; a last step `*` is all that is below. */
  readonly at: string;
  readonly kind: "only ours" | "only theirs" | "unlike";
  readonly reason: string;
}

type Row = readonly [at: string, kind: Difference["kind"], reason: string];

const identity = "The identity by which a repeated fit() finds the job that exists.";
const bundle = "The bundle arrives as a channel, on every node.";
const metrics = "A plan defines the metrics that every Trainer logs; the SDK defines what it is told.";
const start = "Ours unpacks the bundle and starts the launcher; theirs starts its own drivers or its toolkit.";
const drivers = "Files that the SDK uploads to start a job; ours are in the bundle.";
const fileMode = "File is what the service takes where nothing is said; a plan says it.";
const profiler =
  "The SDK asks for profiler and debugger, which slow training and write to S3; a plan switches them off.";
const toolkit = "What the SDK tells its toolkit, which does not run.";
const aboutItself = "What the SDK tells its toolkit about itself; ours needs none of it to start a program.";
const program = "The toolkit starts our program in place of the script, whose arguments it would send through a shell.";
const archive = "The toolkit takes the archive from our channel, with and without a network.";
const bare = "Read as JSON both mean the same text; the launcher reads either.";

/** What all requests of ours have and no SDK's has, below this pointer. */
const everywhere = (job: string): Row[] => [
  ["/Tags/*", "only ours", identity],
  [`${job}/InputDataConfig/switchyard/*`, "only ours", bundle],
  [`${job}/AlgorithmSpecification/MetricDefinitions/*`, "only ours", metrics],
];

const estimator: readonly Row[] = [
  ...everywhere(""),
  ["/AlgorithmSpecification/ContainerEntrypoint/*", "only ours", start],
  ["/AlgorithmSpecification/ContainerArguments/*", "only ours", start],
  ["/InputDataConfig/train/InputMode", "only ours", fileMode],
  ["/InputDataConfig/code/*", "only theirs", "Without a network the SDK's code is a channel; our bundle always is."],
  ["/ProfilerConfig/DisableProfiler", "unlike", profiler],
  ["/ProfilerConfig/S3OutputPath", "only theirs", profiler],
  ["/DebugHookConfig/*", "only theirs", profiler],
  ["/HyperParameters/sagemaker_submit_directory", "only theirs", toolkit],
  ["/HyperParameters/sagemaker_program", "only theirs", toolkit],
  ["/HyperParameters/sagemaker_container_log_level", "only theirs", aboutItself],
  ["/HyperParameters/sagemaker_job_name", "only theirs", aboutItself],
  ["/HyperParameters/sagemaker_region", "only theirs", aboutItself],
  ["/HyperParameters/sagemaker_program", "unlike", program],
  ["/HyperParameters/sagemaker_submit_directory", "unlike", archive],
  [
    "/HyperParameters/mp_parameters",
    "only ours",
    "HuggingFace loses the library's parameters when torch_distributed is on: its job would run without the library.",
  ],
  [
    "/HyperParameters/sagemaker_distributed_dataparallel_enabled",
    "only ours",
    "The SDK's PyTorch estimator sends it with the library's parameters; HuggingFace loses both.",
  ],
];

const trainer: readonly Row[] = [
  ...everywhere(""),
  ["/AlgorithmSpecification/ContainerEntrypoint/*", "only ours", start],
  ["/AlgorithmSpecification/ContainerEntrypoint/*", "unlike", start],
  ["/AlgorithmSpecification/ContainerEntrypoint/*", "only theirs", start],
  ["/AlgorithmSpecification/ContainerArguments/*", "unlike", start],
  ["/AlgorithmSpecification/ContainerArguments/*", "only theirs", start],
  [
    "/AlgorithmSpecification/EnableSageMakerMetricsTimeSeries",
    "only ours",
    "Without it no time series of the metrics is kept.",
  ],
  ["/ProfilerConfig/DisableProfiler", "only ours", "The service profiles where nothing is said; a plan says no."],
  ["/HyperParameters", "only theirs", "The SDK sends an empty map where nothing was given."],
  ["/HyperParameters/sagemaker_program", "only ours", program],
  ["/HyperParameters/sagemaker_submit_directory", "only ours", archive],
  [
    "/HyperParameters/sagemaker_torch_distributed_enabled",
    "only ours",
    "ModelTrainer's drivers start torchrun; ours is started by the image's toolkit.",
  ],
  ["/HyperParameters/sagemaker_instance_type", "only ours", "The toolkit switches a fast network on by the machine."],
  [
    "/HyperParameters/sagemaker_distributed_dataparallel_enabled",
    "only ours",
    "What the toolkit reads beside the library's parameters.",
  ],
  ["/InputDataConfig/code/*", "only theirs", drivers],
  ["/InputDataConfig/sm_drivers/*", "only theirs", drivers],
];

const definition = "/TrainingJobDefinition";
const parameters = `${definition}/StaticHyperParameters`;
const ranges = "/HyperParameterTuningJobConfig/ParameterRanges";
const otherResources = "The SDK uses the structure that may also list several machines; both say the same.";

const tuner: readonly Row[] = [
  ...everywhere(definition),
  [`${definition}/InputDataConfig/train/InputMode`, "only ours", fileMode],
  [`${definition}/ResourceConfig/*`, "only ours", otherResources],
  [`${definition}/HyperParameterTuningResourceConfig/*`, "only theirs", otherResources],
  ["/HyperParameterTuningJobConfig/TrainingJobEarlyStoppingType", "only theirs", "Off where nothing is said."],
  [`${ranges}/ContinuousParameterRanges`, "only theirs", "The SDK sends empty lists."],
  [`${ranges}/IntegerParameterRanges`, "only theirs", "The SDK sends empty lists."],
  [`${ranges}/CategoricalParameterRanges/*`, "unlike", bare],
  [`${parameters}/sagemaker_program`, "unlike", program],
  [`${parameters}/sagemaker_submit_directory`, "unlike", archive],
  [`${parameters}/sagemaker_container_log_level`, "only theirs", aboutItself],
  [`${parameters}/sagemaker_job_name`, "only theirs", aboutItself],
  [`${parameters}/sagemaker_region`, "only theirs", aboutItself],
  [`${parameters}/sagemaker_estimator_class_name`, "only theirs", aboutItself],
  [`${parameters}/sagemaker_estimator_module`, "only theirs", aboutItself],
];

const entries = (sdk: 2 | 3, operation: Difference["operation"], rows: readonly Row[]): Difference[] =>
  rows.map(([at, kind, reason]) => ({ sdk, operation, at, kind, reason }));

/** Reviewed, one by one. An entry that no job shows any more fails the suite. */
export const differences: readonly Difference[] = [
  ...entries(2, "CreateTrainingJob", estimator),
  ...entries(3, "CreateTrainingJob", trainer),
  ...entries(2, "CreateHyperParameterTuningJob", tuner),
];
