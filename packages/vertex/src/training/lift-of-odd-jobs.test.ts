import * as fc from "fast-check";
import { expect, it } from "vitest";
import { known, resolve } from "../../testing/plan.ts";
import { lift } from "./lift.ts";

const lifted = (native: unknown) => lift(native, resolve(known));

/** Members that a job and its parts may have, and some that none has. */
const names = [
  ...["workerPoolSpecs", "baseOutputDirectory", "serviceAccount", "tensorboard", "enableWebAccess", "network"],
  ...["machineSpec", "replicaCount", "diskSpec", "containerSpec", "nfsMounts"],
  ...["pythonPackageSpec", "scheduling", "machine_spec", "reservedIpRanges", "priority", "constructor", "__proto__"],
];

it("whatever stands in a job's members, lifting it gives a spec and never fails", () => {
  const value = fc.json({ maxDepth: 3 }).map((text) => JSON.parse(text) as unknown);
  const members = fc.dictionary(fc.constantFrom(...names), value, { maxKeys: 8 });
  fc.assert(
    fc.property(members, members, members, (job, spec, pool) => {
      const native = { ...job, jobSpec: { ...spec, workerPoolSpecs: [pool, value, pool] } };
      const back = lifted(native).spec;
      expect(JSON.parse(JSON.stringify(back))).toEqual(back);
    }),
    { numRuns: 500 },
  );
});
