import { mkdtemp, mkdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ConfigError } from "@switchyard/core";
import { parseJson } from "./json.ts";
import { parseText, parseTexts, readDocument } from "./read-document.ts";
import { parseYaml, parseYamlDocuments } from "./yaml.ts";

async function problem(work: () => unknown): Promise<string> {
  try {
    await work();
  } catch (error) {
    if (error instanceof ConfigError)
      return error.issues.map(({ path, message, fix }) => `${path} | ${message} | ${fix}`).join("\n");
    throw error;
  }
  throw new Error("Nothing was refused.");
}

describe("parseYaml", () => {
  it("reads YAML 1.2: yes is text, 5e-5 and 5E-05 are numbers", () => {
    expect(parseYaml("a: yes\nb: 5e-5\nc: 5E-05\nd: true\ne: 0777\nf: ~", "f").value).toEqual({
      a: "yes",
      b: 5e-5,
      c: 5e-5,
      d: true,
      e: 777,
      f: null,
    });
  });

  it("remembers where a value stands, and how it is written", () => {
    const document = parseYaml("environment:\n  transformers: 4.60\nargs:\n  report_to:\n    - none\n", "f");
    expect(document.find("environment.transformers")).toEqual({ line: 2, column: 17, source: "4.60" });
    expect(document.find("args.report_to[0]")).toMatchObject({ line: 5, column: 7 });
    expect(document.find("nowhere")).toBeUndefined();
  });

  it.each([
    ["a: 1\na: 2", "f:2:1 | Map keys must be unique."],
    ["a: 1\n---\nb: 2", "f:3:1 | A second document begins here."],
    ["a: 1\n---\n# nothing\n---\n---\nb: 2", "f:6:1 | A second document begins here."],
    ["---\n---\n", "f | It is empty."],
    ["# nothing\n", "f | It is empty."],
    ["---\n...\n---\nnull\n", "f | It is empty."],
    ["\ta: 1", "f:1:1 | Tabs are not allowed"],
    ["a: b: c", 'f:1:4 | Nested mappings are not allowed in compact mappings. | Put text that holds ": " in quotes.'],
    ["a: [1, 2", "f:1:9"],
    ["a: !!python/object x", "f:1:4 | Unresolved tag"],
    ["a: *nothing", "Unresolved alias"],
    ["? [a]\n: b", "f:1:3"],
    [
      "seed: 12345678901234567890",
      'f:1:7 | 12345678901234567890 is beyond the whole numbers that are kept exactly. | Write "12345678901234567890".',
    ],
  ])("refuses %j", async (text, expected) => {
    expect(await problem(() => parseYaml(text, "f"))).toContain(expected);
  });

  it("reads several documents one by one, and passes over those without content", () => {
    const text = "# first\n---\na: 1\r\n---\n# nothing\n---\nb: [2]\n...\n";
    expect(parseYamlDocuments(text, "f").map(({ value }) => value)).toEqual([{ a: 1 }, { b: [2] }]);
    expect(parseYaml("---\n# nothing before\n---\na: 1\n", "f").value).toEqual({ a: 1 });
  });

  it.each(["---\n", "---\n---\n", "---\n# nothing behind\n\n", "...\n", "--- null\n", "\n---\n  \n"])(
    "reads a document before the empty %j, from a file as from its library",
    async (behind) => {
      const text = `name: a\nargs:\n  seed: 1\n${behind}`;
      const value = { name: "a", args: { seed: 1 } };
      expect(parseYaml(text, "f").value).toEqual(value);
      expect((await parseText(text, "f")).value).toEqual(value);
      expect((await parseTexts(text, "f")).map((document) => document.value)).toEqual([value]);
    },
  );

  it("tells a text without content, whoever reads it", async () => {
    for (const text of ["", " \n", "# nothing\n", "---\n---\n"]) {
      expect(await problem(() => parseText(text, "f"))).toContain("f | It is empty.");
      expect(await problem(() => parseTexts(text, "f"))).toContain("f | It is empty.");
    }
  });

  it("stops aliases that would unfold to gigabytes", async () => {
    const levels = Array.from(
      { length: 9 },
      (_none, index) => `l${index + 1}: &l${index + 1} [${Array.from({ length: 9 }, () => `*l${index}`).join(", ")}]`,
    );
    expect(await problem(() => parseYaml(["l0: &l0 [x]", ...levels].join("\n"), "f"))).toContain(
      "Excessive alias count",
    );
  });

  it("keeps a field named __proto__ a field, for core to refuse", () => {
    expect(Object.keys(parseYaml("__proto__: { x: 1 }", "f").value as object)).toEqual(["__proto__"]);
  });
});

