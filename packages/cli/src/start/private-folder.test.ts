import { chmod, mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { privateFolder } from "./private-folder.ts";

const owner = process.getuid?.() ?? 0;
let root = "";

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "switchyard-folder-"));
  for (const name of ["cache", "home", "temporary", "package"]) await mkdir(join(root, name));
});
afterEach(() => rm(root, { recursive: true }));

const all = (changes: Record<string, string> = {}): Record<string, string> => ({
  XDG_CACHE_HOME: join(root, "cache"),
  HOME: join(root, "home"),
  TMPDIR: join(root, "temporary"),
  ...changes,
});
/** Of a package that somebody else installed. */
const folderOf = (environment: Record<string, string>, user: number): string | undefined =>
  privateFolder(join(root, "nothing/package"), environment, user);
const temporary = (): string => join(root, "temporary", `switchyard-${owner}`);

describe("privateFolder", () => {
  it("prefers the user's cache, then the home, then the temporary folder", () => {
    expect(folderOf(all(), owner)).toBe(join(root, "cache/switchyard"));
    expect(folderOf(all({ XDG_CACHE_HOME: "" }), owner)).toBe(join(root, "home/.cache/switchyard"));
    expect(folderOf(all({ XDG_CACHE_HOME: "", HOME: "/nonexistent" }), owner)).toBe(temporary());
  });

  it("prefers the package's own folder to all of them, where the user installed it", async () => {
    const own = join(root, "package");
    expect(privateFolder(own, all(), owner)).toBe(join(own, ".compiled"));
    expect(privateFolder(own, {}, owner)).toBe(join(own, ".compiled"));
    await mkdir(join(own, ".compiled"), { mode: 0o755 });
    expect(privateFolder(own, all(), owner)).toBe(join(root, "cache/switchyard"));
    expect(privateFolder(own, all(), owner + 1)).toBe(join(root, "temporary", `switchyard-${owner + 1}`));
  });

  it("passes over paths that are relative", () => {
    expect(folderOf(all({ XDG_CACHE_HOME: "cache", HOME: "." }), owner)).toBe(temporary());
  });

  it("makes nothing in the home of another user", () => {
    expect(folderOf(all(), owner + 1)).toBe(join(root, "temporary", `switchyard-${owner + 1}`));
  });

  it("uses no folder that others may read or write, and no link", async () => {
    await mkdir(temporary(), { mode: 0o700 });
    const environment = { TMPDIR: join(root, "temporary") };
    expect(folderOf(environment, owner)).toBe(temporary());
    await chmod(temporary(), 0o750);
    expect(folderOf(environment, owner)).toBeUndefined();
    await rm(temporary(), { recursive: true });
    await symlink(join(root, "home"), temporary());
    expect(folderOf(environment, owner)).toBeUndefined();
  });

  it("uses no folder of another user", async () => {
    const theirs = join(root, "temporary", `switchyard-${owner + 1}`);
    await mkdir(theirs, { mode: 0o700 });
    expect(folderOf({ TMPDIR: join(root, "temporary") }, owner + 1)).toBeUndefined();
  });

  it("is none where nothing is a folder", async () => {
    await writeFile(join(root, "file"), "");
    const file = join(root, "file");
    expect(folderOf({ XDG_CACHE_HOME: file, HOME: file, TMPDIR: join(root, "nothing") }, owner)).toBeUndefined();
  });
});
