import { buildJavaScript } from "../setup/build.mjs";
import { setUpPython } from "../setup/python.mjs";
import { setUpWorkspace } from "../setup/workspace.mjs";
import { generators } from "../setup/generators.mjs";
import { add, begin, conclude } from "../shared/results.mjs";
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
    SWITCHYARD_PYTHON_RAY: await setUpPython("ray"),
    SWITCHYARD_PYTHON_AZUREML: await setUpPython("azureml"),
    SWITCHYARD_PYTHON_SAGEMAKER2: await setUpPython("sagemaker2"),
    SWITCHYARD_PYTHON_SAGEMAKER3: await setUpPython("sagemaker3"),
    SWITCHYARD_PYTHON_VERTEX: await setUpPython("vertex"),
    SWITCHYARD_CONFORMANCE: parameters.includes("--full") ? "full" : "short",
  };
  const filters = parameters.filter((word) => word !== "--full");

  say(
    `running the conformance suite (${parameters.includes("--full") ? "all of it: more than an hour" : "a few minutes; --full runs all of it"})`,
  );
  const vitest = await runVitest("conformance", ["--config", "vitest.conformance.config.ts", ...filters], environment);
  return conclude("conformance", add(vitest, await vendorsData()));
}

/** Data that was taken from a vendor's package is what that package says. */
async function vendorsData() {
  let failed = 0;
  const vendors = generators.filter(({ vendor }) => vendor);
  for (const { name, start } of vendors) {
    const { code, output } = await start("--check");
    console.log(code === 0 ? `ok     ${name} is fresh` : `FAILED ${name}\n${output}`);
    if (code !== 0) failed += 1;
  }
  return { passed: vendors.length - failed, failed, skipped: 0 };
}
