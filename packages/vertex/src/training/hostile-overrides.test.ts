import type { TrainerSpec } from "@switchyard/core";
import * as fc from "fast-check";
import { expect, it } from "vitest";
import { bodyOf, known, plan } from "../../testing/plan.ts";
import { leavesOf } from "@switchyard/core/platform";

/** Members on the way to a pool's container, and some that lead nowhere. */
const names = [
  "labels",
  "jobSpec",
  "workerPoolSpecs",
  "scheduling",
  "strategy",
  "containerSpec",
  "machineSpec",
  "machineType",
  "acceleratorType",
  "acceleratorCount",
  "reservationAffinity",
  "tpuTopology",
  "diskSpec",
  "env",
  "imageUri",
  "pscInterfaceConfig",
  "encryptionSpec",
  "switchyard-key",
  "constructor",
  "__proto__",
  "0",
  "a/b~c",
];

it("whatever stands in the overrides of JavaScript or a file, a plan comes of it, with an origin for every leaf", () => {
  const value = fc.json({ maxDepth: 2 }).map((text) => JSON.parse(text) as unknown);
  const members = fc.dictionary(fc.constantFrom(...names), value, { maxKeys: 4 });
  const pools = fc.oneof(fc.array(fc.oneof(members, value), { maxLength: 5 }), value, members);
  const spec = fc.oneof(
    fc.record({ members, pools }).map(({ members: own, pools: list }) => ({ ...own, workerPoolSpecs: list })),
    value,
  );
  fc.assert(
    fc.property(members, spec, fc.constantFrom(1, 2), (own, jobSpec, nodes) => {
      const vertex = { ...own, jobSpec } as NonNullable<TrainerSpec["platforms"]>["vertex"];
      const given = { platforms: { vertex }, resources: { accelerator: "L4", nodes } } as Partial<TrainerSpec>;
      const translation = plan(given, known);
      const leaves = leavesOf(bodyOf(translation), "/requests/0/body").map(({ pointer }) => pointer);
      expect(Object.keys(translation.origins).sort()).toEqual(leaves.sort());
    }),
    { numRuns: 1000 },
  );
});
