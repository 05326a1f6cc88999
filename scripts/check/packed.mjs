import { mkdtempSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buildDeclarations, buildJavaScript } from "../setup/build.mjs";
import { runPnpm } from "../setup/workspace.mjs";
import { startYard } from "../setup/yard.mjs";
import { packageNames, text } from "../shared/files.mjs";
import { inRoot } from "../shared/paths.mjs";
import { runNode } from "../shared/process.mjs";

const folder = () => (made ??= makeFolder());
let made;

/** What a user of the packages gets: the packed archives, judged by the tools of the trade and then used. */
export const packedChecks = [
  { name: "packed: every package packs", find: pack },
  {
    name: "packed: publint",
    find: () => eachArchive((file) => runNode(inRoot("node_modules/publint/src/cli.js"), ["run", file, "--strict"])),
  },
  {
    name: "packed: attw",
    find: () =>
      eachArchive(
        (file) =>
          runNode(inRoot("node_modules/@arethetypeswrong/cli/dist/index.js"), [
            file,
            "--profile",
            "esm-only",
            "--format",
            "ascii",
          ]),
        // A command has no types to be wrong about.
        (name) => manifest(name).main !== undefined,
      ),
  },
  { name: "packed: installs in an empty project", find: install },
  { name: "packed: every entry point can be imported", find: importEntries },
  { name: "packed: the README's code compiles", find: compileReadme },
  { name: "packed: the command alone plans, and runs a yard", find: useCommand },
];

function makeFolder() {
  const path = mkdtempSync(join(tmpdir(), "switchyard-packed-"));
  process.on("exit", () => rmSync(path, { recursive: true, force: true }));
  return path;
}

const problem = ({ code, output }) => (code === 0 ? [] : [output.trim() || `ended with ${code}`]);
const manifest = (name) => JSON.parse(readFileSync(inRoot("packages", name, "package.json"), "utf8"));
const archives = () =>
  readdirSync(folder())
    .filter((file) => file.endsWith(".tgz"))
    .map((file) => join(folder(), file));
const archiveOf = (name) => archives().find((file) => file.includes(`switchyard-${name}-`)) ?? "";
const project = () => join(folder(), "project");

async function pack() {
  await buildJavaScript();
  await buildDeclarations();
  const results = [];
  for (const name of packageNames()) {
    results.push(await runPnpm(["pack", "--pack-destination", folder()], { folder: inRoot("packages", name) }));
  }
  return results.flatMap(problem);
}

async function eachArchive(judge, chosen = () => true) {
  const results = [];
  for (const name of packageNames().filter(chosen)) results.push(await judge(archiveOf(name)));
  return archives().length === 0 ? ["There are no archives."] : results.flatMap(problem);
}

async function install() {
  const tools = Object.fromEntries(["msw", "typescript", "@types/node"].map((name) => [name, versionOf(name)]));
  return installProject(project(), { ...ourPackages(), ...tools });
}

const ourPackages = () =>
  Object.fromEntries(packageNames().map((name) => [`@switchyard/${name}`, `file:${archiveOf(name)}`]));

/** pnpm without its hoisting, so that no undeclared dependency is found by luck. */
async function installProject(path, dependencies) {
  if (archives().length === 0) return ["There are no archives."];
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

const versionOf = (name) => JSON.parse(readFileSync(inRoot("node_modules", name, "package.json"), "utf8")).version;

async function importEntries() {
  const entries = packageNames().flatMap((name) =>
    Object.entries(manifest(name).exports ?? {})
      .filter(([path]) => !path.endsWith(".json"))
      .map(([path]) => `@switchyard/${name}${path.slice(1)}`),
  );
  const code = entries.map(
    (entry) => `if (Object.keys(await import("${entry}")).length === 0) throw new Error("${entry} exports nothing");\n`,
  );
  writeFileSync(join(project(), "import.mjs"), code.join(""));
  return problem(await runNode("import.mjs", [], { folder: project() }));
}

/** A reader copies the README's code: it must be right as it stands. */
async function compileReadme() {
  const blocks = [...text("README.md").matchAll(/```ts\n([\s\S]*?)```/g)].map(([, code]) => code);
  if (blocks.length === 0) return ["README.md shows no TypeScript."];
  blocks.forEach((code, index) => writeFileSync(join(project(), `readme-${index}.ts`), code));
  const compilerOptions = {
    strict: true,
    module: "NodeNext",
    target: "ES2022",
    types: ["node"],
    noEmit: true,
    skipLibCheck: false,
  };
  writeFileSync(join(project(), "tsconfig.json"), JSON.stringify({ compilerOptions, include: ["readme-*.ts"] }));
  return problem(await runNode(inRoot("node_modules/typescript/bin/tsc"), ["-p", project()]));
}

/** As from `npm install --global @switchyard/cli`: nothing else of ours is there. */
async function useCommand() {
  const folder = join(makeFolder(), "shell");
  const installed = await installProject(folder, { "@switchyard/cli": `file:${archiveOf("cli")}` });
  if (installed.length > 0) return installed;
  const bin = join(folder, "node_modules/@switchyard/cli/dist/switchyard.js");

  const { version } = manifest("cli");
  const said = await runNode(bin, ["--version"], { folder });
  const plan = await runNode(bin, ["plan", inRoot("examples/quickstart/train.yaml"), "--on", "sagemaker", "--json"], {
    folder,
  });
  const yard = await startYard("python3", bin).then(
    ({ end }) => end().then(() => []),
    (error) => [error.message],
  );
  const wrongVersion = said.stdout.includes(version)
    ? []
    : [`switchyard --version said ${said.output} instead of ${version}.`];
  return [...wrongVersion, ...problem(plan), ...yard];
}