describe("parseJson", () => {
  it.each(['{"a":[1,-2.5e3,"\\u00e4\\n",true,false,null],"b":{}}', "[]", ' "x" ', "0", '{"a":{"b":[[]]}}'])(
    "agrees with JSON.parse on %s",
    (text) => {
      expect(parseJson(text, "f").value).toEqual(JSON.parse(text));
    },
  );

  it("remembers where a value stands", () => {
    expect(parseJson('{\n  "a": [1,\n    2]\n}', "f").find("a[1]")).toEqual({ line: 3, column: 5 });
  });

  it.each([
    ['{"a": 1, "a": 2}', 'f:1:10 | The name "a" stands here twice.'],
    ['{"a": 1,}', "f:1:9 | A name in double quotes is wanted here."],
    ["{'a': 1}", "f:1:2 | A name in double quotes"],
    ['{"a": 01}', "f:1:7"],
    ['{"a": NaN}', 'f:1:7 | Found "NaN" where a value is wanted.'],
    ['{"a": 1 // no\n}', "f:1:9"],
    ['{"a": 1', "f:1:8 | Found the end of the file"],
    ['{"a": "x\ny"}', "f:1:7"],
    ['{"a" 1}', 'where ":" is wanted'],
    ["[1 2]", 'f:1:4 | Found "2" where "," is wanted.'],
    ["{} {}", "f:1:4 | Nothing may follow"],
    ['{"seed": 12345678901234567890}', 'Write "12345678901234567890".'],
    ["truex", "f:1:1"],
  ])("refuses %j", async (text, expected) => {
    expect(await problem(() => parseJson(text, "f"))).toContain(expected);
  });

  it("stops at a depth that would end the process", async () => {
    expect(await problem(() => parseJson("[".repeat(100_000), "f"))).toContain("nested more than 200 levels");
  });
});

describe("readDocument", () => {
  let folder = "";
  const put = async (name: string, text: string | Uint8Array): Promise<string> => {
    await writeFile(join(folder, name), text);
    return join(folder, name);
  };
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "switchyard-documents-"));
  });
  afterAll(() => rm(folder, { recursive: true }));

  it.each([
    ["a.yaml", "x: 1"],
    ["a.YML", "x: 1"],
    ["a.json", '{"x": 1}'],
    ["a.mjs", "export default { x: 1 };"],
    ["a.ts", "enum E { one = 1 }\nconst x: number = E.one;\nexport default { x };"],
    ["a.mts", "export default { x: 1 } satisfies { x: number };"],
  ])("reads %s", async (name, text) => {
    expect((await readDocument(await put(name, text), name)).value).toEqual({ x: 1 });
  });

  it.each([
    ["empty.yaml", " \n", "empty.yaml | It is empty."],
    ["text.txt", "x", "text.txt | The ending .txt is not known. Allowed: .yaml, .yml, .json, .ts, .mts, .js, .mjs."],
    ["spec.ymal", "x: 1", "Did you mean .yaml?"],
    ["none.mjs", "export const x = 1;", "no default export. | Write `export default { … }`."],
    ["throws.mjs", "throw new Error('on purpose');", "could not be loaded. Error: on purpose"],
    ["syntax.ts", "export default {", "could not be loaded."],
    ["missing.mjs", "import 'switchyard-that-is-not-there';", "Run `npm install switchyard-that-is-not-there`."],
    ["latin.yaml", new Uint8Array([0x61, 0x3a, 0x20, 0xe4]), "latin.yaml | It is not UTF-8 text."],
  ])("says what is wrong with %s", async (name, content, expected) => {
    const file = await put(name, content);
    const found = await problem(() => readDocument(file, name));
    expect(found).toContain(expected);
    expect(found).not.toMatch(/\n\s+at /);
  });

  it("says when a file is missing or a folder", async () => {
    await mkdir(join(folder, "folder.yaml"));
    expect(await problem(() => readDocument(join(folder, "gone.yaml"), "gone.yaml"))).toContain(
      "gone.yaml | There is no such file.",
    );
    expect(await problem(() => readDocument(join(folder, "gone.ts"), "gone.ts"))).toContain(
      "gone.ts | There is no such file.",
    );
    expect(await problem(() => readDocument(join(folder, "folder.yaml"), "folder.yaml"))).toContain(
      "This is a folder, not a file.",
    );
    expect(await problem(() => readDocument(folder, "."))).toContain("This is a folder, not a file.");
  });

  it("takes text without a name for JSON when it begins like it, else for YAML", async () => {
    expect((await parseText('{"x": 1}', "-")).value).toEqual({ x: 1 });
    expect((await parseText("x: 1", "-")).value).toEqual({ x: 1 });
  });
});
