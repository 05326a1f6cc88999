import * as fc from "fast-check";
import { expect, it } from "vitest";
import { checkpointBase, checkpointPlace, ownCheckpointPath } from "./checkpoint-place.ts";

const key = "0123456789abcdef0123456789abcdef";

it("gives all attempts of a run one place, and every run another", () => {
  const place = (run: string, attempt: number) => checkpointPlace("s3://kept/", { key, run, attempt });
  expect(place("1", 1)).toBe(`s3://kept/${key}-1`);
  expect(place("1", 2)).toBe(place("1", 1));
  expect(place("2", 1)).not.toBe(place("1", 1));
});

it("is read back, whatever the base is, and never taken for a platform's own place", () => {
  const bases = fc.stringMatching(/^[a-z0-9]{2,5}:\/\/[\w./-]{0,20}\w$/);
  fc.assert(
    fc.property(bases, fc.stringMatching(/^\w[\w-]{0,9}$/), (base, run) => {
      const identity = { key, run, attempt: 1 };
      expect(checkpointBase(checkpointPlace(base, identity))).toBe(base);
      expect(checkpointBase(`${base}${ownCheckpointPath({ ...identity, run: "1" })}`)).toBeUndefined();
    }),
  );
});
