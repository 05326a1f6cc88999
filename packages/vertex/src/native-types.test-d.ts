import { defineTrainer, type TrainingPlan } from "@switchyard/core";
import { createVertex } from "./index.ts";
import type { MachineSpec } from "./native-types.gen.ts";

const base = { name: "bert", source: ".", entryPoint: "train.py" };

defineTrainer({
  ...base,
  platforms: {
    vertex: {
      labels: { team: "nlp" },
      jobSpec: {
        enableWebAccess: true,
        scheduling: { strategy: "FLEX_START", maxWaitDuration: "3600s" },
        workerPoolSpecs: [{ machineSpec: { reservationAffinity: { reservationAffinityType: "ANY_RESERVATION" } } }],
      },
    },
  },
});

// @ts-expect-error -- a member that a CustomJob does not have
defineTrainer({ ...base, platforms: { vertex: { priority: "high" } } });

// @ts-expect-error -- a member that only the service tells
defineTrainer({ ...base, platforms: { vertex: { state: "JOB_STATE_QUEUED" } } });

// @ts-expect-error -- a strategy that does not exist
defineTrainer({ ...base, platforms: { vertex: { jobSpec: { scheduling: { strategy: "CHEAP" } } } } });

// @ts-expect-error -- a number where Google writes text
defineTrainer({ ...base, platforms: { vertex: { jobSpec: { workerPoolSpecs: [{ replicaCount: 2 }] } } } });

// @ts-expect-error -- an accelerator that Google does not have
const machineSpec: MachineSpec = { machineType: "g2-standard-4", acceleratorType: "NVIDIA_L40S" };
defineTrainer({ ...base, platforms: { vertex: { jobSpec: { workerPoolSpecs: [{ machineSpec }] } } } });

// @ts-expect-error -- a platform that does not exist
defineTrainer({ ...base, platforms: { slurm: {} } });

// @ts-expect-error -- a setting that does not exist
createVertex({ proejct: "my-project" });

export function stepsOf(plan: TrainingPlan<"vertex">): readonly ("job" | "search")[] {
  return plan.requests.map((request) => request.step);
}
