import { expect, it } from "vitest";
import { compareReleases, needsOf, releaseMeantBy, runsOn } from "./needs.ts";

it.each([
  ["4.46.3", { python: "3.9", torch: "2.2" }],
  ["5.14.2", { python: "3.10", torch: "2.4" }],
  ["5.20", { python: "3.10", torch: "2.6" }],
  ["5.21.0", { python: "3.11", torch: "2.6" }],
  ["5.99", { python: "3.11", torch: "2.6" }],
])("transformers %s needs %o", (release, needs) => {
  expect(needsOf(release)).toMatchObject(needs);
});

it("what is not known rules nothing out", () => {
  expect(runsOn("5.23", {})).toBe(true);
  expect(runsOn("5.23", { torch: "2.5.1" })).toBe(false);
  expect(runsOn("5.23", { python: "3.9", torch: "2.9" })).toBe(false);
});

it("a bare major is the newest minor that runs there, and the newest of all where none does", () => {
  expect(releaseMeantBy("5", { python: "3.10" })).toBe("5.20");
  expect(releaseMeantBy("5", { torch: "2.5.1" })).toBe("5.19");
  expect(releaseMeantBy("5", { python: "3.8" })).toBe("5.23");
  expect(releaseMeantBy("4", {})).toBe("4.57");
  expect(releaseMeantBy("5.3", { python: "3.8" })).toBe("5.3");
});

it("releases are compared by numbers", () => {
  expect(["5.10", "5.9.1", "5.9", "4.57.6"].toSorted(compareReleases)).toEqual(["4.57.6", "5.9", "5.9.1", "5.10"]);
});
