import { packedChecks } from "../check/packed.mjs";
import { generatedChecks } from "../check/generated.mjs";
import { structureChecks } from "../check/structure.mjs";
import { toolChecks } from "../check/tools.mjs";
import { setUpWorkspace } from "../setup/workspace.mjs";
import { begin, conclude } from "../shared/results.mjs";
import { say, seconds } from "../shared/say.mjs";

/**
 * Everything that can be judged without running a training. A check is a name and a function that returns the problems
 * it found, in words; all of them run, whatever failed before. With names as arguments: only those that begin so.
 */
export async function run(parameters) {
  begin("check");
  await setUpWorkspace();
  say("checking format, lint, types, structure, unused code and packed packages (about a minute)");
  const every = [...toolChecks, ...structureChecks, ...generatedChecks, ...packedChecks];
  const chosen =
    parameters.length === 0 ? every : every.filter(({ name }) => parameters.some((word) => name.startsWith(word)));

  let failed = 0;
  for (const { name, find } of chosen) {
    const started = performance.now();
    const problems = await find().catch((error) => [error.name === "SetupError" ? error.message : error.stack]);
    const took = seconds((performance.now() - started) / 1000);
    console.log(`${problems.length === 0 ? "ok    " : "FAILED"} ${name} (${took})`);
    for (const problem of problems) console.log(problem.replace(/^/gm, "       "));
    if (problems.length > 0) failed += 1;
  }
  return conclude("check", { passed: chosen.length - failed, failed, skipped: 0 });
}
