import { expect, it } from "vitest";

import { createJobFates } from "./job-fates.ts";

const names = Array.from({ length: 1000 }, (_, index) => `job-${index}`);

it("decides by seed and name, in whichever order it is asked", () => {
  const faults = { seed: 7, preempt: 0.3, preemptAfter: [100, 200] as const };
  const ask = (order: readonly string[]) => {
    const fates = createJobFates(faults);
    return new Map(order.map((name) => [name, fates.preemption(name, 1)]));
  };
  const first = ask(names);
  const second = ask([...names].reverse());
  expect(names.map((name) => second.get(name))).toEqual(names.map((name) => first.get(name)));
  const moments = [...first.values()].filter((after) => after !== undefined);
  expect(moments.length / names.length).toBeCloseTo(0.3, 1);
  expect(Math.min(...moments)).toBeGreaterThanOrEqual(100);
  expect(Math.max(...moments)).toBeLessThanOrEqual(200);
  const other = createJobFates({ ...faults, seed: 8 });
  expect(names.map((name) => other.preemption(name, 1))).not.toEqual([...first.values()]);
});

it("takes a chance anew at each start of a job", () => {
  const { preemption } = createJobFates({ preempt: 0.5 });
  const starts = Array.from({ length: 50 }, (_, index) => preemption("job", index + 1) !== undefined);
  expect(new Set(starts)).toEqual(new Set([true, false]));
});

it("takes a job by its name as often as the name is there", () => {
  const { preemption } = createJobFates({ preempt: ["a", "a", "b"], preemptAfter: [5, 5] });
  expect([1, 2, 3].map((start) => preemption("a", start))).toEqual([5, 5, undefined]);
  expect([preemption("c", 1), preemption("b", 1)]).toEqual([undefined, 5]);
});

it("has no machines and no quota where it is told so, or for a share of jobs", () => {
  const places = createJobFates({ noCapacity: ["ml.p4d.24xlarge"], noQuota: ["spot"] });
  expect(places.lacksCapacity("any", ["ml.p4d.24xlarge", "us-east-1"])).toBe(true);
  expect(places.lacksCapacity("any", ["ml.g5.xlarge", "us-east-1"])).toBe(false);
  expect(places.lacksQuota("any", ["ml.g5.xlarge", "us-east-1", "spot"])).toBe(true);
  const { lacksCapacity, lacksQuota } = createJobFates({ noCapacity: 0.2, noQuota: 0.2 });
  const share = (lacks: typeof lacksQuota) => names.filter((name) => lacks(name, ["us-east-1"]));
  expect(share(lacksCapacity).length / names.length).toBeCloseTo(0.2, 1);
  expect(share(lacksQuota)).not.toEqual(share(lacksCapacity));
});

it("does nothing unless it is asked", () => {
  const fates = createJobFates();
  expect(names.some((name) => fates.preemption(name, 1) !== undefined || fates.lacksCapacity(name, ["spot"]))).toBe(
    false,
  );
});
