import { describe, expect, it } from "vitest";
import { findCalls } from "./calls.ts";
import { readLiteral } from "./literal.ts";
import { PythonSyntaxError } from "./python-syntax-error.ts";
import { tokenize } from "./tokens.ts";

const valueOf = (source: string) => {
  const tokens = tokenize(source);
  const literal = readLiteral(tokens, 0);
  return literal?.next === tokens.length ? literal.value : undefined;
};
const calls = (source: string) => findCalls(source, ["TrainingArguments", "Seq2SeqTrainingArguments"], "output_dir");

describe("a literal", () => {
  it.each<[string, unknown]>([
    ["5e-5", 5e-5],
    ["1_000", 1000],
    ["0x_ff", 255],
    ["0b11", 3],
    ["00", 0],
    ["1.", 1],
    [".5e+2", 50],
    ["-1", -1],
    ["-(2)", -2],
    ["+1.5", 1.5],
    ["0_0", 0],
    ["012.5", 12.5],
    ["1e999", Infinity],
    ["True", true],
    ["None", null],
    ["'a' \"b\" '''c\nd'''", "abc\nd"],
    [
      String.raw`'\x41\u00e9\U0001F600\101\n\q\'\
'`,
      "Aé😀A\n\\q'",
    ],
    [String.raw`r'\n\''`, "\\n\\'"],
    ["u'ü'", "ü"],
    ["[1, 'a', (2, 3), (4), (5,), ()]", [1, "a", [2, 3], 4, [5], []]],
    ["{'a': {'b': [True]}, 'a': 2,}", { a: 2 }],
    ["(  # why\n 1\n)", 1],
    ["{}", {}],
  ])("%s is read", (source, value) => {
    expect(valueOf(source)).toEqual(value);
  });

  it.each([
    "x",
    "a.b",
    "f()",
    "1 + 1",
    "2**3",
    "b'x'",
    "f'x'",
    "f'{a['b']}'",
    "'a' f'b'",
    "1j",
    "012",
    "{1, 2}",
    "{1: 2}",
    "{**a}",
    "[*a]",
    "...",
    "not True",
    "-True",
    "- -2",
    "-(1,)",
    "1_",
    "-'a'",
    "9007199254740993",
    "[1,,2]",
    "[",
    "(,)",
    "'\\N{BULLET}'",
    "__import__('os')",
    "'\\U00110000'",
    "[1 2]",
    "lambda: 1",
    "constructor",
  ])("%s is none that JSON knows", (source) => {
    expect(valueOf(source)).toBeUndefined();
  });

  it("may be nested by a hostile hand without an end", () => {
    expect(valueOf("[".repeat(100_000))).toBeUndefined();
    expect(valueOf("-".repeat(100_000) + "1")).toBeUndefined();
    expect(valueOf(`${"(".repeat(50)}1${",)".repeat(50)}`)).toBeDefined();
    expect(() => tokenize(`f'{f"{`.repeat(10_000))).toThrow(PythonSyntaxError);
  });
});

describe("a call", () => {
  it("is found with its values, and what is known only at run time is told", () => {
    const source = `
from transformers import Trainer, TrainingArguments
args = TrainingArguments(
    "out",  # the folder
    learning_rate=2e-5,
    bf16=torch.cuda.is_bf16_supported(),
    report_to=["wandb", "tensorboard"],
    warmup_steps=int(0.1 * total),
    run_name=f"run-{name}",
    **extra,
)
`;
    const [call, ...more] = calls(source);
    expect(more).toEqual([]);
    expect(call?.name).toBe("TrainingArguments");
    expect(call?.values).toEqual({ output_dir: "out", learning_rate: 2e-5, report_to: ["wandb", "tensorboard"] });
    expect(call?.unread.map(({ name, source: text }) => [name, text])).toEqual([
      ["bf16", "torch.cuda.is_bf16_supported()"],
      ["warmup_steps", "int(0.1 * total)"],
      ["run_name", 'f"run-{name}"'],
      [undefined, "**extra"],
    ]);
    expect(source.slice(call?.starts["learning_rate"]).startsWith("learning_rate=2e-5")).toBe(true);
  });

  it("is found under another name, behind a module, and within another call", () => {
    const source =
      "from transformers import TrainingArguments as TA\nf(TA(seed=1), t.Seq2SeqTrainingArguments(seed=2))";
    expect(calls(source).map(({ name, values }) => [name, values])).toEqual([
      ["TrainingArguments", { seed: 1 }],
      ["Seq2SeqTrainingArguments", { seed: 2 }],
    ]);
  });

  it.each([
    "class Mine(TrainingArguments):\n    pass",
    "isinstance(x, TrainingArguments)",
    "# TrainingArguments(seed=1)",
    "'TrainingArguments(seed=1)'",
    "def TrainingArguments(seed): pass",
    "MyTrainingArguments(seed=1)",
    "",
  ])("is not found in %j", (source) => {
    expect(calls(source)).toEqual([]);
  });

  it("knows where an argument ends", () => {
    const source =
      "TrainingArguments(a=lambda x, y: (x, y), b=[i for i in (1, 2)], seed=1, c={'k': f(1, 2)}, d=x == 1)";
    const [call] = calls(source);
    expect(call?.values).toEqual({ seed: 1 });
    expect(call?.unread.map(({ name }) => name)).toEqual(["a", "b", "c", "d"]);
  });

  it("may be cut off", () => {
    expect(calls("TrainingArguments(seed=1, bf16=")).toMatchObject([{ values: { seed: 1 } }]);
  });
});

it.each(["'a", '"""a"', "'a\nb'", "f'{a", "$"])("says where %j cannot be read on", (source) => {
  expect(() => tokenize(`x = 1\n${source}`)).toThrow(PythonSyntaxError);
});
