// Written by scripts/generate/vertex-schema.py from Google's .proto files; do not edit.
// Copyright Google LLC. Licensed under the Apache License, Version 2.0.

export interface ContainerSpec {
  readonly imageUri: string;
  readonly command?: readonly string[];
  readonly args?: readonly string[];
  readonly env?: readonly EnvVar[];
}

export interface CustomJob {
  readonly displayName: string;
  readonly jobSpec: CustomJobSpec;
  readonly labels?: Readonly<Record<string, string>>;
  readonly encryptionSpec?: EncryptionSpec;
}

export interface CustomJobSpec {
  readonly persistentResourceId?: string;
  readonly workerPoolSpecs: readonly WorkerPoolSpec[];
  readonly scheduling?: Scheduling;
  readonly serviceAccount?: string;
  readonly network?: string;
  readonly reservedIpRanges?: readonly string[];
  readonly pscInterfaceConfig?: PscInterfaceConfig;
  readonly baseOutputDirectory?: GcsDestination;
  readonly protectedArtifactLocationId?: string;
  readonly tensorboard?: string;
  readonly enableWebAccess?: boolean;
  readonly enableDashboardAccess?: boolean;
  readonly experiment?: string;
  readonly experimentRun?: string;
  readonly models?: readonly string[];
}

export interface DiskSpec {
  readonly bootDiskType?: string;
  readonly bootDiskSizeGb?: number;
}

export interface DnsPeeringConfig {
  readonly domain: string;
  readonly targetProject: string;
  readonly targetNetwork: string;
}

export interface EncryptionSpec {
  readonly kmsKeyName: string;
}

export interface EnvVar {
  readonly name: string;
  readonly value: string;
}

export interface GcsDestination {
  readonly outputUriPrefix: string;
}

export interface HyperparameterTuningJob {
  readonly displayName: string;
  readonly studySpec: StudySpec;
  readonly maxTrialCount: number;
  readonly parallelTrialCount: number;
  readonly maxFailedTrialCount?: number;
  readonly trialJobSpec: CustomJobSpec;
  readonly labels?: Readonly<Record<string, string>>;
  readonly encryptionSpec?: EncryptionSpec;
}

export interface LustreMount {
  readonly instanceIp: string;
  readonly volumeHandle: string;
  readonly filesystem: string;
  readonly mountPoint: string;
}

export interface MachineSpec {
  readonly machineType?: string;
  readonly acceleratorType?: AcceleratorType;
  readonly acceleratorCount?: number;
  readonly gpuPartitionSize?: string;
  readonly tpuTopology?: string;
  readonly reservationAffinity?: ReservationAffinity;
}

export interface NfsMount {
  readonly server: string;
  readonly path: string;
  readonly mountPoint: string;
}

export interface PscInterfaceConfig {
  readonly networkAttachment?: string;
  readonly dnsPeeringConfigs?: readonly DnsPeeringConfig[];
}

export interface PythonPackageSpec {
  readonly executorImageUri: string;
  readonly packageUris: readonly string[];
  readonly pythonModule: string;
  readonly args?: readonly string[];
  readonly env?: readonly EnvVar[];
}

export interface ReservationAffinity {
  readonly reservationAffinityType: ReservationAffinityType;
  readonly key?: string;
  readonly values?: readonly string[];
}

export interface Scheduling {
  readonly timeout?: string;
  readonly restartJobOnWorkerRestart?: boolean;
  readonly strategy?: SchedulingStrategy;
  readonly disableRetries?: boolean;
  readonly maxWaitDuration?: string;
}

export interface StudySpec {
  readonly decayCurveStoppingSpec?: StudySpecDecayCurveAutomatedStoppingSpec;
  readonly medianAutomatedStoppingSpec?: StudySpecMedianAutomatedStoppingSpec;
  readonly convexAutomatedStoppingSpec?: StudySpecConvexAutomatedStoppingSpec;
  readonly metrics: readonly StudySpecMetricSpec[];
  readonly parameters: readonly StudySpecParameterSpec[];
  readonly algorithm?: StudySpecAlgorithm;
  readonly observationNoise?: StudySpecObservationNoise;
  readonly measurementSelectionType?: StudySpecMeasurementSelectionType;
  readonly studyStoppingConfig?: StudySpecStudyStoppingConfig;
}

export interface StudySpecConvexAutomatedStoppingSpec {
  readonly maxStepCount?: string;
  readonly minStepCount?: string;
  readonly minMeasurementCount?: string;
  readonly learningRateParameterName?: string;
  readonly useElapsedDuration?: boolean;
  readonly updateAllStoppedTrials?: boolean;
}

export interface StudySpecDecayCurveAutomatedStoppingSpec {
  readonly useElapsedDuration?: boolean;
}

export interface StudySpecMedianAutomatedStoppingSpec {
  readonly useElapsedDuration?: boolean;
}

export interface StudySpecMetricSpec {
  readonly metricId: string;
  readonly goal: StudySpecMetricSpecGoalType;
  readonly safetyConfig?: StudySpecMetricSpecSafetyMetricConfig;
}

export interface StudySpecMetricSpecSafetyMetricConfig {
  readonly safetyThreshold?: number;
  readonly desiredMinSafeTrialsFraction?: number;
}

