import { expect, it } from "vitest";

import { readFaults } from "./read-faults.ts";

it("takes what the switches are", () => {
  const faults = {
    ...{ seed: 7, services: ["ray", "s3"], throttle: 0.1, serverError: 0, dropAfter: ["CreateTrainingJob"] },
    ...{ preempt: 0.5, preemptAfter: [10, 20], noCapacity: ["ml.p4d.24xlarge"], noQuota: 1 },
  };
  expect(readFaults(faults)).toEqual(faults);
  expect(readFaults({})).toEqual({});
});

it.each([
  [{ throttel: 1 }, "throttel: there is no such switch. There are seed, services, throttle"],
  [{ throttle: 2 }, "throttle: found 2. Allowed: a probability from 0 to 1."],
  [{ throttle: ["x"] }, "throttle: found"],
  [{ services: ["vertex"] }, "Allowed: a list of sagemaker, s3, logs, ray."],
  [{ seed: 1.5 }, "seed: found 1.5"],
  [{ dropAfter: [1] }, "dropAfter: found [1]"],
  [{ preemptAfter: [20, 10] }, "the smaller one first"],
  [{ preemptAfter: [1, 2, 3] }, "preemptAfter: found"],
  [[], "Allowed: an object"],
  [null, "Found null."],
])("refuses %j", (faults, text) => {
  expect(() => readFaults(faults)).toThrow(text);
});

it("says all problems at once", () => {
  expect(() => readFaults({ throttle: 2, preempt: -1 })).toThrow(/throttle: .*\npreempt: /);
});
