import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readLiteral } from "../packages/cli/src/python/literal.ts";
import { PythonSyntaxError } from "../packages/cli/src/python/python-syntax-error.ts";
import { tokenize } from "../packages/cli/src/python/tokens.ts";

const isFull = process.env["SWITCHYARD_CONFORMANCE"] === "full";
const sample = { numRuns: isFull ? 50_000 : 5_000, seed: 20_260_803 };
const bridge = fileURLToPath(new URL("python-literals-bridge.py", import.meta.url));
const python = process.env["SWITCHYARD_PYTHON_T5"];

const text = fc
  .oneof(fc.constantFrom("'", '"', "'''", '"""'))
  .chain((quote) =>
    fc
      .array(
        fc.constantFrom(
          "a",
          "é",
          "😀",
          " ",
          "\\n",
          "\\\\",
          "\\'",
          '\\"',
          "\\x41",
          "\\x4",
          "\\u00e9",
          "\\ud83d",
          "\\101",
          "\\8",
          "\\q",
          "\n",
          "\\\n",
          "{",
          "}",
          "{x}",
          "'",
          '"',
          "#",
        ),
        { maxLength: 5 },
      )
      .map((parts) => quote + parts.join("") + quote),
  );
const prefixed = fc
  .tuple(fc.constantFrom("", "", "", "r", "R", "u", "b", "f", "rb", "Fr"), text)
  .map(([prefix, quoted]) => prefix + quoted);
const number = fc.oneof(
  fc.double({ noNaN: true }).map(String),
  fc.integer().map(String),
  fc.stringMatching(/^[0-9._eE+xob-]{1,7}$/),
  fc.constantFrom(
    "1_000",
    "0x_fF",
    "0b1_0",
    "0o17",
    "1e999",
    "1j",
    "00",
    "0_0",
    "012",
    "9007199254740991",
    "9007199254740992",
    "1.e3",
    "5e-5",
  ),
);
const word = fc.constantFrom("True", "False", "None", "true", "null", "x", "set()", "...", "lambda: 1", "not True");
const { expression } = fc.letrec<{ expression: string }>((tie) => {
  const items = fc.array(tie("expression"), { maxLength: 3 });
  const pairs = fc.array(fc.tuple(tie("expression"), tie("expression")), { maxLength: 2 });
  const ending = fc.constantFrom("", ",", "\n", " # why\n", ", ");
  return {
    expression: fc.oneof(
      { depthSize: "small", withCrossShrink: true },
      number,
      prefixed,
      word,
      fc.tuple(items, ending).map(([list, end]) => `[${list.join(", ")}${end}]`),
      fc.tuple(items, ending).map(([list, end]) => `(${list.join(",")}${end})`),
      fc.tuple(items, ending).map(([list, end]) => `{${list.join(",")}${end}}`),
      fc.tuple(pairs, ending).map(([list, end]) => `{${list.map((pair) => pair.join(": ")).join(", ")}${end}}`),
      fc.tuple(fc.constantFrom("-", "+", "--", "not ", "~"), tie("expression")).map(([sign, rest]) => sign + rest),
      fc
        .tuple(tie("expression"), fc.constantFrom(" ", " + ", "*", ", ", ""), tie("expression"))
        .map((parts) => parts.join("")),
    ),
  };
});

/** Our answer in the bridge's form. */
function read(source: string): { value: unknown } | null {
  try {
    const tokens = tokenize(source);
    const literal = readLiteral(tokens, 0);
    return literal?.next === tokens.length ? { value: plain(literal.value) } : null;
  } catch (error) {
    if (error instanceof PythonSyntaxError) return null;
    throw error;
  }
}

function plain(value: unknown): unknown {
  if (typeof value === "number") return Number.isFinite(value) ? value + 0 : "<infinity>";
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, plain(item)]));
}

describe.skipIf(python === undefined)("literals of Python", () => {
  it("are read as ast.literal_eval reads them, and nothing else is", () => {
    const sources = fc.sample(expression, sample).filter((source) => !source.includes("\0"));
    const input = JSON.stringify(sources);
    const finished = spawnSync(python ?? "", [bridge], { input, encoding: "utf8", maxBuffer: 1 << 28 });
    expect(finished.status, finished.stderr).toBe(0);
    const answers = JSON.parse(finished.stdout) as ({ value: unknown } | null)[];
    const literals = answers.filter((answer) => answer !== null).length;
    expect(literals).toBeGreaterThan(sources.length / 5);
    expect(literals).toBeLessThan(sources.length);
    const differences = sources.flatMap((source, index) => {
      const [ours, theirs] = [JSON.stringify(read(source)), JSON.stringify(answers[index])];
      return ours === theirs ? [] : [{ source, ours, theirs }];
    });
    expect(differences).toEqual([]);
  });
});
