import { inRoot } from "../shared/paths.mjs";
import { run } from "../shared/process.mjs";
import { findPython } from "./find-python.mjs";
import { setUpPython } from "./python.mjs";

/**
 * The scripts that write generated files. Each takes `--check`, which compares instead of writing. What needs a vendor's
 * own package is checked by the conformance suite, the rest by `check`. The tables of TrainingArguments need many
 * releases of transformers and are made by hand: scripts/generate/training-arguments.mjs says how.
 */
export const generators = [
  { name: "the launcher as one file", vendor: false, start: withPython(findPython, "packages/core/launcher/build.py") },
  { name: "the JSON Schema of the spec", vendor: false, start: withTsx("scripts/generate/trainer-spec-schema.mts") },
  { name: "Ray's driver as text", vendor: false, start: withNode("scripts/generate/ray-driver.mjs") },
  {
    name: "the schemas of Ray and of KubeRay's RayJob",
    vendor: true,
    start: withPython(() => setUpPython("ray"), "scripts/generate/ray-schema.py"),
  },
  {
    name: "SageMaker's service model",
    vendor: true,
    start: withPython(() => setUpPython("moto"), "scripts/generate/sagemaker-schema.py"),
  },
];

function withPython(find, script) {
  return async (...parameters) => run(await find(), [script, ...parameters]);
}

function withNode(script, loader = []) {
  return (...parameters) => run(process.execPath, [...loader, inRoot(script), ...parameters]);
}

function withTsx(script) {
  return withNode(script, ["--import", "tsx", "--conditions=@switchyard/source"]);
}
