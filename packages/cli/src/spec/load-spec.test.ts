import { describe, expect, it } from "vitest";
import { ConfigError, parseTrainerSpec } from "@switchyard/core";
import { fakeShell } from "../testing/fake-shell.ts";
import { loadSpec } from "./load-spec.ts";
import type { LocatedDiagnostic } from "./locate.ts";

async function issuesOf(text: string): Promise<readonly LocatedDiagnostic[]> {
  const loaded = await loadSpec("-", fakeShell({ stdin: text }));
  try {
    await loaded.judge(() => Promise.resolve(parseTrainerSpec(loaded.spec)));
  } catch (error) {
    if (error instanceof ConfigError) return error.issues;
    throw error;
  }
  return [];
}

const start = "name: bert\nsource: .\nentryPoint: train.py\n";

describe("loadSpec", () => {
  it("reads standard input, relative to the working directory", async () => {
    const { spec, folder } = await loadSpec("-", fakeShell({ stdin: start, directory: "/somewhere" }));
    expect(spec).toEqual({ name: "bert", source: ".", entryPoint: "train.py" });
    expect(folder).toBe("/somewhere");
  });

  it.each(["- a\n", '"text"', "42", "[]"])("refuses %j, which is no object", async (stdin) => {
    await expect(loadSpec("-", fakeShell({ stdin }))).rejects.toThrow("A spec is an object");
  });

  it.each(["", "# nothing\n", "null", "---\n---\n"])("refuses %j, which has no content", async (stdin) => {
    await expect(loadSpec("-", fakeShell({ stdin }))).rejects.toThrow("standard input: It is empty.");
  });

  it("tells the line of a wrong value", async () => {
    expect(await issuesOf(`${start}resources:\n  nodes: 0\n`)).toMatchObject([
      { path: "resources.nodes", location: { file: "standard input", line: 5, column: 10 } },
    ]);
  });

  it("tells the line of the object in which a field is missing", async () => {
    expect(await issuesOf("name: bert\nsource: .\n")).toMatchObject([{ path: "entryPoint", location: { line: 1 } }]);
  });

  it.each([
    ["environment:\n  transformers: 4.60\n", 'Unquoted, 4.60 is a number: write "4.60".'],
    ["environment:\n  python: 3.10\n", 'Unquoted, 3.10 is a number: write "3.10".'],
    ["environment:\n  variables:\n    THREADS: 4\n", 'Unquoted, 4 is a number: write "4".'],
    ["resources:\n  spot: yes\n", 'In YAML 1.2 only true and false are booleans: write true, or "yes" for text.'],
    ["resources:\n  spot: Off\n", "write false"],
    ["args:\n  bf16: no\n", "write false"],
    ["resources:\n  nodes: 1_000\n", "Write 1000"],
  ])("knows what the author of %j meant", async (text, fix) => {
    const [issue] = await issuesOf(start + text);
    expect(issue?.fix).toContain(fix);
  });

  it("leaves a fix alone where YAML is not to blame", async () => {
    expect(await issuesOf(`${start}args:\n  learnig_rate: 1\n`)).toMatchObject([
      { path: "args.learnig_rate", fix: expect.stringContaining("learning_rate") as string },
    ]);
  });
});
