import { ConfigError } from "@switchyard/core";
import { describe, expect, it } from "vitest";
import { fakePlatforms } from "../testing/fake-platform.ts";
import { parseConfig } from "./config.ts";
import { applySettings } from "./set-flags.ts";

const { platforms } = fakePlatforms();

function problemsOf(run: unknown): readonly string[] {
  try {
    parseConfig({ run }, "file", platforms);
    return [];
  } catch (error) {
    if (error instanceof ConfigError) return error.issues.map(({ path, fix }) => `${path}: ${fix}`);
    throw error;
  }
}

describe("run: in the configuration", () => {
  it("keeps its placements and limits, also beside --set", () => {
    const run = {
      placements: [
        { on: "sagemaker", settings: { region: "eu-west-1" }, resources: { spot: true }, pricePerNodeHour: 2 },
      ],
      limits: { attempts: 3, time: "2h", money: 10 },
      preemptions: 1,
      patience: 30,
    };
    const config = parseConfig({ run, platforms: {} }, "file", platforms);
    expect(config.run).toEqual(run);
    expect(applySettings(config, ["sagemaker.role=x"], platforms)).toEqual({
      run,
      platforms: { sagemaker: { role: "x" } },
    });
  });

  it.each([
    ["text", /^file: run: Write `placements/],
    [{}, /^file: run\.placements: Write/],
    [{ placements: [] }, /^file: run\.placements: Write/],
    [{ placements: [{ on: "sagemaker" }], limit: {} }, /^file: run\.limit: Did you mean limits\?$/],
    [
      { placements: [{ on: "sagemaker" }], limits: { attempt: 3 } },
      /^file: run\.limits\.attempt: Did you mean attempts\?$/,
    ],
    [{ placements: [{ on: "sagemaker" }], limits: 3 }, /^file: run\.limits: Write/],
    [{ placements: ["sagemaker"] }, /^file: run\.placements\[0\]: Write/],
    [{ placements: [{ on: "sagemakr" }] }, /^file: run\.placements\[0\]\.on: Did you mean sagemaker\?/],
    [{ placements: [{ on: "sagemaker", spot: true }] }, /^file: run\.placements\[0\]\.spot: Leave it out\.$/],
    [{ placements: [{ on: "sagemaker", resources: "spot" }] }, /^file: run\.placements\[0\]\.resources: Leave/],
  ])("refuses %j", (run, problem) => {
    const problems = problemsOf(run);
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatch(problem);
  });
});
