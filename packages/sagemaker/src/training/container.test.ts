import { expect, it } from "vitest";
import type { SageMakerTraining } from "../native-types.ts";
import { layout } from "./container.ts";

/** How many nodes the launcher must find in a job of two, with these native fields. */
function nodesWith(sagemaker: SageMakerTraining): number | undefined {
  const spec = { name: "a", source: ".", entryPoint: "train.py", platforms: { sagemaker } };
  return layout.nodes?.(spec, { accelerator: "cpu", acceleratorsPerNode: 1, nodes: 2, spot: false });
}

it("counts the instances that the request asks for, and none where several groups have counts of their own", () => {
  const group = { InstanceType: "ml.m5.xlarge", InstanceGroupName: "train", InstanceCount: 1 } as const;
  expect(nodesWith({})).toBe(2);
  expect(nodesWith({ ResourceConfig: { InstanceCount: 4 } })).toBe(4);
  expect(nodesWith({ ResourceConfig: { InstanceGroups: [group] } })).toBeUndefined();
});
