import { add, everyCount, nothing } from "../shared/results.mjs";

/** The last line of a continuous integration run: the counts of every suite together. */
export async function run() {
  const { passed, failed } = everyCount().reduce(add, nothing);
  console.log(`${passed} passed, ${failed} failed`);
  return failed === 0 && passed > 0 ? 0 : 1;
}
