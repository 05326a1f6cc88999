import { existsSync, readdirSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { packageNames } from "../shared/files.mjs";
import { inRoot, switchyardBin } from "../shared/paths.mjs";
import { runNode } from "../shared/process.mjs";
import { say, seconds, SetupError } from "../shared/say.mjs";
import { hashOf, isStamped, stamp } from "../shared/stamp.mjs";

const tool = (path) => inRoot("node_modules", path);
const compilerOutput = (name) => inRoot("packages", name, "dist");

/** Builds every package's JavaScript when a source changed since. */
export async function buildJavaScript() {
  const hash = sourceState();
  const stampFile = inRoot("node_modules/.switchyard-built");
  const built = packageNames().every((name) => javaScriptOf(name).length > 0);
  if (built && isStamped(stampFile, hash)) return;

  // Chunks have hashes in their names: old ones would stay beside the new and be packed.
  for (const file of packageNames().flatMap(javaScriptOf)) rmSync(file, { force: true });
  await build("JavaScript", tool("tsup/dist/cli-default.js"), []);
  await compileAhead();
  stamp(stampFile, hash);
}

/** Writes every package's declarations; the compiler itself knows what changed. */
export const buildDeclarations = () =>
  build("declarations", tool("typescript/bin/tsc"), ["-b", ...packageNames().map((name) => `packages/${name}`)]);

/** The command learns from its first runs what to keep compiled: made here, they spare the user's own ones the wait. */
async function compileAhead() {
  const plan = ["plan", "examples/quickstart/train.yaml", "--on", "sagemaker,vertex,azureml,ray"];
  for (const form of [[], ["--json"], [], ["--json"]]) await runNode(switchyardBin, [...plan, ...form]);
}

async function build(what, script, parameters) {
  const { code, output, seconds: took } = await runNode(script, parameters);
  if (code !== 0) throw new SetupError(`${output}\nThe ${what} could not be built; the compiler's words are above.`);
  say(`built the ${what} (${seconds(took)})`);
}

function javaScriptOf(name) {
  const folder = compilerOutput(name);
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((file) => /\.c?js(\.map)?$/.test(file))
    .map((file) => join(folder, file));
}

/** Path, size and time of every file that a build reads. */
function sourceState() {
  const folders = packageNames()
    .map((name) => `packages/${name}/src`)
    .filter((path) => existsSync(inRoot(path)));
  const inFolders = folders.flatMap((folder) =>
    readdirSync(inRoot(folder), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && !entry.name.endsWith(".test.ts"))
      .map((entry) => join(entry.parentPath, entry.name)),
  );
  const manifests = packageNames().map((name) => inRoot("packages", name, "package.json"));
  return hashOf(
    [...inFolders, ...manifests, inRoot("tsup.config.ts")].sort().map((file) => {
      const { size, mtimeMs } = statSync(file);
      return [file, size, mtimeMs];
    }),
  );
}
