import { existsSync, rmSync } from "node:fs";
import { inRoot } from "../shared/paths.mjs";
import { run } from "../shared/process.mjs";
import { say, seconds, SetupError } from "../shared/say.mjs";
import { hashOf, isStamped, read, stamp } from "../shared/stamp.mjs";
import { findPython, inspect } from "./find-python.mjs";
import { refuseGpuBuild } from "./torch.mjs";

/** Older releases of pip download a whole wheel to learn what it needs. */
const pip = "pip==26.3";

/** The Python environments: what each is for, what replaces it, and which modules prove that a replacement serves. */
const environments = {
  transformers5: {
    variable: "SWITCHYARD_PYTHON",
    modules: ["torch", "transformers", "accelerate"],
    size: "about 1.2 GB on disk; the first time 1 to 3 minutes",
  },
  transformers4: {
    variable: "SWITCHYARD_PYTHON_T4",
    modules: ["torch", "transformers", "accelerate"],
    size: "about 1.2 GB on disk; the first time 1 to 3 minutes",
  },
  azureml: {
    variable: "SWITCHYARD_PYTHON_AZUREML",
    modules: ["azure.ai.ml"],
    size: "about 140 MB on disk; the first time half a minute",
  },
  ray: {
    variable: "SWITCHYARD_PYTHON_RAY",
    modules: ["torch", "transformers", "accelerate", "ray.train", "jsonschema"],
    size: "about 1.8 GB on disk; the first time 2 to 4 minutes",
  },
  sagemaker2: {
    variable: "SWITCHYARD_PYTHON_SAGEMAKER2",
    modules: ["sagemaker"],
    size: "about 300 MB on disk; the first time half a minute",
  },
  sagemaker3: {
    variable: "SWITCHYARD_PYTHON_SAGEMAKER3",
    modules: ["sagemaker.train"],
    size: "about 950 MB on disk; the first time 1 to 3 minutes",
  },
  vertex: {
    variable: "SWITCHYARD_PYTHON_VERTEX",
    modules: ["google.cloud.aiplatform"],
    size: "about 300 MB on disk; the first time half a minute",
  },
  moto: {
    variable: "SWITCHYARD_PYTHON_MOTO",
    modules: ["moto", "botocore"],
    size: "about 300 MB on disk; the first time half a minute",
  },
};

/**
 * The path of the environment's Python; sets it up when it is missing or its requirements changed.
 *
 * @throws {SetupError} when there is no Python, or when pip would fetch gigabytes.
 */
export async function setUpPython(name) {
  const { variable, modules, size } = environments[name];
  const given = process.env[variable];
  if (given !== undefined && given !== "") return useGiven(given, variable, modules);

  const requirements = inRoot("python", `${name}.txt`);
  const folder = inRoot(".venv", name);
  const python = inRoot(".venv", name, process.platform === "win32" ? "Scripts/python.exe" : "bin/python");
  const stampFile = inRoot(".venv", name, "switchyard-installed");
  // An environment names its own folder in its scripts: one that was moved is made anew.
  const hash = hashOf([folder, pip, read(requirements)]);
  if (existsSync(python) && isStamped(stampFile, hash)) return python;

  const base = await findPython();
  say(`setting up Python packages in .venv/${name} (${size})`);
  rmSync(folder, { recursive: true, force: true });
  const took = [
    await step(
      base,
      ["-m", "venv", folder],
      `python -m venv failed with ${base}. On Debian and Ubuntu the package python3-venv has it.`,
    ),
    await step(
      python,
      ["-m", "pip", "install", "--quiet", pip],
      "pip could not be brought up to date. Is the Python package index reachable?",
    ),
    modules.includes("torch") ? await refuseGpuBuild(python, read(requirements)) : 0,
    await step(
      python,
      ["-m", "pip", "install", "--quiet", "--requirement", requirements],
      `The packages of python/${name}.txt could not be installed.`,
    ),
  ];
  stamp(stampFile, hash);
  say(`.venv/${name} is ready (${seconds(took.reduce((sum, each) => sum + each, 0))})`);
  return python;
}

/** Quiet unless it fails: pip warns a great deal about mirrors that are no concern of the user. */
async function step(program, parameters, advice) {
  const {
    code,
    output,
    seconds: took,
  } = await run(program, parameters, { environment: { PIP_DISABLE_PIP_VERSION_CHECK: "1" } });
  if (code !== 0) throw new SetupError(`${output}\n${advice}`);
  return took;
}

async function useGiven(python, variable, modules) {
  const found = await inspect(python, modules);
  if (found === undefined) throw new SetupError(`${variable} is ${python}, and that does not start as a Python.`);
  if (found.missing.length > 0) {
    throw new SetupError(
      `${variable} is ${python} (Python ${found.version}), which cannot import ${found.missing.join(" and ")}. Install it there, or unset ${variable}.`,
    );
  }
  say(`${variable}: Python ${found.version} with ${found.modules.join(", ")}`);
  return found.executable;
}
