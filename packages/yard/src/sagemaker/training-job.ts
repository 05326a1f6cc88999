import type { JsonObject } from "../json.ts";
import { parseS3Uri } from "../s3/address.ts";
import { instanceGroups, type Tag, type TrainingRequest } from "./training-request.ts";

export type JobStatus = "InProgress" | "Completed" | "Failed" | "Stopping" | "Stopped";
export type SecondaryStatus =
  | "Starting"
  | "Pending"
  | "Downloading"
  | "Training"
  | "Uploading"
  | "Interrupted"
  | "Stopping"
  | "Stopped"
  | "MaxRuntimeExceeded"
  | "MaxWaitTimeExceeded"
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
  Pending: "Insufficient capacity error from EC2 while launching instances, retrying!",
  Downloading: "Downloading input data",
  Training: "Training image download completed. Training in progress.",
  Uploading: "Uploading generated training model",
  Interrupted: "Training job interrupted: the spot instances were reclaimed",
  Stopping: "Stopping the training job",
  Stopped: "Training job stopped",
  MaxRuntimeExceeded: "Training job runtime exceeded MaxRuntimeInSeconds",
  MaxWaitTimeExceeded: "Training job wait time exceeded MaxWaitTimeInSeconds",
  Completed: "Training job completed",
  Failed: "Training job failed",
};

/** What a second on spot machines costs of a second on demand. The real share changes by the hour; a yard has one. */
const spotShare = 0.3;

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
  /** Since when it has had its machines; undefined while it has none. */
  #holding: number | undefined;
  #held = 0;
  #starts = 0;
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

  get isSpot(): boolean {
    return this.request.EnableManagedSpotTraining === true;
  }

  /** Where it may find no machines: its instance types, its region, and the spot market if it is that. */
  get places(): readonly string[] {
    const types = instanceGroups(this.request).map(({ InstanceType = "" }) => InstanceType);
    return [...types, this.region, ...(this.isSpot ? ["spot"] : [])];
  }

  /** How often it got its machines. */
  get starts(): number {
    return this.#starts;
  }

  /** Seconds with its machines so far, and how many of them are billed. */
  get seconds(): { readonly training: number; readonly billable: number } {
    const training = this.#held + (this.#holding === undefined ? 0 : epochSeconds() - this.#holding);
    return { training, billable: this.isSpot ? training * spotShare : training };
  }

  /** The instances are there: from now on the job is billed. */
  begin(): void {
    this.#holding = epochSeconds();
    this.#started ??= this.#holding;
    this.#starts += 1;
  }

  /** The instances are gone. */
  release(): void {
    this.#held = this.seconds.training;
    this.#holding = undefined;
  }

  /** Comes to its end; nothing changes afterwards. */
  end(status: "Completed" | "Failed" | "Stopped", secondary: SecondaryStatus, failureReason?: string): void {
    this.enter(status, secondary);
    this.release();
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
    const whole = (seconds: number): number => Math.max(1, Math.ceil(seconds));
    const { training, billable } = this.seconds;
    return { TrainingTimeInSeconds: whole(training), BillableTimeInSeconds: whole(billable) };
  }
}

function epochSeconds(): number {
  return Date.now() / 1000;
}
