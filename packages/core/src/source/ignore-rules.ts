import { readFileSync } from "node:fs";
import { join } from "node:path";
import { readPlainIgnore } from "./plain-ignore.ts";

/** The rules of one folder. `judge` is undefined where they say nothing of a path. */
export interface IgnoreRules {
  judge(path: string, isFolder: boolean): "ignored" | "named" | undefined;
}

const ignoreFiles = [".gitignore", ".switchyardignore"] as const;

const neverFolders = new Set([
  ".git",
  ".hg",
  ".svn",
  "node_modules",
  "__pycache__",
  ".venv",
  "venv",
  ".mypy_cache",
  ".pytest_cache",
  ".ruff_cache",
  ".ipynb_checkpoints",
]);
const neverNames: ReadonlySet<string> = new Set([".ds_store", ...ignoreFiles]);
const neverEndings = /\.py[cod]$/;

/** What a bundle never needs, in whatever case. A folder's own rules speak later, and can name one of them back with `!`. */
export const builtInRules: IgnoreRules = {
  judge: (path, isFolder) => {
    const name = path.slice(path.lastIndexOf("/") + 1).toLowerCase();
    const isNever = neverNames.has(name) || neverEndings.test(name) || (isFolder && neverFolders.has(name));
    return isNever ? "ignored" : undefined;
  },
};

/**
 * Reads .gitignore, then .switchyardignore, of a folder with these entries; undefined when it has neither.
 *
 * @param prefix what paths in this folder begin with, such as `data/`
 */
export async function readIgnoreRules(
  folder: string,
  prefix: string,
  entries: readonly string[],
): Promise<IgnoreRules | undefined> {
  const files = ignoreFiles.filter((name) => entries.includes(name));
  if (files.length === 0) return undefined;
  const texts = files.map((name) => readFileSync(join(folder, name), "utf8"));
  const plain = readPlainIgnore(texts);
  if (plain !== undefined)
    return { judge: (path, isFolder) => (plain(path.slice(prefix.length), isFolder) ? "ignored" : undefined) };
  const own = (await import("ignore")).default();
  for (const text of texts) own.add(text);
  return {
    judge: (path, isFolder) => {
      const result = own.test(`${path.slice(prefix.length)}${isFolder ? "/" : ""}`);
      return result.ignored ? "ignored" : result.unignored ? "named" : undefined;
    },
  };
}
