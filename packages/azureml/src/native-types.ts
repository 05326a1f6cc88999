import type { NativeRequest, Placeholder } from "@switchyard/core";

/** Text of a body: as it goes over the wire, or a placeholder for what is not known offline. */
export type Text = string | Placeholder;

type Recursive<T> = T extends Placeholder
  ? never
  : T extends readonly (infer Item)[]
    ? readonly Recursive<Item>[]
    : T extends object
      ? { readonly [K in keyof T]?: Recursive<T[K]> }
      : T;

/** Where data of a job comes from. `value` is text, whatever the script makes of it. */
export type JobInput = { readonly description?: string } & (
  | { readonly jobInputType: "literal"; readonly value: string }
  | {
      readonly jobInputType: "uri_file" | "uri_folder" | "mltable" | "custom_model" | "mlflow_model" | "triton_model";
      readonly uri: Text;
      readonly mode?: "ReadOnlyMount" | "ReadWriteMount" | "Download" | "Direct" | "EvalMount" | "EvalDownload";
    }
);

/** Where a job writes. With `assetName` (from 2025-12-01 on) the job registers it. */
export interface JobOutput {
  readonly jobOutputType: "uri_file" | "uri_folder" | "mltable" | "custom_model" | "mlflow_model" | "triton_model";
  readonly uri?: Text;
  readonly mode?: "ReadWriteMount" | "Upload" | "Direct";
  readonly assetName?: string;
  readonly description?: string;
}

export type Distribution =
  | { readonly distributionType: "PyTorch" | "Mpi"; readonly processCountPerInstance?: number }
  | {
      readonly distributionType: "TensorFlow";
      readonly parameterServerCount?: number;
      readonly workerCount?: number;
    };

export type JobIdentity =
  | { readonly identityType: "AMLToken" | "UserIdentity" }
  | {
      readonly identityType: "Managed";
      readonly clientId?: string;
      readonly objectId?: string;
      readonly resourceId?: string;
    };

export interface JobResources {
  readonly instanceCount?: number;
  readonly instanceType?: string;
  readonly shmSize?: string;
  readonly dockerArgs?: string;
  readonly dockerArgsList?: readonly string[];
  readonly properties?: Readonly<Record<string, unknown>>;
}

export interface JobService {
  readonly jobServiceType?: string;
  readonly port?: number;
  readonly endpoint?: string;
  readonly nodes?: { readonly nodesValueType: "All" };
  readonly properties?: Readonly<Record<string, string>>;
}

/** What a job's mails and calls are about (from 2024-04-01 on). */
export interface NotificationSetting {
  readonly emailOn?: readonly ("JobCompleted" | "JobFailed" | "JobCancelled")[];
  readonly emails?: readonly string[];
  readonly webhooks?: Readonly<Record<string, { readonly webhookType: "AzureDevOps"; readonly eventType?: string }>>;
}

/** What every kind of job has. */
interface Job {
  readonly computeId?: Text;
  readonly componentId?: string;
  readonly displayName?: string;
  readonly experimentName?: string;
  readonly description?: string;
  readonly tags?: Readonly<Record<string, string>>;
  readonly properties?: Readonly<Record<string, string>>;
  readonly identity?: JobIdentity;
  readonly isArchived?: boolean;
  readonly notificationSetting?: NotificationSetting;
  readonly services?: Readonly<Record<string, JobService>>;
  readonly inputs?: Readonly<Record<string, JobInput>>;
  readonly outputs?: Readonly<Record<string, JobOutput>>;
  readonly queueSettings?: { readonly jobTier?: "Null" | "Spot" | "Basic" | "Standard" | "Premium" };
}

/** What runs: a command, in an environment, on machines. */
export interface Trial {
  readonly codeId?: Text;
  readonly command?: string;
  readonly environmentId?: Text;
  readonly environmentVariables?: Readonly<Record<string, Text>>;
  readonly distribution?: Distribution;
  readonly resources?: JobResources;
}

/** `properties` of a command job's body. */
export interface CommandJob extends Job, Trial {
  readonly jobType?: "Command";
  readonly limits?: { readonly jobLimitsType: "Command"; readonly timeout?: string };
}

/** `properties` of a sweep job's body. */
export interface SweepJob extends Job {
  readonly jobType?: "Sweep";
  readonly trial?: Trial;
  readonly searchSpace?: Readonly<Record<string, readonly unknown[]>>;
  readonly objective?: { readonly goal: "Minimize" | "Maximize"; readonly primaryMetric: string };
  readonly samplingAlgorithm?:
    | { readonly samplingAlgorithmType: "Bayesian" | "Grid" }
    | { readonly samplingAlgorithmType: "Random"; readonly rule?: "Random" | "Sobol"; readonly seed?: number };
  readonly limits?: {
    readonly jobLimitsType: "Sweep";
    readonly maxTotalTrials?: number;
    readonly maxConcurrentTrials?: number;
    readonly timeout?: string;
    readonly trialTimeout?: string;
  };
}

/** Any part of a command job's `properties`, for `platforms.azureml`. */
export type AzureMLTraining = Recursive<CommandJob>;

/** The requests of a plan, in their order: the code, an environment where the image needs one, the job. */
export type AzureMLRequest = NativeRequest & { readonly service: "azureml" } & (
    | {
        readonly step: "code";
        readonly operation: "CodeVersions_CreateOrUpdate";
        readonly body: { readonly properties: { readonly codeUri: Text; readonly isAnonymous: boolean } };
      }
    | {
        readonly step: "environment";
        readonly operation: "EnvironmentVersions_CreateOrUpdate";
        readonly body: {
          readonly properties: { readonly image: string; readonly osType: "Linux"; readonly isAnonymous: boolean };
        };
      }
    | {
        readonly step: "job";
        readonly operation: "Jobs_CreateOrUpdate";
        readonly body: { readonly properties: CommandJob | SweepJob };
      }
  );

/** Azure Machine Learning's entry in the registry of platforms. */
export interface AzureMLTypes {
  readonly training: AzureMLTraining;
  readonly request: AzureMLRequest;
}

declare module "@switchyard/core" {
  interface PlatformRegistry {
    azureml: AzureMLTypes;
  }
}
