import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { resultsFolder } from "./paths.mjs";

const fileOf = (suite) => join(resultsFolder, `${suite}.counts.json`);

/** Until a suite concludes it counts as one failure, so that a run that breaks off is seen. */
export const begin = (suite) => record(suite, { passed: 0, failed: 1, skipped: 0 });

/** Keeps a suite's counts. */
export function record(suite, counts) {
  mkdirSync(resultsFolder, { recursive: true });
  writeFileSync(fileOf(suite), `${JSON.stringify({ suite, ...counts })}\n`);
}

/** Keeps a suite's counts and says them in one line; returns the exit code. */
export function conclude(suite, counts) {
  record(suite, counts);
  console.log(`${suite}: ${wordCounts(counts)}`);
  return counts.failed === 0 && counts.passed > 0 ? 0 : 1;
}

const wordCounts = ({ passed, failed, skipped }) =>
  `${passed} passed, ${failed} failed${skipped === 0 ? "" : `, ${skipped} skipped`}`;

export const add = (one, other) => ({
  passed: one.passed + other.passed,
  failed: one.failed + other.failed,
  skipped: one.skipped + other.skipped,
});

export const nothing = { passed: 0, failed: 0, skipped: 0 };

/** The counts of every suite that ran to its end since the folder was last removed. */
export function everyCount() {
  if (!existsSync(resultsFolder)) return [];
  const files = readdirSync(resultsFolder).filter((name) => name.endsWith(".counts.json"));
  return files.map((name) => JSON.parse(readFileSync(join(resultsFolder, name), "utf8")));
}
