import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Document } from "./document.ts";
import { readPlainYaml } from "./plain-yaml.ts";
import { parseYaml } from "./yaml.ts";

/** What the library makes of a text; undefined for a mistake. */
function readAll(text: string): Document | undefined {
  try {
    return parseYaml(text, "test");
  } catch {
    return undefined;
  }
}

function pathsOf(value: unknown, path = ""): string[] {
  if (typeof value !== "object" || value === null) return [path];
  return [
    path,
    ...Object.entries(value).flatMap(([key, inner]) => pathsOf(inner, path === "" ? key : `${path}.${key}`)),
  ];
}

/** Whether the text was plain. Where it is, value and places are the library's. */
function compare(text: string): boolean {
  const plain = readPlainYaml(text);
  if (plain === undefined) return false;
  const whole = readAll(text);
  expect(plain.value, text).toStrictEqual(whole?.value);
  for (const path of pathsOf(plain.value)) expect(plain.find(path), `${path} of ${text}`).toEqual(whole?.find(path));
  return true;
}

describe("readPlainYaml", () => {
  it.each(["train.yaml", "switchyard.config.yaml"])("reads the quickstart's %s", (name) => {
    expect(compare(readFileSync(new URL(`../../../../examples/quickstart/${name}`, import.meta.url), "utf8"))).toBe(
      true,
    );
  });

  it("reads names, words, numbers, quotes, comments and what is empty", () => {
    const text = `# begin
name: bert-imdb # a comment
source: .
path: ../a/b c.py
args:
  rate: 5e-5
  seed: -42   # why not
  half: 0.50

  on: yes
  flag: true
  none:
  deeper:
      text: "a: # b"
      other: 'c "d"'
uri: s3://bucket/x
arn: arn:aws:iam::000000000000:role/x
last:
`;
    expect(compare(text)).toBe(true);
  });

  it.each([
    ["a list", "a:\n  - b\n"],
    ["a flow mapping", "a: { b: c }\n"],
    ["an anchor", "a: &b c\n"],
    ["a name twice", "a: 1\na: 2\n"],
    ["a tab", "a:\n\tb: 1\n"],
    ["an escape", 'a: "\\n"\n'],
    ["two documents", "a: 1\n---\nb: 2\n"],
    ["a text over two lines", "a: b\n  c\n"],
    ["a mapping behind a value", "a: b\n  c: d\n"],
    ["an indent that matches nothing", "a:\n    b: 1\n  c: 2\n"],
    ["a colon in a text", "a: b: c\n"],
    ["a number that is no JSON", "a: 0777\n"],
    ["a large number", "a: 12345678901234567\n"],
    ["null in words", "a: Null\n"],
    ["an infinity", "a: .inf\n"],
    ["a name that is no text", "true: 1\n"],
    ["a prototype", "__proto__: 1\n"],
    ["nothing", "# nothing\n"],
    ["another end of lines", "a: 1\r\nb: 2\r\n"],
  ])("leaves %s to the library", (_what, text) => {
    expect(readPlainYaml(text)).toBeUndefined();
  });

  it("agrees with the library about whatever it reads", () => {
    const indent = fc.constantFrom("", "", "", "", "  ", "  ", "  ", "    ", " ", "\t");
    const name = fc.oneof(
      { weight: 12, arbitrary: fc.constantFrom(..."a|b|c-d|e_1|on|f|g|h|i|j|k|l|m".split("|")) },
      { weight: 1, arbitrary: fc.constantFrom(..."null|true|__proto__|1|é|x y|- a|? a|'q'|&k a".split("|")) },
    );
    const piece = fc.constantFrom(
      ..."a|null|~|no|1|-1|0|-0|007|1.5|.5|5.|1e3|1e-5|1m|1e|0x1f|.inf|.|..|./x|/x|-|: |:|::| |  |#| #|'|\"|''|@|&|*|!|%|,|[|]|{|}|=|+|?|>|\\|é|\u2028".split(
        "|",
      ),
      "|",
    );
    const value = fc.oneof(
      {
        weight: 2,
        arbitrary: fc.constantFrom(
          "",
          "",
          " word",
          " two words",
          ' "quoted # text"',
          " 'quoted: text'",
          " 42",
          " s3://a/b",
          " # said",
        ),
      },
      { weight: 1, arbitrary: fc.array(piece, { maxLength: 4 }).map((pieces) => ` ${pieces.join("")}`) },
    );
    const line = fc.oneof(
      { weight: 9, arbitrary: fc.tuple(indent, name, value).map(([before, key, text]) => `${before}${key}:${text}`) },
      {
        weight: 1,
        arbitrary: fc.constantFrom("", "# comment", "  # comment", "---", "...", "text", "  text", "- item"),
      },
    );
    const texts = fc.array(line, { minLength: 1, maxLength: 6 }).map((lines) => lines.join("\n"));
    let plain = 0;
    fc.assert(
      fc.property(texts, (text) => {
        plain += Number(compare(text));
      }),
      { numRuns: 20_000 },
    );
    expect(plain).toBeGreaterThan(1000);
  });
});
