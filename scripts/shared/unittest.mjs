import { run } from "./process.mjs";

/** Runs Python's unittest over a folder, showing its output, and counts. */
export async function runUnittest(python, folder) {
  const { code, output } = await run(python, ["-m", "unittest", "discover", "-s", folder]);
  console.log(output.trimEnd());
  return countOf(output, code);
}

/** Reads unittest's closing lines: `Ran 12 tests in 3.4s` and `FAILED (failures=1, errors=1, skipped=2)`. */
export function countOf(output, code) {
  const total = Number(/^Ran (\d+) tests?/m.exec(output)?.[1] ?? 0);
  const number = (word) => Number(new RegExp(`^(?:OK|FAILED) \\(.*\\b${word}=(\\d+)`, "m").exec(output)?.[1] ?? 0);
  const skipped = number("skipped");
  const counted = number("failures") + number("errors") + number("unexpected successes");
  const failed = code !== 0 && counted === 0 ? 1 : counted;
  return { passed: Math.max(0, total - failed - skipped), failed, skipped };
}
