import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { inRoot, root } from "./paths.mjs";

/** Files of the repository, tracked or about to be, with forward slashes, sorted. */
export function repositoryFiles() {
  const list = execFileSync("git", ["ls-files", "-z", "--cached", "--others", "--exclude-standard", "--deduplicate"], {
    cwd: root,
  });
  const gone = new Set(execFileSync("git", ["ls-files", "-z", "--deleted"], { cwd: root }).toString().split("\0"));
  return list
    .toString()
    .split("\0")
    .filter((path) => path !== "" && !gone.has(path))
    .sort();
}

export const text = (path) => readFileSync(inRoot(path), "utf8");

/** The packages, sorted. A folder without a manifest is what another branch has left behind. */
export const packageNames = () =>
  readdirSync(inRoot("packages"))
    .filter((name) => existsSync(inRoot("packages", name, "package.json")))
    .sort();

const isTest = (path) => /\.test(-d)?\.ts$/.test(path);

/** Tables and generated files: long by nature, judged by the script that writes them. */
export const isData = (path) => /\.(data|gen)\.[a-z]+$/.test(path);

/** Source modules of a package, or of all, without tests. */
export const sources = (name = "[^/]+") =>
  repositoryFiles().filter((path) => new RegExp(`^packages/${name}/src/.*\\.ts$`).test(path) && !isTest(path));
