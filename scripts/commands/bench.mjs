import { readdirSync } from "node:fs";
import { buildJavaScript } from "../setup/build.mjs";
import { setUpWorkspace } from "../setup/workspace.mjs";
import { inRoot } from "../shared/paths.mjs";
import { runNode } from "../shared/process.mjs";
import { begin, conclude } from "../shared/results.mjs";
import { say } from "../shared/say.mjs";

/** Runs bench/*.mjs, or those that are named; each prints its figures and fails when it is over its budget. */
export async function run(parameters) {
  begin("bench");
  await setUpWorkspace();
  await buildJavaScript();
  const every = readdirSync(inRoot("bench"))
    .filter((name) => name.endsWith(".mjs"))
    .sort();
  const chosen =
    parameters.length === 0 ? every : every.filter((name) => parameters.includes(name.replace(/\.mjs$/, "")));

  say("measuring (a minute or two; other work on this machine spoils the figures)");
  const codes = [];
  for (const name of chosen) codes.push((await runNode(inRoot("bench", name), [], { live: true })).code);
  const failed = codes.filter((code) => code !== 0).length;
  return conclude("bench", { passed: codes.length - failed, failed, skipped: 0 });
}
