import { isData, repositoryFiles, text } from "../shared/files.mjs";

const longest = 300;

/** A file holds one idea and can be read. Tables and generated files are as long as what they list. */
export async function lengthProblems() {
  return repositoryFiles()
    .filter((path) => /\.(ts|mjs|py)$/.test(path) && !isData(path))
    .map((path) => ({ path, lines: text(path).split("\n").length - 1 }))
    .filter(({ lines }) => lines > longest)
    .map(({ path, lines }) => `${path} has ${lines} lines; ${longest} are allowed. Split it by idea.`);
}
