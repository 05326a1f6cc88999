import { readdirSync } from "node:fs";
import { buildJavaScript } from "../setup/build.mjs";
import { setUpPython } from "../setup/python.mjs";
import { setUpWorkspace } from "../setup/workspace.mjs";
import { inRoot } from "../shared/paths.mjs";
import { runNode } from "../shared/process.mjs";
import { begin, conclude } from "../shared/results.mjs";
import { say } from "../shared/say.mjs";

/** The Python environments that a bench needs. */
const environments = { launcher: ["transformers5"], sdks: ["sagemaker2", "sagemaker3", "vertex", "azureml", "ray"] };

/** Runs bench/*.mjs, or those that are named; each prints its figures and fails when it is over its budget. */
export async function run(parameters) {
  begin("bench");
  await setUpWorkspace();
  await buildJavaScript();
  const every = readdirSync(inRoot("bench"))
    .filter((name) => name.endsWith(".mjs"))
    .sort();
  const names = every.map((file) => file.replace(/\.mjs$/, ""));
  const chosen = parameters.length === 0 ? names : names.filter((name) => parameters.includes(name));
  for (const environment of new Set(chosen.flatMap((name) => environments[name] ?? []))) await setUpPython(environment);

  say("measuring (a minute or two, of the launcher three to five; other work on this machine spoils the figures)");
  const codes = [];
  for (const name of chosen) codes.push((await runNode(inRoot("bench", `${name}.mjs`), [], { live: true })).code);
  const failed = codes.filter((code) => code !== 0).length;
  return conclude("bench", { passed: codes.length - failed, failed, skipped: 0 });
}
