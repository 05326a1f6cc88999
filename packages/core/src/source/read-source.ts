import { createHash } from "node:crypto";
import { createReadStream, readdirSync, readFileSync, realpathSync, statSync } from "node:fs";
import { resolve, sep } from "node:path";
import type { Diagnostic } from "../contract/diagnostic.ts";
import type { BundleFile } from "../contract/host.ts";
import { ConfigError, configError } from "../errors/config-error.ts";
import { builtInRules, readIgnoreRules, type IgnoreRules } from "./ignore-rules.ts";
import { looksSecret } from "./secret-files.ts";

/** Up to here a file is read at once: a stream costs more than such a file. Bytes. */
const smallFile = 1_048_576;

/**
 * The files of a source folder, sorted by path. Honours .gitignore and .switchyardignore of every folder in it.
 *
 * @throws {ConfigError} when the folder is missing, a link leads out of it, or a file looks like a secret.
 */
export async function readSource(source: string, folder = process.cwd()): Promise<readonly BundleFile[]> {
  const root = realRoot(resolve(folder, source), source);
  const walk: Walk = { root, found: [], issues: [] };
  await visit(walk, { file: root, path: "" }, [builtInRules], new Set([root]));
  if (walk.issues.length > 0) throw new ConfigError(walk.issues);
  const sorted = walk.found.sort((a, b) => (a.path < b.path ? -1 : 1));
  const files: BundleFile[] = [];
  for (const entry of sorted) files.push(await hashFile(entry));
  return files;
}

interface Walk {
  readonly root: string;
  readonly found: {
    readonly path: string;
    readonly file: string;
    readonly executable: boolean;
    /** Bytes. */
    readonly size: number;
  }[];
  readonly issues: Diagnostic[];
}

function realRoot(path: string, source: string): string {
  try {
    const root = realpathSync(path);
    if (statSync(root).isDirectory()) return root;
  } catch {
    throw configError(
      "missing-folder",
      "source",
      `There is no folder ${JSON.stringify(source)} (looked at ${path}).`,
      "Give the folder that holds the training script.",
    );
  }
  throw configError(
    "no-folder",
    "source",
    `${JSON.stringify(source)} is a file.`,
    "Give the folder that holds the training script, and the script as `entryPoint`.",
  );
}

/** `path` is relative to the source folder, with forward slashes, and empty for that folder itself. */
interface Place {
  readonly file: string;
  readonly path: string;
}

async function visit(
  walk: Walk,
  folder: Place,
  rules: readonly IgnoreRules[],
  above: ReadonlySet<string>,
): Promise<void> {
  const entries = readdirSync(folder.file, { withFileTypes: true });
  const names = entries.map((entry) => entry.name);
  const prefix = folder.path === "" ? "" : `${folder.path}/`;
  const own = await readIgnoreRules(folder.file, prefix, names);
  const here = own === undefined ? rules : [...rules, own];
  for (const entry of entries) {
    const file = folder.file + sep + entry.name;
    const path = prefix + entry.name;
    const target = entry.isSymbolicLink() ? followLink(walk, file, path, here) : file;
    if (target === undefined) continue;
    const status = statSync(target);
    const isFolder = status.isDirectory();
    const verdict = judge(here, path, isFolder);
    if (verdict === "ignored") continue;
    if (isFolder) {
      if (!above.has(target)) await visit(walk, { file, path }, here, new Set([...above, target]));
      continue;
    }
    if (!status.isFile()) {
      walk.issues.push(
        issue("special-file", path, "This is neither a file nor a folder.", "Name it in .switchyardignore."),
      );
    } else if (verdict !== "named" && looksSecret(path)) {
      walk.issues.push(
        issue(
          "secret-file",
          path,
          "This file looks like a secret, and everything in a bundle can be read by whoever may read the bucket.",
          `Name it in .switchyardignore to leave it out, or as \`!/${path}\` there to send it all the same.`,
        ),
      );
    } else {
      walk.found.push({ path, file, executable: (status.mode & 0o111) !== 0, size: status.size });
    }
  }
}

/** The last rule that speaks of a path decides, as in git; a folder's own file speaks after its parents'. */
function judge(rules: readonly IgnoreRules[], path: string, isFolder: boolean): "ignored" | "named" | "plain" {
  return rules.reduce<"ignored" | "named" | "plain">((verdict, each) => each.judge(path, isFolder) ?? verdict, "plain");
}

/** A link counts as what it leads to, as long as that lies inside the folder. */
function followLink(walk: Walk, file: string, path: string, rules: readonly IgnoreRules[]): string | undefined {
  let target: string;
  try {
    target = realpathSync(file);
  } catch {
    if (judge(rules, path, false) !== "ignored")
      walk.issues.push(
        issue("broken-link", path, "This link leads nowhere.", "Remove it, or name it in .switchyardignore."),
      );
    return undefined;
  }
  if (target === walk.root || target.startsWith(walk.root + sep)) return target;
  if (judge(rules, path, false) === "ignored" || judge(rules, path, true) === "ignored") return undefined;
  walk.issues.push(
    issue(
      "link-outside",
      path,
      "This link leads out of the source folder.",
      "Copy what it leads to into the folder, or name the link in .switchyardignore.",
    ),
  );
  return undefined;
}

function issue(code: string, path: string, message: string, fix: string): Diagnostic {
  return { severity: "error", code, path: `source/${path}`, message, fix };
}

async function hashFile({ path, file, executable, size }: Walk["found"][number]): Promise<BundleFile> {
  const hash = createHash("sha256");
  if (size <= smallFile) {
    const bytes = readFileSync(file);
    return { path, executable, sha256: hash.update(bytes).digest("hex"), bytes: bytes.length, content: { file } };
  }
  let bytes = 0;
  for await (const chunk of createReadStream(file) as AsyncIterable<Buffer>) {
    hash.update(chunk);
    bytes += chunk.length;
  }
  return { path, executable, sha256: hash.digest("hex"), bytes, content: { file } };
}
