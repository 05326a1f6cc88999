import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { containerCommands } from "./container-commands.ts";
import { namedWords } from "./named-words.ts";
import { scriptCallOf } from "./script-call.ts";
import { shellCommands } from "./shell-commands.ts";

const wordsOf = (text: string) => shellCommands(text).map(({ words }) => words.map((word) => word.text));
const callOf = (text: string) => scriptCallOf(shellCommands(text));

describe("a shell's text", () => {
  it.each<[text: string, words: string[][]]>([
    ["python a.py --x 1", [["python", "a.py", "--x", "1"]]],
    [`a "b c" 'd e' f\\ g`, [["a", "b c", "d e", "f g"]]],
    [`a "say \\"x\\"" '$y'`, [["a", 'say "x"', "$y"]]],
    ["a && b || c; d | e & f\ng", [["a"], ["b"], ["c"], ["d"], ["e"], ["f"], ["g"]]],
    ["a \\\n  b \\\r\n  c", [["a", "b", "c"]]],
    ["a # no word\nb#c", [["a"], ["b#c"]]],
    ["a ${{inputs.x y}} b", [["a", "${{inputs.x y}}", "b"]]],
    ["a $(b c | d) e `f g`", [["a", "$(b c | d)", "e", "`f g`"]]],
    [`a --json={"k":1}`, [["a", "--json={k:1}"]]],
    ["a 'never closed", [["a", "'never", "closed"]]],
    ["", []],
  ])("%j is read as its words", (text, words) => expect(wordsOf(text)).toEqual(words));

  it("has redirections that are no words", () => {
    const [command] = shellCommands("python a.py --x 1 > log.txt 2>&1");
    expect(command?.words.map(({ text }) => text)).toEqual(["python", "a.py", "--x", "1"]);
    expect(command?.redirections).toEqual(["> log.txt", "2>& 1"]);
  });

  it("has text of a here-document that is no command", () => {
    const commands = shellCommands("cat <<'EOF' > a.py\nimport os && x\nEOF\npython a.py");
    expect(commands.map(({ words }) => words.map(({ text }) => text))).toEqual([["cat"], ["python", "a.py"]]);
  });

  it.each(["$HOME/x", '"$HOME/x"', "${A:-b}", "`date`", "$(date)", "data/*.csv", "~/x", "$1"])(
    "knows that a shell replaces %s",
    (text) => expect(shellCommands(text)[0]?.words[0]?.isExpanded).toBe(true),
  );

  it.each(["'$HOME/x'", "\\$HOME", "${{inputs.x}}", '"\\$x"', "a~b", '"${{inputs.x}}"', "cost$"])(
    "knows that a shell leaves %s",
    (text) => expect(shellCommands(text)[0]?.words[0]?.isExpanded).toBe(false),
  );

  it("is read to its end, whatever it is", () => {
    const piece = fc.constantFrom(
      "a",
      " ",
      "'",
      '"',
      "\\",
      "$",
      "(",
      ")",
      "`",
      "<",
      "<<E\n",
      ">",
      "|",
      "&",
      "\n",
      "#",
      "{",
    );
    fc.assert(
      fc.property(fc.array(fc.oneof(piece, fc.string())), (parts) => {
        expect(Array.isArray(shellCommands(parts.join("")))).toBe(true);
      }),
    );
  });
});

