import { describe, expect, it } from "vitest";
import { ConfigError } from "@switchyard/core";
import { command } from "../commands/plan.ts";
import { command as yard } from "../commands/yard.ts";
import { parseCommandLine } from "./parse.ts";

function problems(work: () => unknown): string[] {
  try {
    work();
  } catch (error) {
    if (error instanceof ConfigError)
      return error.issues.map((issue) => `${issue.path}: ${issue.message} ${issue.fix}`);
    throw error;
  }
  return [];
}

describe("parseCommandLine", () => {
  it("reads words and flags in any order", () => {
    const { words, flags } = parseCommandLine(command, ["--json", "train.yaml", "--on=sagemaker", "--run", "two"]);
    expect(words).toEqual(["train.yaml"]);
    expect(flags).toMatchObject({ json: true, on: "sagemaker", run: "two", help: false, set: [] });
  });

  it("collects a flag that may be given several times", () => {
    const { flags } = parseCommandLine(command, ["s.yaml", "--set", "sagemaker.role=a", "--set", "sagemaker.region=b"]);
    expect(flags.set).toEqual(["sagemaker.role=a", "sagemaker.region=b"]);
  });

  it("takes a lone hyphen for standard input, and everything behind -- for words", () => {
    expect(parseCommandLine(command, ["-"]).words).toEqual(["-"]);
    expect(parseCommandLine(command, ["--", "--odd.yaml"]).words).toEqual(["--odd.yaml"]);
  });

  it("reports every problem at once, with what to type instead", () => {
    const found = problems(() => parseCommandLine(command, ["a.yaml", "b.yaml", "--jsn", "--on"]));
    expect(found).toHaveLength(3);
    expect(found.join("\n")).toContain("--jsn: There is no such flag. Did you mean --json?");
    expect(found.join("\n")).toContain("--on: Its value is missing. Write --on PLATFORM,….");
    expect(found.join("\n")).toContain("b.yaml: plan takes one SPEC.");
  });

  it.each([
    [["x", "--json=yes"], "--json: It takes no value"],
    [["x", "--on", "--json"], "--on: Its value is missing"],
    [["x", "--on="], "--on: Its value is missing"],
    [["x", "--run", "a", "--run", "b"], "--run: It was given more than once"],
    [["x", "-j"], "-j: There is no such flag"],
    [["x", "--__proto__"], "--__proto__: There is no such flag"],
    [["x", "--constructor=1"], "--constructor: There is no such flag"],
    [[], "SPEC: plan needs a spec"],
  ])("refuses %j", (argv, expected) => {
    expect(problems(() => parseCommandLine(command, argv)).join("\n")).toContain(expected);
  });

  it("needs nothing else beside --help", () => {
    expect(parseCommandLine(command, ["-h"]).flags.help).toBe(true);
  });

  it("refuses words where a command takes none", () => {
    expect(problems(() => parseCommandLine(yard, ["4566"])).join("")).toContain("yard takes flags only");
  });
});
