import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { runPnpm } from "../setup/workspace.mjs";
import { startYard } from "../setup/yard.mjs";
import { packageNames, text } from "../shared/files.mjs";
import { inRoot } from "../shared/paths.mjs";
import { runNode } from "../shared/process.mjs";
import { archiveOf, folder, manifest, problem } from "./archives.mjs";

const library = () => join(folder(), "library");
const shell = () => join(folder(), "shell");

const ourPackages = () =>
  Object.fromEntries(packageNames().map((name) => [`@switchyard/${name}`, `file:${archiveOf(name)}`]));
const versionOf = (name) => JSON.parse(readFileSync(inRoot("node_modules", name, "package.json"), "utf8")).version;

/** pnpm without its hoisting, so that no undeclared dependency is found by luck. */
async function installProject(path, dependencies) {
  mkdirSync(path, { recursive: true });
  writeFileSync(join(path, "package.json"), JSON.stringify({ private: true, type: "module", dependencies }));
  // The packages ask for each other by version; none of these versions is published yet.
  const settings = {
    packages: [],
    hoist: false,
    overrides: ourPackages(),
    allowBuilds: { esbuild: false, msw: false },
    pmOnFail: "ignore",
  };
  writeFileSync(join(path, "pnpm-workspace.yaml"), JSON.stringify(settings));
  return problem(await runPnpm(["install", "--prefer-offline", "--no-frozen-lockfile"], { folder: path }));
}

/** A project that uses every package. */
export function installLibrary() {
  const tools = Object.fromEntries(["msw", "typescript", "@types/node"].map((name) => [name, versionOf(name)]));
  return installProject(library(), { ...ourPackages(), ...tools });
}

export async function importEntries() {
  const entries = packageNames().flatMap((name) =>
    Object.keys(manifest(name).exports ?? {})
      .filter((path) => !path.endsWith(".json"))
      .map((path) => `@switchyard/${name}${path.slice(1)}`),
  );
  const lines = entries.map(
    (entry) => `if (Object.keys(await import("${entry}")).length === 0) throw new Error("${entry} exports nothing");\n`,
  );
  writeFileSync(join(library(), "import.mjs"), lines.join(""));
  return problem(await runNode("import.mjs", [], { folder: library() }));
}

/** A reader copies the README's code: it must be right as it stands. */
export async function compileReadme() {
  const blocks = [...text("README.md").matchAll(/```ts\n([\s\S]*?)```/g)].map(([, code]) => code);
  if (blocks.length === 0) return ["README.md shows no TypeScript."];
  blocks.forEach((code, index) => writeFileSync(join(library(), `readme-${index}.ts`), code));
  const compilerOptions = { strict: true, module: "NodeNext", target: "ES2022", types: ["node"], noEmit: true };
  writeFileSync(join(library(), "tsconfig.json"), JSON.stringify({ compilerOptions, include: ["readme-*.ts"] }));
  return problem(await runNode(inRoot("node_modules/typescript/bin/tsc"), ["-p", library()]));
}

/** As after `npm install --global @switchyard/cli`: nothing else of ours was asked for. */
export async function useCommand() {
  const installed = await installProject(shell(), { "@switchyard/cli": `file:${archiveOf("cli")}` });
  if (installed.length > 0) return installed;
  const bin = join(shell(), "node_modules/@switchyard/cli/dist/switchyard.cjs");
  const { version } = manifest("cli");

  const said = await runNode(bin, ["--version"], { folder: shell() });
  const spec = inRoot("examples/quickstart/train.yaml");
  const plan = await runNode(bin, ["plan", spec, "--on", "sagemaker", "--json"], { folder: shell() });
  const yard = await startYard("python3", bin).then(
    ({ end }) => end().then(() => []),
    (error) => [error.message],
  );
  const wrongVersion = said.stdout.includes(version)
    ? []
    : [`switchyard --version said ${said.output} instead of ${version}.`];
  return [...wrongVersion, ...problem(plan), ...yard];
}

/** Whether the first project was installed, so that what builds on it can be judged. */
export const libraryStands = () => existsSync(join(library(), "pnpm-lock.yaml"));
