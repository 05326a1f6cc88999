// Writes the tables and the types of TrainingArguments in packages/core/src/arguments from dumps of the real class.
//
// How to run it again (any folder outside the repository may hold the wheels and the dumps):
//
//   python3 -m venv t4 && t4/bin/pip install "transformers[torch]==4.57.6"
//   python3 -m venv t5 && t5/bin/pip install "transformers[torch]==5.23.0"
//   for version in 5.0.0 5.1.0 5.2.0 5.3.0 5.4.0 5.5.4 5.6.2 5.7.0 5.8.1 5.9.0 5.10.4 5.11.0 5.12.1 5.13.1 5.14.1 \
//       5.15.1 5.16.1 5.17.0 5.18.0 5.19.0 5.20.2 5.21.1 5.22.2; do
//     t5/bin/pip download --no-deps --dest wheels "transformers==$version"
//   done
//   t4/bin/python scripts/generate/training-arguments.py real > 4.json
//   t5/bin/python scripts/generate/training-arguments.py real > 5.json
//   t5/bin/python scripts/generate/training-arguments.py wheels wheels/*.whl > 5-minors.json
//   node scripts/generate/training-arguments.mjs 4.json 5.json 5-minors.json
//
// One release of every minor is enough: fields do not change within a minor.

import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { mergeMinors } from "./training-arguments.merge.mjs";
import { printTable, printTypes } from "./training-arguments.print.mjs";

const read = (path) => JSON.parse(readFileSync(path, "utf8"));
const target = new URL("../../packages/core/src/arguments/", import.meta.url);
const docs = read(new URL("training-arguments.docs.json", import.meta.url));

const files = process.argv.slice(2);
if (files.length === 0) {
  console.error("Name the dumps that training-arguments.py made. How to make them stands at the top of this file.");
  process.exit(2);
}
const dumps = files.flatMap((path) => read(path));

for (const major of [4, 5]) {
  const table = mergeMinors(dumps.filter((dump) => dump.version.startsWith(`${major}.`)));
  const silent = table.rows.filter((row) => docs[row.name] === undefined).map((row) => row.name);
  if (silent.length > 0) throw new Error(`training-arguments.docs.json has no sentence for ${silent.join(", ")}.`);
  write(`table-${major}.data.ts`, printTable(major, table));
  write(`training-arguments-${major}.gen.ts`, printTypes(major, table, docs));
}

function write(name, text) {
  const path = fileURLToPath(new URL(name, target));
  writeFileSync(path, text);
  console.log(path);
}
