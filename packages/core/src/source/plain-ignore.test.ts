import { assert, constantFrom, property, array, boolean, string, oneof } from "fast-check";
import ignore from "ignore";
import { expect, it } from "vitest";
import { readPlainIgnore } from "./plain-ignore.ts";

const word = constantFrom("a", "b", "A", "data", ".x", "x.ts", "x.TS", "make.mjs", "__pycache__", "a b", "é", "-");
const path = array(word, { minLength: 1, maxLength: 4 }).map((words) => words.join("/"));
const plain = oneof(
  word,
  word.map((name) => `${name}/`),
  path,
  path.map((each) => `/${each}`),
  path.map((each) => `${each}/`),
  constantFrom(
    "*.ts",
    "*.mjs",
    "*a",
    "*.ts/",
    "# a",
    "",
    "*",
    "**",
    "/",
    "*/a",
    "a/*",
    "!a",
    "a?",
    "[ab]",
    "\\a",
    "a ",
    " a",
  ),
);
const odd = array(constantFrom("*", "/", "a", "b", "!", "?", "[", "]", "\\", " ", "#", ".", "-", "é", "\t"), {
  maxLength: 6,
}).map((characters) => characters.join(""));

it("answers as the library does, or leaves the answer to it", () => {
  let answered = 0;
  assert(
    property(
      array(oneof({ weight: 4, arbitrary: plain }, odd), { maxLength: 4 }),
      path,
      boolean(),
      (lines, tested, isFolder) => {
        const own = readPlainIgnore([lines.join("\n")]);
        if (own === undefined) return;
        answered += 1;
        // A walk asks of a path whose folders are not ignored, each in its turn.
        const folders = tested.split("/").slice(0, -1);
        const above = folders.map((_, index) => folders.slice(0, index + 1).join("/"));
        const library = ignore().add(lines.join("\n"));
        const expected = (each: string, folder: boolean): boolean =>
          library.test(`${each}${folder ? "/" : ""}`).ignored;
        for (const folder of above) {
          expect(own(folder, true)).toBe(expected(folder, true));
          if (own(folder, true)) return;
        }
        expect(own(tested, isFolder)).toBe(expected(tested, isFolder));
      },
    ),
    { numRuns: 5000 },
  );
  expect(answered).toBeGreaterThan(500);
});

it("reads whatever text without failing", () => {
  assert(property(string(), path, (text, tested) => void readPlainIgnore([text])?.(tested, false)));
});
