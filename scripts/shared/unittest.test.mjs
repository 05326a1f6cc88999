import { describe, expect, it } from "vitest";
import { countOf } from "./unittest.mjs";

describe("countOf", () => {
  it("reads a run in which all passed", () => {
    expect(countOf("...\nRan 12 tests in 3.4s\n\nOK\n", 0)).toEqual({ passed: 12, failed: 0, skipped: 0 });
  });

  it("takes what was skipped out of what passed", () => {
    expect(countOf("Ran 12 tests in 3.4s\n\nOK (skipped=2)\n", 0)).toEqual({ passed: 10, failed: 0, skipped: 2 });
  });

  it("adds failures and errors", () => {
    const output = "Ran 12 tests in 3.4s\n\nFAILED (failures=1, errors=2, skipped=3)\n";
    expect(countOf(output, 1)).toEqual({ passed: 6, failed: 3, skipped: 3 });
  });

  it("counts a run that broke off as a failure", () => {
    expect(countOf("ModuleNotFoundError: No module named 'x'\n", 1)).toEqual({ passed: 0, failed: 1, skipped: 0 });
  });
});
