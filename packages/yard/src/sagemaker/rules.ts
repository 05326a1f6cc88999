import { ServiceError } from "../service/service-error.ts";
import { parseS3Uri } from "../s3/address.ts";
import type { TrainingRequest } from "./training-request.ts";

const longestRuntime = 28 * 24 * 3600;

type Rule = (request: TrainingRequest) => string | false | undefined;

/** What the service refuses beyond shapes: each rule gives a message, or something falsy. */
const rules: readonly Rule[] = [
  ({ AlgorithmSpecification: algorithm }) =>
    algorithm === undefined && "AlgorithmSpecification is required for a training job that runs a container.",
  ({ ResourceConfig: resources }) =>
    resources === undefined && "ResourceConfig is required for a training job that runs a container.",
  ({ StoppingCondition: stopping }) =>
    stopping === undefined && "StoppingCondition is required for a training job that runs a container.",
  ({ AlgorithmSpecification: { TrainingImage, AlgorithmName } = { TrainingInputMode: "File" } }) =>
    (TrainingImage === undefined) === (AlgorithmName === undefined) &&
    "You must specify exactly one of TrainingImage and AlgorithmName in AlgorithmSpecification.",
  ({ ResourceConfig: { InstanceType, InstanceCount, InstanceGroups } = {} }) => {
    const single = InstanceType !== undefined || InstanceCount !== undefined;
    if (single && InstanceGroups !== undefined)
      return "InstanceGroups cannot be used together with InstanceType and InstanceCount in ResourceConfig.";
    const complete = InstanceGroups !== undefined || (InstanceType !== undefined && InstanceCount !== undefined);
    return !complete && "ResourceConfig must have InstanceType and InstanceCount, or InstanceGroups.";
  },
  ({ StoppingCondition: { MaxRuntimeInSeconds = 0 } = {} }) =>
    MaxRuntimeInSeconds > longestRuntime &&
    `Invalid MaxRuntimeInSeconds. It cannot be more than 28 days (${longestRuntime} seconds).`,
  ({ EnableManagedSpotTraining, StoppingCondition: { MaxRuntimeInSeconds = 86_400, MaxWaitTimeInSeconds } = {} }) =>
    (EnableManagedSpotTraining === true || MaxWaitTimeInSeconds !== undefined) &&
    (MaxWaitTimeInSeconds ?? 0) < MaxRuntimeInSeconds &&
    "Invalid MaxWaitTimeInSeconds. It must be present and be greater than or equal to MaxRuntimeInSeconds.",
  ({ OutputDataConfig: { S3OutputPath } }) =>
    parseS3Uri(S3OutputPath) === undefined &&
    `Invalid S3OutputPath '${S3OutputPath}'. It must begin with s3:// and name a bucket.`,
  ({ InputDataConfig = [] }) => {
    const repeated = InputDataConfig.find(
      ({ ChannelName }, index) => InputDataConfig.findIndex((other) => other.ChannelName === ChannelName) !== index,
    );
    return repeated !== undefined && `Channel names must be unique: '${repeated.ChannelName}' is there more than once.`;
  },
  ({ InputDataConfig = [] }) => {
    const empty = InputDataConfig.find(({ DataSource }) => Object.keys(DataSource).length !== 1);
    return (
      empty !== undefined && `The DataSource of channel '${empty.ChannelName}' must have exactly one kind of source.`
    );
  },
];

/** @throws {ServiceError} `ValidationException` with the first rule that the request breaks. */
export function checkRules(request: TrainingRequest): void {
  for (const rule of rules) {
    const text = rule(request);
    if (text) throw new ServiceError("ValidationException", text);
  }
}
