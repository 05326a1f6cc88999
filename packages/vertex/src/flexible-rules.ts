import type { AcceleratorType } from "./native-types.gen.ts";
import { inPools, when, type RequestRule, type Subject } from "./request-rule.ts";

/** The GPUs that flexible start has, by the words of their names. */
const flexible: readonly (AcceleratorType | undefined)[] = [
  "NVIDIA_L4",
  "NVIDIA_TESLA_A100",
  "NVIDIA_A100_80GB",
  "NVIDIA_H100_80GB",
  "NVIDIA_H100_MEGA_80GB",
  "NVIDIA_H200_141GB",
  "NVIDIA_B200",
];

const isFlexible = ({ spec }: Subject): boolean => spec.scheduling?.strategy === "FLEX_START";

/** Source: "Dynamic Workload Scheduler" of Vertex AI's documentation. */
export const flexibleRules: readonly RequestRule[] = [
  {
    code: "native-flexible",
    broken: (subject) =>
      !isFlexible(subject)
        ? []
        : inPools(
            subject,
            ({ machineSpec }) => machineSpec !== undefined && !flexible.includes(machineSpec.acceleratorType),
            "/machineSpec",
          ),
    message: "Flexible start has L4, A100, H100, H200 and B200 only.",
    fix: 'Use one of these, or `strategy: "STANDARD"`.',
  },
  {
    code: "native-flexible",
    broken: (subject) => {
      const [chief, ...others] = subject.pools.map(({ machineSpec }) => JSON.stringify(machineSpec));
      if (!isFlexible(subject)) return [];
      return others.flatMap((machine, index) =>
        when(machine !== undefined && machine !== chief, `${subject.at}/workerPoolSpecs/${index + 1}/machineSpec`),
      );
    },
    message: "Flexible start wants the same machine in every worker pool.",
    fix: "Write the same `machineSpec` in all of them.",
  },
];
