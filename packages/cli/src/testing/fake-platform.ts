import {
  ConfigError,
  configError,
  type Diagnostic,
  type JobEvent,
  type JobSnapshot,
  type Lifted,
  type Plan,
  type TrainedModel,
  type TrainingJob,
  type TrainingPlatform,
} from "@switchyard/core";
import type { Platforms, Settings } from "../platforms.ts";

/** What a fake platform's one job does. */
export interface FakeJob {
  readonly events?: readonly JobEvent[];
  /** Resolves to a model, throws, or hangs. */
  readonly end?: () => Promise<TrainedModel>;
  readonly created?: boolean;
}

export interface FakePlatformOptions extends FakeJob {
  readonly diagnostics?: readonly Diagnostic[];
  /** Thrown by `plan`, as core does for a malformed spec. */
  readonly issues?: readonly Diagnostic[];
  /** What `lift` makes of a document; absent: it recognises none. */
  readonly lifted?: Lifted;
  /** The same by document; undefined for one that it does not know. */
  readonly lifts?: (native: unknown) => Lifted | undefined;
}

/** What the cli asked of it. */
export interface Asked {
  settings: Settings[];
  folders: (string | undefined)[];
  runs: (string | undefined)[];
  cancelled: string[];
  after: (string | undefined)[];
  studies: unknown[];
  lifted: unknown[];
}

export const uri = "sagemaker://us-east-1/training-job/bert-1";
const time = "2026-01-02T03:04:05.000Z";

const succeeded = (): Promise<TrainedModel> =>
  Promise.resolve({
    job: uri,
    artifact: "s3://bucket/model.tar.gz",
    metrics: { eval_accuracy: 0.9701, eval_loss: Number.NaN },
  });

/** A platform named sagemaker that sends nothing. */
export function fakePlatforms(options: FakePlatformOptions = {}): {
  readonly platforms: Platforms;
  readonly asked: Asked;
} {
  const asked: Asked = { settings: [], folders: [], runs: [], cancelled: [], after: [], studies: [], lifted: [] };
  const platform: TrainingPlatform = {
    id: "sagemaker" as never,
    estimator: (trainer, { folder } = {}) => {
      asked.folders.push(folder);
      return {
        spec: "files" in trainer ? trainer.spec : trainer,
        plan: ({ run } = {}) => {
          asked.runs.push(run);
          return options.issues === undefined
            ? Promise.resolve(fakePlan(options.diagnostics ?? []) as never)
            : Promise.reject(new ConfigError(options.issues));
        },
        planTuning: (study) => {
          asked.studies.push(study);
          return options.issues === undefined
            ? Promise.resolve({ ...fakePlan(options.diagnostics ?? []), kind: "tuning" } as never)
            : Promise.reject(new ConfigError(options.issues));
        },
        fit: () => Promise.resolve(fakeJob(uri, options, asked)),
      };
    },
    lift: async (native) => {
      asked.lifted.push(native);
      const lifted = options.lifted ?? options.lifts?.(native);
      if (lifted !== undefined) return lifted;
      throw configError("not-ours", "", "This is no document of SageMaker.", "Give a CreateTrainingJob request.");
    },
    attach: (given) => {
      if (given.endsWith("/bad"))
        throw configError("malformed-uri", given, "This is no job of SageMaker.", "Write a name.");
      return fakeJob(given, { ...options, created: false }, asked);
    },
  };
  return {
    asked,
    platforms: {
      sagemaker: (settings) => {
        asked.settings.push(settings);
        return Promise.resolve(platform);
      },
    },
  };
}

function fakePlan(diagnostics: readonly Diagnostic[]): Plan {
  return {
    schemaVersion: 1,
    platform: "sagemaker",
    identity: { key: "0123456789abcdef0123", run: "1", attempt: 1 },
    uri,
    requests: [
      {
        step: "job",
        service: "sagemaker",
        operation: "CreateTrainingJob",
        target: "https://example.invalid/",
        body: { TrainingJobName: "bert-1" },
      },
    ],
    uploads: [
      { from: "source", format: "tar.gz", to: "s3://bucket/source.tar.gz", manifest: "00", files: 4, bytes: 12_345 },
    ],
    image: "registry/image:1",
    machine: { type: "ml.m5.large", nodes: 2, region: "us-east-1", spot: true },
    origins: {},
    diagnostics,
  };
}

function fakeJob(at: string, { events = [], end = succeeded, created = true }: FakeJob, asked: Asked): TrainingJob {
  const snapshot: JobSnapshot = {
    uri: at,
    state: "succeeded",
    nativeState: "Completed",
    time,
    billableSeconds: 42,
    history: [{ state: "queued", nativeState: "Pending", time: "2026-01-02T03:03:00.000Z" }],
  };
  async function* follow(after: string | undefined): AsyncGenerator<JobEvent> {
    asked.after.push(after);
    yield* events;
  }
  return {
    uri: at,
    created,
    status: () => Promise.resolve(snapshot),
    poll: ({ after } = {}) =>
      Promise.resolve({ events: after === undefined ? events : [], cursor: "end", done: false }),
    events: ({ after } = {}) => follow(after),
    logs: async function* ({ after } = {}) {
      for await (const event of follow(after)) if (event.type === "log") yield event;
    },
    wait: end,
    cancel: () => {
      asked.cancelled.push(at);
      return Promise.resolve();
    },
  };
}

let count = 0;
const stamp = (): { time: string; cursor: string } => ({ time, cursor: `c${++count}` });

export const log = (line: string, node = 0): JobEvent => ({ ...stamp(), type: "log", node, line });
export const metric = (step: number, values: Readonly<Record<string, number>>): JobEvent => ({
  ...stamp(),
  type: "metric",
  step,
  values,
});
export const progress = (step: number, of: number, at = time): JobEvent => ({
  ...stamp(),
  time: at,
  type: "progress",
  step,
  of,
});
export const state = (name: JobSnapshot["state"], message?: string): JobEvent => ({
  ...stamp(),
  type: "state",
  snapshot: { uri, state: name, nativeState: "Native", time, ...(message === undefined ? {} : { message }) },
});
