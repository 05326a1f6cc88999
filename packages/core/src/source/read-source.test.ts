import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { readSource } from "./read-source.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "switchyard-source-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function write(files: Readonly<Record<string, string>>): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
}

const paths = async (): Promise<string[]> => (await readSource(".", folder)).map((file) => file.path);

describe("readSource", () => {
  it("lists files sorted, with size, hash and executable bit", async () => {
    write({ "b.py": "b", "a/c.sh": "#!/bin/sh\n", "Ä.txt": "" });
    chmodSync(join(folder, "a/c.sh"), 0o755);
    expect(await readSource(".", folder)).toMatchObject([
      { path: "a/c.sh", executable: true, bytes: 10 },
      {
        path: "b.py",
        executable: false,
        bytes: 1,
        sha256: "3e23e8160039594a33894f6564e1b1348bbd7a0088d42c4acb73eeaed59c009d",
      },
      { path: "Ä.txt", bytes: 0 },
    ]);
  });

  it("honours ignore files of every folder, and lets the nearer one speak last", async () => {
    write({
      ".gitignore": "*.log\ndata/\n/only-root.txt\n",
      ".switchyardignore": "!data/\nnotes.md\n",
      "keep.py": "",
      "x.log": "",
      "only-root.txt": "",
      "notes.md": "",
      "data/rows.csv": "",
      "sub/.gitignore": "!x.log\nlocal.txt\n",
      "sub/x.log": "",
      "sub/local.txt": "",
      "sub/only-root.txt": "",
      "__pycache__/a.pyc": "",
      ".git/config": "",
    });
    expect(await paths()).toEqual(["data/rows.csv", "keep.py", "sub/only-root.txt", "sub/x.log"]);
  });

  it("refuses links out of the folder and broken ones, all at once, and follows those inside", async () => {
    write({ "train.py": "x", "sub/a.txt": "a" });
    symlinkSync("/etc/hostname", join(folder, "outside"));
    symlinkSync("nowhere", join(folder, "broken"));
    await expect(readSource(".", folder)).rejects.toMatchObject({
      issues: [{ path: "source/broken" }, { path: "source/outside" }],
    });
    rmSync(join(folder, "outside"));
    rmSync(join(folder, "broken"));
    symlinkSync("sub", join(folder, "again"));
    symlinkSync("..", join(folder, "sub/up"));
    expect(await paths()).toEqual(["again/a.txt", "sub/a.txt", "train.py"]);
  });

  it("passes over a link out of the folder that an ignore file names", async () => {
    write({ "train.py": "", ".switchyardignore": "outside\n" });
    symlinkSync("/etc", join(folder, "outside"));
    expect(await paths()).toEqual(["train.py"]);
  });

  it.each([
    ".env",
    ".env.local",
    "keys/id_rsa",
    "cert.pem",
    "credentials.json",
    ".aws/config",
    ".netrc",
    "my-project-0123456789ab.json",
  ])("refuses %s as a likely secret, unless it is named", async (path) => {
    write({ "train.py": "", [path]: "secret" });
    await expect(readSource(".", folder)).rejects.toMatchObject({
      issues: [{ code: "secret-file", path: `source/${path}` }],
    });
    write({ ".switchyardignore": `!/${path}\n` });
    expect(await paths()).toContain(path);
  });

  it.each([".env.example", "tokenizer.json", "tokens.py", "secretary.txt", "monkey.py"])(
    "takes %s for no secret",
    async (path) => {
      write({ [path]: "" });
      expect(await paths()).toEqual([path]);
    },
  );

  it("says when the folder is missing or a file", async () => {
    write({ "train.py": "" });
    await expect(readSource("missing", folder)).rejects.toMatchObject({ issues: [{ code: "missing-folder" }] });
    await expect(readSource("train.py", folder)).rejects.toMatchObject({ issues: [{ code: "no-folder" }] });
  });
});
