import * as fc from "fast-check";
import { expect, it } from "vitest";
import { fromIsoDuration, toIsoDuration } from "./duration.ts";

it.each([
  [21_600, "PT6H"],
  [90_000, "P1DT1H"],
  [86_400, "P1D"],
  [61, "PT1M1S"],
])("%i seconds are %s", (seconds, text) => {
  expect(toIsoDuration(seconds)).toBe(text);
});

it("every duration is read back", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 10 ** 8 }), (seconds) => {
      expect(fromIsoDuration(toIsoDuration(seconds))).toBe(seconds);
    }),
  );
});

it.each(["6h", "P", "PT", "P1W", "P1M", "-PT1S", ""])("%j is no duration that has seconds", (text) => {
  expect(fromIsoDuration(text)).toBeUndefined();
});
