import type { JsonObject } from "../json.ts";
import { parseS3Uri } from "../s3/address.ts";
import type { Tag, TrainingRequest } from "./training-request.ts";

export type JobStatus = "InProgress" | "Completed" | "Failed" | "Stopping" | "Stopped";
export type SecondaryStatus =
  | "Starting"
  | "Downloading"
  | "Training"
  | "Uploading"
  | "Stopping"
  | "Stopped"
  | "MaxRuntimeExceeded"
  | "Completed"
  | "Failed";

interface Transition {
  readonly Status: SecondaryStatus;
  readonly StartTime: number;
  EndTime?: number;
  readonly StatusMessage: string;
}

const messages: Readonly<Record<SecondaryStatus, string>> = {
  Starting: "Starting the training job",
  Downloading: "Downloading input data",
  Training: "Training image download completed. Training in progress.",
  Uploading: "Uploading generated training model",
  Stopping: "Stopping the training job",
  Stopped: "Training job stopped",
  MaxRuntimeExceeded: "Training job runtime exceeded MaxRuntimeInSeconds",
  Completed: "Training job completed",
  Failed: "Training job failed",
};

/** FailureReason is at most this long, by the service's model. */
const longestReason = 1024;

/** One training job as the service knows it. Times are epoch seconds with fraction, as on the wire. */
export class TrainingJob {
  readonly name: string;
  readonly arn: string;
  readonly region: string;
  readonly request: TrainingRequest;
  readonly created = epochSeconds();
  readonly tags: Map<string, string>;
  status: JobStatus = "InProgress";
  #secondary: SecondaryStatus = "Starting";
  #modified = this.created;
  #started: number | undefined;
  #ended: number | undefined;
  #failureReason: string | undefined;
  readonly #transitions: Transition[] = [];

  constructor(request: TrainingRequest, region: string, account: string) {
    this.name = request.TrainingJobName;
    this.region = region;
    this.arn = `arn:aws:sagemaker:${region}:${account}:training-job/${this.name}`;
    this.request = request;
    this.tags = new Map((request.Tags ?? []).map(({ Key, Value }) => [Key, Value]));
    this.enter("InProgress", "Starting");
  }

  get ended(): boolean {
    return this.#ended !== undefined;
  }

  get secondary(): SecondaryStatus {
    return this.#secondary;
  }

  get modified(): number {
    return this.#modified;
  }

  /** Goes over to another status; entering the same one twice is one transition. */
  enter(status: JobStatus, secondary: SecondaryStatus): void {
    const now = epochSeconds();
    const current = this.#transitions.at(-1);
    this.status = status;
    this.#modified = now;
    if (current?.Status === secondary) return;
    if (current !== undefined) current.EndTime = now;
    this.#secondary = secondary;
    this.#transitions.push({ Status: secondary, StartTime: now, StatusMessage: messages[secondary] });
  }

  /** The instances are there: from now on the job is billed. */
  begin(): void {
    this.#started = epochSeconds();
  }

  /** Comes to its end; nothing changes afterwards. */
  end(status: "Completed" | "Failed" | "Stopped", secondary: SecondaryStatus, failureReason?: string): void {
    this.enter(status, secondary);
    this.#ended = this.#modified;
    const last = this.#transitions.at(-1);
    if (last !== undefined) last.EndTime = this.#ended;
    this.#failureReason = failureReason?.slice(0, longestReason);
  }

  /** The URI of the model, which the service shows even before, and without, an upload. */
  get modelUri(): string {
    const { S3OutputPath, CompressionType } = this.request.OutputDataConfig;
    return `${S3OutputPath.replace(/\/$/, "")}/${this.name}/output/${CompressionType === "NONE" ? "model/" : "model.tar.gz"}`;
  }

  /** Where an output of the job goes in S3. */
  outputAddress(file: string): { bucket: string; key: string } {
    const { bucket = "", key = "" } = parseS3Uri(this.request.OutputDataConfig.S3OutputPath) ?? {};
    const prefix = key.replace(/\/$/, "");
    return { bucket, key: `${prefix === "" ? "" : `${prefix}/`}${this.name}/output/${file}` };
  }

  describe(): JsonObject {
    const { Tags: _, ...echoed } = this.request;
    return {
      EnableNetworkIsolation: false,
      EnableInterContainerTrafficEncryption: false,
      EnableManagedSpotTraining: false,
      ...echoed,
      ...this.summary(),
      FailureReason: this.#failureReason,
      ModelArtifacts: { S3ModelArtifacts: this.modelUri },
      TrainingStartTime: this.#started,
      SecondaryStatusTransitions: this.#transitions.map((transition) => ({ ...transition })),
      ...this.#billed(),
    };
  }

  summary(): JsonObject {
    return {
      TrainingJobName: this.name,
      TrainingJobArn: this.arn,
      CreationTime: this.created,
      TrainingEndTime: this.#ended,
      LastModifiedTime: this.#modified,
      TrainingJobStatus: this.status,
      SecondaryStatus: this.#secondary,
    };
  }

  tagList(): Tag[] {
    return [...this.tags].map(([Key, Value]) => ({ Key, Value }));
  }

  #billed(): JsonObject {
    if (this.#started === undefined || this.#ended === undefined) return {};
    const seconds = Math.max(1, Math.ceil(this.#ended - this.#started));
    return { TrainingTimeInSeconds: seconds, BillableTimeInSeconds: seconds };
  }
}

function epochSeconds(): number {
  return Date.now() / 1000;
}
