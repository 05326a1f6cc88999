import { inRoot } from "../shared/paths.mjs";
import { runNode } from "../shared/process.mjs";
import { allPacked, eachArchive, manifest, pack } from "./archives.mjs";
import { compileReadme, importEntries, installLibrary, libraryStands, useCommand } from "./projects.mjs";

const publint = (file) => runNode(inRoot("node_modules/publint/src/cli.js"), ["run", file, "--strict"]);
const attw = (file) =>
  runNode(inRoot("node_modules/@arethetypeswrong/cli/dist/index.js"), [
    file,
    "--profile",
    "esm-only",
    "--format",
    "ascii",
  ]);
/** A command alone has no types that could be wrong. */
const hasTypes = (name) => manifest(name).types !== undefined;

const after = (ready, find) => async () => (ready() ? find() : ["Not judged: a step before it failed."]);

/** What a user of the packages gets: the packed archives, judged by the tools of the trade, then used. In this order. */
export const packedChecks = [
  { name: "packed: every package packs", find: pack },
  { name: "packed: publint", find: after(allPacked, () => eachArchive(publint)) },
  { name: "packed: attw", find: after(allPacked, () => eachArchive(attw, hasTypes)) },
  { name: "packed: installs in an empty project", find: after(allPacked, installLibrary) },
  { name: "packed: every entry point can be imported", find: after(libraryStands, importEntries) },
  { name: "packed: the README's code compiles", find: after(libraryStands, compileReadme) },
  { name: "packed: the command alone plans, and runs a yard", find: after(allPacked, useCommand) },
];
