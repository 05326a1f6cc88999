import { expect, it } from "vitest";
import { carryArguments } from "./carry.ts";

const onlyJson = { args: { report_to: ["wandb", "mlflow"], seed: 1 }, scriptArgs: { data: [] } };

it("takes the command line where it can say everything", () => {
  const carried = carryArguments({ args: { seed: 1 }, scriptArgs: { data: "x" } }, "5");
  expect(carried).toEqual({ argv: ["--seed=1", "--data=x"], diagnostics: [] });
});

it("takes a file where a value forces it, and names each", () => {
  const carried = carryArguments(onlyJson, "5");
  expect(carried).toMatchObject({ json: '{\n "report_to": ["wandb","mlflow"],\n "seed": 1,\n "data": []\n}\n' });
  expect(carried.diagnostics).toMatchObject([
    { severity: "warning", code: "arguments-file", path: "args.report_to" },
    { severity: "warning", code: "arguments-file", path: "scriptArgs.data" },
  ]);
  expect(carried.diagnostics[0]?.message).toContain("JSON file");
  expect(carried.diagnostics[0]?.fix).toContain('launch: { arguments: "json" }');
});

it("is silent about a file that was asked for", () => {
  expect(carryArguments(onlyJson, "5", "json").diagnostics).toEqual([]);
  expect(carryArguments({}, "5", "json")).toEqual({ json: "{}\n", diagnostics: [] });
});

it("refuses what the command line cannot say when that was asked for", () => {
  const carried = carryArguments(onlyJson, "5", "argv");
  expect(carried).toMatchObject({ argv: ["--seed=1"] });
  expect(carried.diagnostics.map(({ severity, path }) => `${severity} ${path}`)).toEqual([
    "error args.report_to",
    "error scriptArgs.data",
  ]);
});

it("is not forced to a file by what is wrong in itself", () => {
  const carried = carryArguments({ args: { seed: "1" } }, "5");
  expect(carried).toMatchObject({ argv: [], diagnostics: [{ severity: "error", code: "wrong-type" }] });
});
