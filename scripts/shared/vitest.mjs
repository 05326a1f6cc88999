import { existsSync, readFileSync, rmSync } from "node:fs";
import { inRoot } from "./paths.mjs";
import { runNode } from "./process.mjs";
import { add, nothing } from "./results.mjs";

/** Runs vitest once and counts. A run that breaks off, or a file that does not load, is a failure too. */
export async function runVitest(suite, parameters, environment) {
  const file = inRoot(".results", `${suite}.vitest.json`);
  rmSync(file, { force: true });
  const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${file}`];
  const { code } = await runNode(inRoot("node_modules/vitest/vitest.mjs"), ["run", ...reporters, ...parameters], {
    live: true,
    environment,
  });
  const counted = existsSync(file) ? countOf(JSON.parse(readFileSync(file, "utf8"))) : nothing;
  return code !== 0 && counted.failed === 0 ? add(counted, { ...nothing, failed: 1 }) : counted;
}

/** A file that did not load has no tests of its own to count. */
function countOf(report) {
  const broken = report.testResults.filter(
    ({ status, assertionResults }) => status === "failed" && assertionResults.length === 0,
  );
  return {
    passed: report.numPassedTests,
    failed: report.numFailedTests + broken.length,
    skipped: report.numPendingTests + report.numTodoTests,
  };
}
