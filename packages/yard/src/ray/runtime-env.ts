import { isJsonObject, type Json, type JsonObject } from "../json.ts";
import type { Installation } from "./python-environments.ts";
import { RayFailure } from "./ray-failure.ts";

/** What the yard makes of a runtime environment. */
export interface RuntimeEnvironment {
  readonly workingDirectory: string | undefined;
  readonly modules: readonly string[];
  readonly variables: Readonly<Record<string, string>>;
  readonly installation: Installation | undefined;
}

const archive = /\.(?:zip|tar\.gz|tgz|tar\.xz)$/;

/** What Ray would set up and a yard, which has no images and one Python, does not. */
const unsupported = [
  "conda",
  "container",
  "image_uri",
  "java_jars",
  "py_executable",
  "worker_process_setup_hook",
  "_nsight",
  "_rocprof_sys",
];

/**
 * Reads a runtime environment when its job starts, as Ray does: what is wrong with it fails the job and not the request.
 * A key that Ray does not know is nothing to it.
 *
 * @throws {RayFailure}
 */
export function readRuntimeEnvironment(id: string, environment: JsonObject = {}): RuntimeEnvironment {
  const { env_vars: variables = {}, working_dir: workingDirectory, py_modules: modules = [] } = environment;
  const installers = ["pip", "uv", "conda"].filter((name) => isSet(environment[name]));
  if (installers.length > 1)
    throw refused(
      id,
      `The '${installers[0]}' field and '${installers[1]}' field of runtime_env cannot be specified at the same time.`,
    );
  if (!isTexts(variables)) throw refused(id, "runtime_env['env_vars'] must be of type Dict[str, str]");
  if (isSet(workingDirectory)) checkWorkingDirectory(id, workingDirectory);
  if (!Array.isArray(modules)) throw refused(id, "`py_modules` must be a list of strings.");
  const other = unsupported.find((name) => isSet(environment[name]));
  if (other !== undefined)
    throw setupFailure(`The yard has no ${other}: a job runs with the yard's Python and what is installed for it.`);
  return {
    workingDirectory: typeof workingDirectory === "string" ? workingDirectory : undefined,
    modules: modules.map(String),
    variables,
    installation: readInstallation(id, environment["pip"] ?? environment["uv"]),
  };
}

/** A list of packages, or an object with them and options; Ray leaves itself out. The yard's installer is pip for both. */
function readInstallation(id: string, given: Json | undefined): Installation | undefined {
  if (!isSet(given)) return undefined;
  const asked = isJsonObject(given) ? given : { packages: given };
  const { packages, pip_install_options: pip, uv_pip_install_options: uv } = asked;
  const options = pip ?? uv ?? [];
  if (!isList(packages) || !isList(options))
    throw refused(id, "runtime_env['pip'] and ['uv'] must be a list of packages, or a dict with them.");
  return { packages: packages.filter((name) => !/^ray(?![\w.-])/.test(name)), options };
}

const isList = (value: Json | undefined): value is readonly string[] =>
  Array.isArray(value) && value.every((part) => typeof part === "string");

function checkWorkingDirectory(id: string, uri: Json | undefined): void {
  if (typeof uri !== "string")
    throw refused(id, `\`working_dir\` must be a string (either a local path or remote URI).`);
  if (!/^[a-z][a-z0-9+.-]*:\/\//.test(uri)) throw refused(id, `'${uri}' is not a valid path.`);
  if (!archive.test(uri))
    throw refused(id, "Only .zip, .tar.gz, .tgz, .tar.xz files are supported for working_dir URIs.");
}

/** What keeps the supervisor of a job from being made at all. */
function refused(id: string, text: string): RayFailure {
  const message = `Failed to start supervisor actor ${id}: '${text}'. Full traceback:\nTraceback (most recent call last):\nValueError: ${text}\n`;
  return new RayFailure("JOB_SUPERVISOR_ACTOR_START_FAILURE", message);
}

/** What goes wrong while an environment is set up. */
export function setupFailure(text: string): RayFailure {
  return new RayFailure(
    "RUNTIME_ENV_SETUP_FAILURE",
    `runtime_env setup failed: Failed to set up runtime environment.\n${text}`,
  );
}

const isSet = (value: Json | undefined): boolean => value !== undefined && value !== null;

function isTexts(value: Json | undefined): value is Readonly<Record<string, string>> {
  return isJsonObject(value) && Object.values(value).every((part) => typeof part === "string");
}
