import { mkdtempSync, readFileSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buildDeclarations, buildJavaScript } from "../setup/build.mjs";
import { runPnpm } from "../setup/workspace.mjs";
import { packageNames } from "../shared/files.mjs";
import { inRoot } from "../shared/paths.mjs";

let made;

/** A folder for this run of the checks; it is removed when the process ends. */
export const folder = () => (made ??= makeFolder());

function makeFolder() {
  const path = mkdtempSync(join(tmpdir(), "switchyard-packed-"));
  process.on("exit", () => rmSync(path, { recursive: true, force: true }));
  return path;
}

/** What a failed program printed, as the problem. */
export const problem = ({ code, output }) => (code === 0 ? [] : [output.trim() || `It ended with ${code}.`]);

export const manifest = (name) => JSON.parse(readFileSync(inRoot("packages", name, "package.json"), "utf8"));

/** The packed file of a package; undefined while it is not packed. */
export function archiveOf(name) {
  const file = readdirSync(folder()).find((each) => each.startsWith(`switchyard-${name}-`) && each.endsWith(".tgz"));
  return file === undefined ? undefined : join(folder(), file);
}

export const allPacked = () => packageNames().every((name) => archiveOf(name) !== undefined);

export async function pack() {
  await buildJavaScript();
  await buildDeclarations();
  const results = [];
  for (const name of packageNames()) {
    results.push(await runPnpm(["pack", "--pack-destination", folder()], { folder: inRoot("packages", name) }));
  }
  return results.flatMap(problem);
}

/** Runs a judge over the archives of the chosen packages. */
export async function eachArchive(judge, chosen = () => true) {
  const results = [];
  for (const name of packageNames().filter(chosen)) results.push(await judge(archiveOf(name)));
  return results.flatMap(problem);
}
