import { expect, it } from "vitest";
import { coverage } from "./coverage.ts";
import { rules } from "./training/rules.ts";

it("every rule answers for a leaf, or for what every job needs", () => {
  const answering = new Set(Object.values(coverage).flatMap((entry) => ("rule" in entry ? [entry.rule] : [])));
  expect(Object.keys(rules).filter((rule) => !answering.has(rule as never))).toEqual(["account", "container"]);
});
