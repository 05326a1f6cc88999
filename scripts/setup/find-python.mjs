import { run } from "../shared/process.mjs";
import { SetupError } from "../shared/say.mjs";

/** The pinned packages need Python 3.11. Tried in this order; the plain names may be anything. */
const candidates = ["python3.11", "python3.12", "python3.13", "python3", "python"];
const oldest = [3, 11];

/** Prints what an interpreter is, and of the named modules which it imports, in which version. */
const probe = `
import importlib, importlib.metadata, json, sys
missing, modules = [], []
for name in sys.argv[1:]:
    try:
        importlib.import_module(name)
        modules.append(name + " " + importlib.metadata.version(name))
    except Exception:
        missing.append(name)
version = ".".join(map(str, sys.version_info[:3]))
print(json.dumps({"executable": sys.executable, "version": version, "modules": modules, "missing": missing}))
`;

/** What an interpreter says of itself; undefined when it does not start. */
export async function inspect(python, modules = []) {
  const { code, stdout } = await run(python, ["-c", probe, ...modules]);
  const line = stdout.trim().split("\n").at(-1) ?? "";
  return code === 0 && line.startsWith("{") ? JSON.parse(line) : undefined;
}

/**
 * The interpreter to make environments with.
 *
 * @throws {SetupError} saying what was looked for and found.
 */
export async function findPython() {
  const tooOld = [];
  for (const candidate of candidates) {
    const found = await inspect(candidate);
    if (found === undefined) continue;
    const [major = 0, minor = 0] = found.version.split(".").map(Number);
    if (major === oldest[0] && minor >= oldest[1]) return found.executable;
    tooOld.push(`${candidate} is ${found.version}`);
  }
  const what = tooOld.length === 0 ? "no Python was found" : tooOld.join(", ");
  throw new SetupError(
    `Python ${oldest.join(".")} or newer is missing: ${what}. Install it, or name an environment that has torch, transformers and accelerate: SWITCHYARD_PYTHON=/path/to/python.`,
  );
}
