import { describe, expect, it } from "vitest";
import { liftWords } from "./lift-words.ts";
import { parseWords } from "./parse-words.ts";
import { scriptCallOf } from "./script-call.ts";
import { shellCommands } from "./shell-commands.ts";

describe("shellCommands", () => {
  it.each([
    [
      "python a.py && echo 'x y' | tee \"b c\"",
      [
        ["python", "a.py"],
        ["echo", "x y"],
        ["tee", "b c"],
      ],
    ],
    ["python \\\n  a.py; b", [["python", "a.py"], ["b"]]],
    ["a\\ b 2>&1", [["a b", "2>&1"]]],
    ["echo 'open", [["echo", "open"]]],
  ])("reads %j", (text, commands) => expect(shellCommands(text)).toEqual(commands));

  it("leaves whole what is no shell's", () => {
    expect(shellCommands("python a.py --to ${{ outputs.a }}/b", /\$\{\{[^}]*\}\}/)).toEqual([
      ["python", "a.py", "--to", "${{ outputs.a }}/b"],
    ]);
  });
});

describe("scriptCallOf", () => {
  const call = (text: string) => scriptCallOf(shellCommands(text));

  it("finds the script, its words, its launcher and its requirements", () => {
    expect(call("pip install -r ./requirements.txt && torchrun --nproc 4 ./src/train.py --seed 1; ls")).toEqual({
      script: "src/train.py",
      words: ["--seed", "1"],
      requirements: "requirements.txt",
      launcher: "torchrun",
      rest: ["ls"],
    });
  });

  it("keeps requirements that lie outside the source folder among what was not understood", () => {
    expect(call("pip install -r /opt/all.txt && python train.py")).toMatchObject({
      rest: ["pip install -r /opt/all.txt"],
    });
    expect(call("pip install -r /opt/all.txt && python train.py")).not.toHaveProperty("requirements");
  });

  it("finds none in a command that starts no script", () => expect(call("python -m http.server")).toBeUndefined());
});

describe("liftWords", () => {
  const lift = (words: string, release?: string) =>
    liftWords(parseWords(words.split(" ")), { path: "command", release });

  it("sorts the Trainer's arguments from the script's own, as the types that they have", () => {
    expect(lift("--learning-rate 1e-4 --bf16 --layers 1 -2 --name=x")).toMatchObject({
      args: { learning_rate: 1e-4, bf16: true },
      scriptArgs: { layers: [1, -2], name: "x" },
      diagnostics: [],
    });
  });

  it("says which major has the arguments where the newest has not all of them", () => {
    expect(lift("--no_cuda True")).toMatchObject({ transformers: "4", args: { no_cuda: true } });
  });

  it("reports a word without a name and a value that an argument does not take", () => {
    const { diagnostics, args } = lift("stray --seed x");
    expect(args).toEqual({});
    expect(diagnostics.map(({ code, path }) => [code, path])).toEqual([
      ["not-lifted", "command"],
      ["not-lifted", "command"],
    ]);
  });
});
