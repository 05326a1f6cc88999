import { describe, expect, it } from "vitest";
import { table4, table5 } from "../arguments/index.ts";
import { checkTrainerSpec } from "../spec/check.ts";
import { argumentCases, type ArgumentCase } from "./argument-cases.ts";

const cases = argumentCases();

/** What is refused whatever its value is. */
const refused = ["hub_token", "push_to_hub_token", "parallelism_config"];

function isRight({ name, release, companions }: ArgumentCase, value: unknown): boolean {
  const spec = {
    name: "bert",
    source: ".",
    entryPoint: "train.py",
    resources: { accelerator: "A100-80GB", acceleratorsPerNode: 8 },
    environment: { transformers: release },
    args: { ...companions, [name]: value },
  };
  return checkTrainerSpec(spec).every(({ severity }) => severity !== "error");
}

describe("argument cases", () => {
  it("hold every row of both tables", () => {
    for (const { major, rows } of [table4, table5]) {
      const named = new Set(cases.filter(({ release }) => release.startsWith(`${major}.`)).map(({ name }) => name));
      expect(rows.map(({ name }) => name).filter((name) => !named.has(name))).toEqual([]);
    }
  });

  it("have unlike values that are right for the release, so that something is there to be forgotten", () => {
    const withoutValues = cases.filter(
      (argument) => !argument.pairs.some(([one, other]) => isRight(argument, one) && isRight(argument, other)),
    );
    expect([...new Set(withoutValues.map(({ name }) => name))].sort()).toEqual([...refused].sort());
  });

  it("have no value that is wrong, but for words of FSDP that a release takes with others only", () => {
    const wrong = cases.filter((argument) => argument.pairs.flat().some((value) => !isRight(argument, value)));
    expect([...new Set(wrong.map(({ name }) => name))].sort()).toEqual([...refused, "fsdp"].sort());
  });

  it("never pair a value with itself", () => {
    for (const { name, pairs } of cases)
      for (const [one, other] of pairs) expect([name, one]).not.toEqual([name, other]);
  });
});
