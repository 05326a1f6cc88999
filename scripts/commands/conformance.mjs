import { buildJavaScript } from "../setup/build.mjs";
import { setUpPython } from "../setup/python.mjs";
import { setUpWorkspace } from "../setup/workspace.mjs";
import { begin, conclude } from "../shared/results.mjs";
import { say } from "../shared/say.mjs";
import { runVitest } from "../shared/vitest.mjs";

/** Holds the packages against transformers, moto and the vendors' software. `--full` runs every case. */
export async function run(parameters) {
  begin("conformance");
  await setUpWorkspace();
  await buildJavaScript();
  const environment = {
    SWITCHYARD_PYTHON_T5: await setUpPython("transformers5"),
    SWITCHYARD_PYTHON_T4: await setUpPython("transformers4"),
    SWITCHYARD_PYTHON_MOTO: await setUpPython("moto"),
    SWITCHYARD_CONFORMANCE: parameters.includes("--full") ? "full" : "short",
  };
  const filters = parameters.filter((word) => word !== "--full");

  say(
    `running the conformance suite (${parameters.includes("--full") ? "all of it: about 20 minutes" : "a few minutes; --full runs all of it"})`,
  );
  return conclude(
    "conformance",
    await runVitest("conformance", ["--config", "vitest.conformance.config.ts", ...filters], environment),
  );
}