describe("the call of a script", () => {
  it.each<[text: string, expected: object]>([
    ["python ./a.py --x", { script: "a.py", rest: [] }],
    ["python3.11 -u src/a.py", { script: "src/a.py", rest: ["-u"] }],
    ["exec /usr/bin/python3 a.py", { script: "a.py", rest: [] }],
    ["python -m pkg.train --x 1", { script: "pkg/train.py", module: "pkg.train" }],
    [
      "torchrun --nproc_per_node=8 a.py --x",
      { script: "a.py", launcher: { name: "torchrun", options: "--nproc_per_node=8" }, rest: [] },
    ],
    [
      "python -m torch.distributed.launch --use_env a.py",
      { launcher: { name: "torch.distributed.launch", options: "--use_env" } },
    ],
    [
      "accelerate launch --config_file c.yaml -m pkg.train",
      { script: "pkg/train.py", launcher: { name: "accelerate", options: "launch --config_file c.yaml -m" } },
    ],
    ["mpirun -np 4 python a.py", { launcher: { name: "mpirun", options: "-np 4" }, rest: [] }],
    ["pip install -r requirements.txt && python a.py", { requirements: "requirements.txt", rest: [] }],
    ["pip install -q -r ./r.txt ; python a.py", { requirements: "r.txt" }],
    ["pip install x && python a.py", { rest: ["pip install x"] }],
    [
      "cd src && pip install -r r.txt && python a.py",
      { script: "src/a.py", folder: "src", requirements: "src/r.txt", rest: [] },
    ],
    ["pip install -r r.txt && cd src && python a.py", { script: "src/a.py", requirements: "r.txt", rest: [] }],
    [
      "pip install -r r.txt && pip install -r s.txt && python a.py",
      { requirements: "r.txt", rest: ["pip install -r s.txt"] },
    ],
    ["cd /opt/x && python a.py", { script: "a.py", rest: ["cd /opt/x"] }],
    ["A=1 B=$C python a.py", { variables: { A: "1" }, rest: ["B=$C"] }],
    ["export A=1 B='x y' && env C=2 python a.py", { variables: { A: "1", B: "x y", C: "2" }, rest: [] }],
    ["python a.py > log.txt | tee x", { rest: ["tee x", "> log.txt"] }],
    ["python prepare.py && python a.py", { script: "a.py", rest: ["python prepare.py"] }],
  ])("%s", (text, expected) => {
    expect(callOf(text)).toMatchObject(expected);
  });

  it.each([
    "echo a.py",
    "ls",
    "python -c 'import a.py'",
    "python -m pip install x",
    "bash run.sh",
    "",
    "cat python a.py",
  ])("is not found in %j", (text) => expect(callOf(text)).toBeUndefined());
});

describe("words after a script", () => {
  const named = (text: string) => namedWords(shellCommands(text)[0]?.words ?? []);

  it("are arguments by name", () => {
    expect(named("--a 1 --b=2 --c --d x y -1").named).toEqual([
      ["a", ["1"]],
      ["b", ["2"]],
      ["c", []],
      ["d", ["x", "y", "-1"]],
    ]);
  });

  it("do not become values of the argument before an option with one hyphen", () => {
    expect(named("--lr 0.1 -e 5")).toMatchObject({ named: [["lr", ["0.1"]]], loose: ["-e", "5"] });
    expect(named("--lr=0.1 5")).toMatchObject({ named: [["lr", ["0.1"]]], loose: ["5"] });
  });

  it("are told where one is given twice, and where a shell fills one in", () => {
    expect(named("--a 1 --a 2 --b $X/y --c '$Z'")).toEqual({
      named: [
        ["a", ["2"]],
        ["c", ["$Z"]],
      ],
      loose: [],
      repeated: ["a"],
      expanded: ["--b $X/y"],
    });
  });
});

describe("a container's words", () => {
  const wordsOfContainer = (...words: string[]) =>
    containerCommands(words).map((command) => command.words.map(({ text }) => text));

  it("are one command, of which no shell reads anything", () => {
    expect(containerCommands(["python", "a.py", "--x", "$HOME && ls"])[0]?.words.at(-1)).toEqual({
      text: "$HOME && ls",
      isExpanded: false,
    });
  });

  it.each([
    [["sh", "-c", "cd x && python a.py"]],
    [["/bin/bash", "-euxo", "pipefail", "-c", "cd x && python a.py"]],
    [["bash", "-lc", "cd x; python a.py"]],
  ])("of a shell are its text: %j", (words) =>
    expect(wordsOfContainer(...words)).toEqual([
      ["cd", "x"],
      ["python", "a.py"],
    ]),
  );

  it("behind a shell's text stand where it says so", () => {
    expect(wordsOfContainer("sh", "-c", 'python a.py "$@"', "sh", "--lr", "0.1")).toEqual([
      ["python", "a.py", "--lr", "0.1"],
    ]);
  });
});
