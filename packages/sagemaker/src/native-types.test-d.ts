import { defineTrainer, type TrainingPlan } from "@switchyard/core";
import { createSageMaker } from "./index.ts";

const base = { name: "bert", source: ".", entryPoint: "train.py" };

defineTrainer({
  ...base,
  platforms: { sagemaker: { VpcConfig: { Subnets: ["subnet-1"] }, Tags: [{ Key: "team", Value: "nlp" }] } },
});

// @ts-expect-error -- a member that CreateTrainingJob does not have
defineTrainer({ ...base, platforms: { sagemaker: { Vpc: {} } } });

// @ts-expect-error -- a machine that does not exist
defineTrainer({ ...base, platforms: { sagemaker: { ResourceConfig: { InstanceType: "ml.g5.xxlarge" } } } });

// @ts-expect-error -- a platform that does not exist
defineTrainer({ ...base, platforms: { slurm: {} } });

// @ts-expect-error -- a setting that does not exist
createSageMaker({ reigon: "us-east-1" });

export function nativeName(plan: TrainingPlan<"sagemaker">): string | undefined {
  return plan.requests[0]?.body.TrainingJobName;
}
