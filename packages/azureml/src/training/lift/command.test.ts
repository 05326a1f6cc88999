import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { known, resolve } from "../../../testing/plan.ts";
import { lift } from "../lift.ts";

const lifted = (native: unknown) => lift(native, resolve(known));

describe("arguments", () => {
  const argsOf = (words: string) => lifted({ jobType: "Command", command: `python a.py ${words}` });

  it("of an older Trainer make the spec say its release", () => {
    const { spec, diagnostics } = argsOf("--no_cuda --seed 3");
    expect(spec).toMatchObject({ args: { no_cuda: true, seed: 3 }, environment: { transformers: "4" } });
    expect(diagnostics.map(({ message }) => message)).toContainEqual(expect.stringContaining("Only transformers 4.x"));
  });

  it("that do not take their value are left out, with what they take", () => {
    const { spec, diagnostics } = argsOf("--learning_rate fast --run_name 7");
    expect(spec.args).toEqual({ run_name: "7" });
    expect(diagnostics.map(({ message }) => message)).toContainEqual(expect.stringContaining("Allowed is"));
  });

  it("are read as a shell reads them", () => {
    const { spec } = argsOf(String.raw`--a "x y" --b 'p"q' --c=\$d --e "\"" --f -1`);
    expect(spec.scriptArgs).toEqual({ a: "x y", b: 'p"q', c: "$d", e: '"', f: -1 });
  });
});

it("whatever stands in a job's command, lifting it never fails", () => {
  const words = fc.array(
    fc.oneof(
      fc.string(),
      fc.constantFrom("--a", "--seed", "=1", "python", "train.py", "&&", "'", '"', "\\", "${{inputs.x}}", "\n"),
    ),
  );
  fc.assert(
    fc.property(words, (parts) => {
      const { spec } = lifted({ jobType: "Command", command: parts.join(" ") });
      expect(spec.entryPoint).toMatch(/\.py$/);
    }),
    { numRuns: 500 },
  );
});
