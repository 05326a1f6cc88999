import { expect, it } from "vitest";
import { encodeScriptArguments } from "./script-arguments.ts";

it("sorts by name and gives each kind of value its form", () => {
  const { argv, diagnostics } = encodeScriptArguments({
    verbose: true,
    text: "a b",
    "number-of-beams": 4,
    files: ["{input:train}/a", "", 3, false],
    cache: false,
    config: { depth: 2, name: "x y" },
  });
  expect(diagnostics).toEqual([]);
  expect(argv).toEqual([
    "--cache=false",
    '--config={"depth":2,"name":"x y"}',
    ...["--files", "{input:train}/a", "", "3", "false"],
    "--number-of-beams=4",
    "--text=a b",
    "--verbose",
  ]);
});

it("gives the same arguments whatever the order written", () => {
  expect(encodeScriptArguments({ b: 1, a: 2, B: 3 })).toEqual(encodeScriptArguments({ B: 3, a: 2, b: 1 }));
});

it.each<[string, Record<string, unknown>, string]>([
  ["null-value", { a: null }, "scriptArgs.a"],
  ["empty-list", { a: [] }, "scriptArgs.a"],
  ["dash-in-list", { a: ["x", "-y"] }, "scriptArgs.a"],
  ["dash-in-list", { a: [-1] }, "scriptArgs.a"],
  ["nested-list", { a: [["x"]] }, "scriptArgs.a"],
  ["nested-list", { a: [null] }, "scriptArgs.a"],
  ["misplaced-argument", { learning_rate: 1 }, "scriptArgs.learning_rate"],
  ["misplaced-argument", { "learning-rate": 1 }, "scriptArgs.learning-rate"],
  ["wrong-name", { "--a": 1 }, "scriptArgs.--a"],
  ["wrong-name", { "a b": 1 }, "scriptArgs.a b"],
  ["wrong-name", { "": 1 }, "scriptArgs."],
  ["unfit-value", { a: "x\0" }, "scriptArgs.a"],
  ["unfit-value", { a: { b: ["\udc00"] } }, "scriptArgs.a"],
  ["unfit-value", { a: Number.NaN }, "scriptArgs.a"],
])("answers %s: %j", (code, args, path) => {
  const { argv, diagnostics } = encodeScriptArguments(args);
  expect(argv).toEqual([]);
  expect(diagnostics).toMatchObject([{ severity: "error", code, path }]);
  expect(diagnostics[0]?.fix).toBeTruthy();
});

it("refuses a name that stands twice to argparse", () => {
  const { argv, diagnostics } = encodeScriptArguments({ "a-b": 1, a_b: 2 });
  expect(argv).toEqual(["--a-b=1"]);
  expect(diagnostics).toMatchObject([{ code: "duplicate-name", path: "scriptArgs.a_b" }]);
});

it("takes a name that this release of transformers does not have", () => {
  expect(encodeScriptArguments({ overwrite_output_dir: true }, "5").argv).toEqual(["--overwrite_output_dir"]);
  expect(encodeScriptArguments({ overwrite_output_dir: true }, "4").diagnostics).toMatchObject([
    { code: "misplaced-argument" },
  ]);
});