export interface StudySpecParameterSpec {
  readonly doubleValueSpec?: StudySpecParameterSpecDoubleValueSpec;
  readonly integerValueSpec?: StudySpecParameterSpecIntegerValueSpec;
  readonly categoricalValueSpec?: StudySpecParameterSpecCategoricalValueSpec;
  readonly discreteValueSpec?: StudySpecParameterSpecDiscreteValueSpec;
  readonly parameterId: string;
  readonly scaleType?: StudySpecParameterSpecScaleType;
  readonly conditionalParameterSpecs?: readonly StudySpecParameterSpecConditionalParameterSpec[];
}

export interface StudySpecParameterSpecCategoricalValueSpec {
  readonly values: readonly string[];
  readonly defaultValue?: string;
}

export interface StudySpecParameterSpecConditionalParameterSpec {
  readonly parentDiscreteValues?: StudySpecParameterSpecConditionalParameterSpecDiscreteValueCondition;
  readonly parentIntValues?: StudySpecParameterSpecConditionalParameterSpecIntValueCondition;
  readonly parentCategoricalValues?: StudySpecParameterSpecConditionalParameterSpecCategoricalValueCondition;
  readonly parameterSpec: StudySpecParameterSpec;
}

export interface StudySpecParameterSpecConditionalParameterSpecCategoricalValueCondition {
  readonly values: readonly string[];
}

export interface StudySpecParameterSpecConditionalParameterSpecDiscreteValueCondition {
  readonly values: readonly number[];
}

export interface StudySpecParameterSpecConditionalParameterSpecIntValueCondition {
  readonly values: readonly string[];
}

export interface StudySpecParameterSpecDiscreteValueSpec {
  readonly values: readonly number[];
  readonly defaultValue?: number;
}

export interface StudySpecParameterSpecDoubleValueSpec {
  readonly minValue: number;
  readonly maxValue: number;
  readonly defaultValue?: number;
}

export interface StudySpecParameterSpecIntegerValueSpec {
  readonly minValue: string;
  readonly maxValue: string;
  readonly defaultValue?: string;
}

export interface StudySpecStudyStoppingConfig {
  readonly shouldStopAsap?: boolean;
  readonly minimumRuntimeConstraint?: StudyTimeConstraint;
  readonly maximumRuntimeConstraint?: StudyTimeConstraint;
  readonly minNumTrials?: number;
  readonly maxNumTrials?: number;
  readonly maxNumTrialsNoProgress?: number;
  readonly maxDurationNoProgress?: string;
}

export interface StudyTimeConstraint {
  readonly maxDuration?: string;
  readonly endTime?: string;
}

export interface WorkerPoolSpec {
  readonly containerSpec?: ContainerSpec;
  readonly pythonPackageSpec?: PythonPackageSpec;
  readonly machineSpec?: MachineSpec;
  readonly replicaCount?: string;
  readonly nfsMounts?: readonly NfsMount[];
  readonly lustreMounts?: readonly LustreMount[];
  readonly diskSpec?: DiskSpec;
}

export type AcceleratorType =
  | "ACCELERATOR_TYPE_UNSPECIFIED"
  | "NVIDIA_TESLA_K80"
  | "NVIDIA_TESLA_P100"
  | "NVIDIA_TESLA_V100"
  | "NVIDIA_TESLA_P4"
  | "NVIDIA_TESLA_T4"
  | "NVIDIA_TESLA_A100"
  | "NVIDIA_A100_80GB"
  | "NVIDIA_L4"
  | "NVIDIA_H100_80GB"
  | "NVIDIA_H100_MEGA_80GB"
  | "NVIDIA_H200_141GB"
  | "NVIDIA_B200"
  | "NVIDIA_GB200"
  | "NVIDIA_RTX_PRO_6000"
  | "TPU_V2"
  | "TPU_V3"
  | "TPU_V4_POD"
  | "TPU_V5_LITEPOD";

export type ReservationAffinityType =
  | "TYPE_UNSPECIFIED"
  | "NO_RESERVATION"
  | "ANY_RESERVATION"
  | "SPECIFIC_RESERVATION";

export type SchedulingStrategy =
  | "STRATEGY_UNSPECIFIED"
  | "ON_DEMAND"
  | "LOW_COST"
  | "STANDARD"
  | "SPOT"
  | "FLEX_START";

export type StudySpecAlgorithm =
  | "ALGORITHM_UNSPECIFIED"
  | "GRID_SEARCH"
  | "RANDOM_SEARCH";

export type StudySpecMeasurementSelectionType =
  | "MEASUREMENT_SELECTION_TYPE_UNSPECIFIED"
  | "LAST_MEASUREMENT"
  | "BEST_MEASUREMENT";

export type StudySpecMetricSpecGoalType =
  | "GOAL_TYPE_UNSPECIFIED"
  | "MAXIMIZE"
  | "MINIMIZE";

export type StudySpecObservationNoise =
  | "OBSERVATION_NOISE_UNSPECIFIED"
  | "LOW"
  | "HIGH";

export type StudySpecParameterSpecScaleType =
  | "SCALE_TYPE_UNSPECIFIED"
  | "UNIT_LINEAR_SCALE"
  | "UNIT_LOG_SCALE"
  | "UNIT_REVERSE_LOG_SCALE";
