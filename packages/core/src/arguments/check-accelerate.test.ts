import { describe, expect, it } from "vitest";
import { checkAccelerateVariables } from "./check-accelerate.ts";
import { checkTrainingArguments } from "./check.ts";

const found = (variables: Record<string, string>, args: object = {}, ranks = 8) =>
  checkAccelerateVariables({ args, version: "5", variables, ranks }).map(({ severity, code, path }) =>
    [severity, code, path.replace("environment.variables.", "")].join(" "),
  );
const parallel = (sizes: Record<string, number>, args: object = {}) => {
  const entries = Object.entries(sizes).map(([name, size]) => [`PARALLELISM_CONFIG_${name}_SIZE`, String(size)]);
  return found({ ACCELERATE_USE_PARALLELISM_CONFIG: "true", ...Object.fromEntries(entries) }, args);
};

describe("variables", () => {
  it("pass with names and values that accelerate reads, and so do others", () => {
    const fsdp = { ACCELERATE_USE_FSDP: "true", FSDP_VERSION: "2", FSDP_TRANSFORMER_CLS_TO_WRAP: "A,B" };
    expect(found({ ...fsdp, ACCELERATE_MIXED_PRECISION: "bf16", OMP_NUM_THREADS: "x", ACCELERATE_MINE: "y" })).toEqual(
      [],
    );
  });

  it.each<[string, string]>([
    ["ACCELERATE_MIXED_PRECISION", "bfloat16"],
    ["ACCELERATE_USE_FSDP", "maybe"],
    ["FSDP_VERSION", "3"],
    ["FSDP_MIN_NUM_PARAMS", "1e8"],
    ["FSDP_AUTO_WRAP_POLICY", "size"],
  ])("%s = %s is refused", (name, value) => {
    expect(found({ ACCELERATE_USE_FSDP: "true", [name]: value }, { fsdp: false })).toContain(
      `error wrong-value ${name}`,
    );
  });

  it("answer a slip with the nearest name", () => {
    const variables = { ACCELERATE_USE_FSDP: "true", FSDP_TRANSFORMER_LAYER_CLS_TO_WRAP: "A" };
    const [diagnostic] = checkAccelerateVariables({ args: {}, version: "5", variables, ranks: 2 });
    expect(diagnostic).toMatchObject({ severity: "warning", code: "unknown-variable" });
    expect(diagnostic?.fix).toContain("FSDP_TRANSFORMER_CLS_TO_WRAP");
  });

  it("are told when nothing heeds them", () => {
    expect(found({ FSDP_VERSION: "2" })).toEqual(["warning ignored-variable FSDP_VERSION"]);
    expect(found({ PARALLELISM_CONFIG_TP_SIZE: "2" })).toEqual(["warning ignored-variable PARALLELISM_CONFIG_TP_SIZE"]);
  });

  it.each<[Record<string, string>, object, string[]]>([
    [{ ACCELERATE_USE_FSDP: "true" }, { fsdp: true }, ["ACCELERATE_USE_FSDP"]],
    [{ FSDP_VERSION: "2" }, { fsdp: true }, ["FSDP_VERSION"]],
    [{ ACCELERATE_USE_DEEPSPEED: "true" }, { deepspeed: { a: 1 } }, ["ACCELERATE_USE_DEEPSPEED"]],
    [{ ACCELERATE_USE_FSDP: "true" }, { deepspeed: "ds.json" }, ["ACCELERATE_USE_FSDP"]],
    [{ FSDP_IGNORED_MODULES: "a" }, { fsdp: true }, []],
    [{ ACCELERATE_USE_FSDP: "false" }, { fsdp: true }, []],
    [{ ACCELERATE_USE_FSDP: "true" }, {}, []],
    [{ ACCELERATE_MIXED_PRECISION: "bf16" }, { fsdp: true }, []],
  ])("%j and %j do not both configure the ranks", (variables, args, wrong) => {
    expect(found(variables, args)).toEqual(wrong.map((name) => `error sharding-twice ${name}`));
  });
});

describe("a ParallelismConfig by variables", () => {
  it.each<[Record<string, number>, object, string[]]>([
    [{ DP_SHARD: 4, TP: 2 }, { fsdp: true }, []],
    [{ TP: 8 }, {}, []],
    [{}, {}, []],
    [{}, { fsdp: true }, ["DP_SHARD"]],
    [{ SP: 2 }, {}, []],
    [{ TP: 2 }, {}, ["DP_REPLICATE"]],
    [{ CP: 2, SP: 4 }, {}, ["SP"]],
    [{ TP: 2, DP_REPLICATE: 4 }, {}, ["DP_SHARD"]],
    [{ TP: 8 }, { fsdp: true }, ["DP_SHARD"]],
    [{ CP: 8 }, { fsdp: true }, []],
    [{ TP: 0 }, {}, ["TP"]],
  ])("%j with %j", (sizes, args, wrong) => {
    expect(parallel(sizes, args)).toEqual(wrong.map((name) => `error parallelism PARALLELISM_CONFIG_${name}_SIZE`));
  });

  it("stands in for the Python object that no file can hold", () => {
    const [diagnostic] = checkTrainingArguments({ parallelism_config: { tp_size: 2, dp_shard_size: 4 } }, "5");
    expect(diagnostic).toMatchObject({ severity: "error", path: "args.parallelism_config" });
    expect(diagnostic?.fix).toContain(
      'ACCELERATE_USE_PARALLELISM_CONFIG: "true", PARALLELISM_CONFIG_TP_SIZE: "2", PARALLELISM_CONFIG_DP_SHARD_SIZE: "4"',
    );
  });
});
