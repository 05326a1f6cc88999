import { chmod, mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { codeName, keepCode, readCode, type CodePlace } from "./compiled-code.ts";

const owner = process.getuid?.() ?? 0;
const code = Buffer.from("what V8 made of it");
let home = "";

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), "switchyard-code-"));
});
afterEach(() => rm(home, { recursive: true }));

const place = (changes: Partial<CodePlace> = {}): CodePlace => ({
  folder: join(home, "switchyard"),
  name: codeName("plan"),
  program: Buffer.from("a program"),
  owner,
  ...changes,
});
const kept = (): string => join(place().folder, place().name);

describe("compiled code", () => {
  it("comes back with the number of runs that made it, from a folder and a file of the user alone", async () => {
    keepCode(place(), { code, runs: 3 });
    expect(readCode(place())).toEqual({ code, runs: 3 });
    expect((await stat(place().folder)).mode & 0o777).toBe(0o700);
    expect((await stat(kept())).mode & 0o777).toBe(0o600);
    expect(await readdir(place().folder)).toEqual([place().name]);
  });

  it("is that of one program and one command, and the newest replaces it", () => {
    keepCode(place(), { code, runs: 1 });
    expect(readCode(place({ program: Buffer.from("b program") }))).toBeUndefined();
    expect(readCode(place({ name: codeName("fit") }))).toBeUndefined();
    keepCode(place(), { code: Buffer.from("more"), runs: 2 });
    expect(readCode(place())).toEqual({ code: Buffer.from("more"), runs: 2 });
  });

  it.each([0, 31, 32, 33, 50])("is not read when byte %i is another", async (position) => {
    keepCode(place(), { code, runs: 1 });
    const bytes = await readFile(kept());
    bytes[position] = (bytes[position] ?? 0) ^ 1;
    await writeFile(kept(), bytes);
    expect(readCode(place())).toBeUndefined();
  });

  it.each([0, 10, 32, 40])("is not read when it ends after %i bytes", async (length) => {
    keepCode(place(), { code, runs: 1 });
    await writeFile(kept(), (await readFile(kept())).subarray(0, length));
    expect(readCode(place())).toBeUndefined();
  });

  it("is neither read nor kept where another user owns the folder", async () => {
    keepCode(place(), { code, runs: 1 });
    expect(readCode(place({ owner: owner + 1 }))).toBeUndefined();
    const before = await readFile(kept());
    keepCode(place({ owner: owner + 1 }), { code: Buffer.from("theirs"), runs: 1 });
    expect(await readFile(kept())).toEqual(before);
  });

  it.each([
    ["the folder", 0o755, ""],
    ["the folder", 0o770, ""],
    ["the file", 0o620, codeName("plan")],
    ["the file", 0o602, codeName("plan")],
  ])("is not read where others have rights on %s (%i)", async (_what, mode, below) => {
    keepCode(place(), { code, runs: 1 });
    await chmod(join(place().folder, below), mode);
    expect(readCode(place())).toBeUndefined();
  });

  it("is not read through a link, be it the folder or the file", async () => {
    const elsewhere = place({ folder: join(home, "elsewhere") });
    keepCode(elsewhere, { code, runs: 1 });
    await mkdir(place().folder, { mode: 0o700 });
    await symlink(join(elsewhere.folder, elsewhere.name), kept());
    expect(readCode(place())).toBeUndefined();
    await symlink(elsewhere.folder, join(home, "link"));
    expect(readCode(place({ folder: join(home, "link") }))).toBeUndefined();
  });

  it("is quietly not kept where nothing can be written", async () => {
    await writeFile(join(home, "file"), "");
    const nowhere = place({ folder: join(home, "file/switchyard") });
    keepCode(nowhere, { code, runs: 1 });
    expect(readCode(nowhere)).toBeUndefined();
  });

  it("has a name that no word of a command line can lead out of the folder", () => {
    for (const word of [undefined, "../../etc/passwd", "--version", "a/b", ""])
      expect(codeName(word)).toBe(`other-${process.version}-${process.arch}`);
  });
});
