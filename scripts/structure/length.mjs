import { isData, repositoryFiles, text } from "../shared/files.mjs";

const longest = 300;
/** Runs as one file on the cluster, and is not joined from modules. */
const single = { "packages/ray/driver/switchyard_ray_driver.py": 400 };

/** A file holds one idea and can be read. Tables and generated files are as long as what they list. */
export async function lengthProblems() {
  return repositoryFiles()
    .filter((path) => /\.(ts|mjs|py)$/.test(path) && !isData(path))
    .map((path) => ({ path, lines: text(path).split("\n").length - 1 }))
    .filter(({ path, lines }) => lines > (single[path] ?? longest))
    .map(({ path, lines }) => `${path} has ${lines} lines; ${longest} are allowed. Split it by idea.`);
}
