import { buildJavaScript } from "../setup/build.mjs";
import { setUpPython } from "../setup/python.mjs";
import { setUpWorkspace } from "../setup/workspace.mjs";
import { add, begin, conclude, nothing } from "../shared/results.mjs";
import { say } from "../shared/say.mjs";
import { runUnittest } from "../shared/unittest.mjs";
import { runVitest } from "../shared/vitest.mjs";

const launcherTests = "packages/core/launcher/tests";

export async function run(parameters) {
  begin("test");
  await setUpWorkspace();
  await buildJavaScript();
  const python = await pythonIfAny();

  say("running the tests (a few minutes on two cores)");
  const vitest = await runVitest("test", parameters, python === undefined ? {} : { SWITCHYARD_PYTHON: python });
  // A filter is for vitest's files; the launcher's tests run when all do.
  const launcher = python === undefined || parameters.length > 0 ? nothing : await runUnittest(python, launcherTests);
  if (python === undefined)
    say(`without Python these did not run: ${launcherTests}, and the tests above that are marked as skipped`);
  return conclude("test", add(vitest, launcher));
}

/** Tests that need no Python run without one; continuous integration must not skip the others unseen. */
async function pythonIfAny() {
  try {
    return await setUpPython("transformers5");
  } catch (error) {
    if (error.name !== "SetupError" || process.env.CI === "true") throw error;
    say(`${error.message}\nGoing on with the tests that need no Python.`);
    return undefined;
  }
}
