import { defineTrainer, type TrainingPlan } from "@switchyard/core";
import { createAzureML } from "./index.ts";

const base = { name: "bert", source: ".", entryPoint: "train.py" };

defineTrainer({
  ...base,
  platforms: {
    azureml: {
      services: { board: { jobServiceType: "TensorBoard", properties: { logDir: "outputs/runs" } } },
      identity: { identityType: "Managed", clientId: "00000000-1111-2222-3333-444444444444" },
      inputs: { train: { mode: "Download" } },
      tags: { team: "nlp" },
    },
  },
});

// @ts-expect-error -- a member that a command job does not have
defineTrainer({ ...base, platforms: { azureml: { priority: "high" } } });

// @ts-expect-error -- a tier that does not exist
defineTrainer({ ...base, platforms: { azureml: { queueSettings: { jobTier: "Cheap" } } } });

// @ts-expect-error -- a number of the wrong kind
defineTrainer({ ...base, platforms: { azureml: { resources: { shmSize: 64 } } } });

// @ts-expect-error -- a platform that does not exist
defineTrainer({ ...base, platforms: { slurm: {} } });

// @ts-expect-error -- a setting that does not exist
createAzureML({ worksapce: "space" });

export function stepsOf(plan: TrainingPlan<"azureml">): readonly ("code" | "environment" | "job")[] {
  return plan.requests.map((request) => request.step);
}
