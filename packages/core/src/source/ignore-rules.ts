import { readFileSync } from "node:fs";
import { join, relative, sep } from "node:path";
import ignore from "ignore";

/** What a bundle never needs. A .switchyardignore can name one of them back with `!`. */
const always = [
  ".git/",
  ".hg/",
  ".svn/",
  "node_modules/",
  "__pycache__/",
  "*.py[cod]",
  ".venv/",
  "venv/",
  ".mypy_cache/",
  ".pytest_cache/",
  ".ruff_cache/",
  ".ipynb_checkpoints/",
  ".DS_Store",
  ".gitignore",
  ".switchyardignore",
];

/** The rules of one folder. `judge` is undefined where they say nothing of a path. */
export interface IgnoreRules {
  judge(path: string, isFolder: boolean): "ignored" | "named" | undefined;
}

/** Reads .gitignore, then .switchyardignore, of a folder; the root has the built-in rules before them. */
export function readIgnoreRules(folder: string, root: string): IgnoreRules {
  const own = ignore().add(folder === root ? always : []);
  own.add(readOptional(join(folder, ".gitignore")));
  own.add(readOptional(join(folder, ".switchyardignore")));
  const below = relative(root, folder).split(sep).join("/");
  const prefix = below === "" ? "" : `${below}/`;
  return {
    judge: (path, isFolder) => {
      const result = own.test(`${path.slice(prefix.length)}${isFolder ? "/" : ""}`);
      return result.ignored ? "ignored" : result.unignored ? "named" : undefined;
    },
  };
}

function readOptional(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return "";
    throw error;
  }
}
