import { checkTrainerSpec } from "@switchyard/core";
import * as fc from "fast-check";
import { expect, it } from "vitest";
import { manifest } from "../../testing/manifest.ts";
import { known, resolve } from "../../testing/plan.ts";
import { lift } from "./lift.ts";

const lifted = (native: unknown) => lift(native, resolve(known));

const submissionNames = [
  "submission_id",
  "metadata",
  "runtime_env",
  "status",
  "entrypoint_num_gpus",
  "constructor",
  "__proto__",
];
const manifestNames = [
  "runtimeEnvYAML",
  "rayClusterSpec",
  "metadata",
  "activeDeadlineSeconds",
  "suspend",
  "constructor",
  "__proto__",
];

it("whatever stands in a job's members, lifting it gives a spec and never fails", () => {
  const value = fc.json({ maxDepth: 3 }).map((text) => JSON.parse(text) as unknown);
  const members = (names: readonly string[]) => fc.dictionary(fc.constantFrom(...names), value, { maxKeys: 6 });
  fc.assert(
    fc.property(members(submissionNames), members(manifestNames), fc.boolean(), (job, spec, isManifest) => {
      const native = isManifest ? { kind: "RayJob", metadata: {}, spec } : { ...job, entrypoint: "python a.py" };
      const { spec: found } = lifted(native);
      expect(JSON.parse(JSON.stringify(found))).toEqual(found);
      expect(checkTrainerSpec(found).filter(({ severity }) => severity === "error")).toEqual([]);
    }),
    { numRuns: 400 },
  );
});

it("whatever stands deep in a manifest, lifting it gives a spec and never fails", () => {
  const value = fc.oneof(
    fc.constant(null),
    fc.string(),
    fc.integer(),
    fc.constant([]),
    fc.constant({}),
    fc.constant([{}]),
    fc.boolean(),
  );
  const places = [
    "headGroupSpec",
    "workerGroupSpecs",
    "template",
    "spec",
    "containers",
    "resources",
    "limits",
    "env",
    "nodeSelector",
    "name",
    "groupName",
  ];
  fc.assert(
    fc.property(fc.constantFrom(...places), value, (place, odd) => {
      const text = JSON.stringify(manifest, (key, inner: unknown) => (key === place ? odd : inner));
      const found = JSON.parse(text) as { kind?: unknown };
      const { spec } = lifted({ ...found, kind: "RayJob" });
      expect(checkTrainerSpec(spec).filter(({ severity }) => severity === "error")).toEqual([]);
    }),
    { numRuns: 200 },
  );
});
