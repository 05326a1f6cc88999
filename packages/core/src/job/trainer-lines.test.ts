import { expect, it } from "vitest";
import { readTrainerLine } from "./trainer-lines.ts";

it("reads what both releases of transformers print", () => {
  const four = "{'loss': 3.5594, 'grad_norm': 2.7580618858337402, 'learning_rate': 3.125e-05, 'epoch': 0.5}";
  expect(readTrainerLine(four)?.values).toEqual({
    loss: 3.5594,
    grad_norm: 2.7580618858337402,
    learning_rate: 3.125e-5,
    epoch: 0.5,
  });
  const five = "{'loss': '3.552', 'grad_norm': '2.745', 'learning_rate': '0.0008125', 'epoch': '1'}";
  expect(readTrainerLine(five)?.values).toEqual({ loss: 3.552, grad_norm: 2.745, learning_rate: 0.0008125, epoch: 1 });
  const evaluation = "{'eval_loss': '3.818', 'eval_runtime': '0.002', 'epoch': '1'}";
  expect(readTrainerLine(evaluation)?.values).toEqual({ eval_loss: 3.818, eval_runtime: 0.002, epoch: 1 });
  expect(readTrainerLine("{'train_runtime': 1.5, 'train_loss': 2.7, 'epoch': 1.0}")?.values["train_loss"]).toBe(2.7);
});

it("reads numbers that JSON lacks, and leaves out what is no number", () => {
  const line =
    "{'loss': nan, 'eval_a': 'inf', 'eval_b': '-inf', 'n': 0, 'note': 'over \\'100', 'none': None, 'on': True}";
  expect(readTrainerLine(line.replace("\\'", ""))?.values).toEqual({
    loss: Number.NaN,
    eval_a: Number.POSITIVE_INFINITY,
    eval_b: Number.NEGATIVE_INFINITY,
    n: 0,
  });
  expect(readTrainerLine("{'loss': 'nan'}")?.values).toEqual({ loss: Number.NaN });
  expect(readTrainerLine("{'loss': ''}")).toBeUndefined();
});

it("reads through progress bars, escapes and a rank in front, and takes the step from a bar", () => {
  const bar = "\r 25%|██▌       | 4/16 [00:00<00:00, 90.62it/s]";
  expect(readTrainerLine(`${bar}\r{'loss': 1.5}`)).toEqual({ step: 4, values: { loss: 1.5 } });
  expect(readTrainerLine(`${bar} {'loss': 1.5}\r`)).toEqual({ step: 4, values: { loss: 1.5 } });
  expect(readTrainerLine("\u001B[A\u001B[0m{'loss': 1.5}")).toEqual({ values: { loss: 1.5 } });
  expect(readTrainerLine("[0] {'loss': 1.5}")).toEqual({ values: { loss: 1.5 } });
  expect(readTrainerLine("[default0]:{'loss': 1.5}")).toEqual({ values: { loss: 1.5 } });
});

it.each([
  "[1] {'loss': 1.5}",
  "[10] {'loss': 1.5}",
  "[default3]:{'loss': 1.5}",
  "loss: 1.5",
  "{'model': 'bert', 'epoch': 1}",
  '{"loss": 1.5}',
  "{'loss': 1.5",
  "{'loss': 1.5} and more",
  "{'loss': {'a': 1}}",
  "{'loss': [1, 2]}",
  "{'loss': 1.5,}",
  "",
])("takes nothing from %s", (line) => {
  expect(readTrainerLine(line)).toBeUndefined();
});
