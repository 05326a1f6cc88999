import { run } from "../shared/process.mjs";
import { findPython } from "./find-python.mjs";
import { setUpPython } from "./python.mjs";

/**
 * The scripts that write generated files. Each takes `--check`, which compares instead of writing. What needs a vendor's
 * own package is checked by the conformance suite, the rest by `check`. The tables of TrainingArguments need many
 * releases of transformers and are made by hand: scripts/generate/training-arguments.mjs says how.
 */
export const generators = [
  { name: "the launcher as one file", script: "packages/core/launcher/build.py", program: findPython, vendor: false },
  {
    name: "SageMaker's service model",
    script: "scripts/generate/sagemaker-schema.py",
    program: () => setUpPython("moto"),
    vendor: true,
  },
];

export async function runGenerator({ script, program }, ...parameters) {
  return run(await program(), [script, ...parameters]);
}
