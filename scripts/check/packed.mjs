import { mkdtempSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buildDeclarations, buildJavaScript } from "../setup/build.mjs";
import { runPnpm } from "../setup/workspace.mjs";
import { packageNames, text } from "../shared/files.mjs";
import { inRoot } from "../shared/paths.mjs";
import { run, runNode } from "../shared/process.mjs";

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
  { name: "packed: the command starts", find: startCommand },
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

/** pnpm, because its strict layout hides no undeclared dependency. */
async function install() {
  const files = Object.fromEntries(packageNames().map((name) => [`@switchyard/${name}`, `file:${archiveOf(name)}`]));
  const tools = Object.fromEntries(["msw", "typescript", "@types/node"].map((name) => [name, versionOf(name)]));
  mkdirSync(project());
  writeFileSync(
    join(project(), "package.json"),
    JSON.stringify({ private: true, type: "module", dependencies: { ...files, ...tools } }),
  );
  // The packages ask for each other by version; none of these versions is published yet.
  writeFileSync(
    join(project(), "pnpm-workspace.yaml"),
    JSON.stringify({ packages: [], overrides: files, allowBuilds: { esbuild: false, msw: false }, pmOnFail: "ignore" }),
  );
  return problem(await runPnpm(["install", "--prefer-offline", "--no-frozen-lockfile"], { folder: project() }));
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

async function startCommand() {
  const { version } = manifest("cli");
  const result = await run(join(project(), "node_modules/.bin/switchyard"), ["--version"], { folder: project() });
  if (result.code !== 0) return problem(result);
  return result.stdout.includes(version)
    ? []
    : [`switchyard --version said ${result.stdout.trim()} instead of ${version}.`];
}
