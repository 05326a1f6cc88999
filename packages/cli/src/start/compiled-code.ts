import { createHash } from "node:crypto";
import { closeSync, constants, fstatSync, openSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const digestBytes = 32;

/** One file for each release of Node, kind of processor and command; the next release of Switchyard replaces it. */
export function codeName(command = ""): string {
  const word = /^[a-z]{1,20}$/.test(command) ? command : "other";
  return `${word}-${process.version}-${process.arch}`;
}

/** The compiled code of a program. Undefined unless it is whole, of this very text, and nobody else can have written it. */
export function readCode(
  folder: string | undefined,
  name: string,
  program: Buffer,
  owner: number,
): Buffer | undefined {
  if (folder === undefined) return undefined;
  try {
    const bytes = readOwn(join(folder, name), owner);
    const code = bytes?.subarray(digestBytes);
    return code !== undefined && bytes?.subarray(0, digestBytes).equals(digest(program, code)) ? code : undefined;
  } catch {
    return undefined;
  }
}

/** Keeps compiled code for the next run, whole or not at all. That it cannot is no reason to disturb anyone. */
export function keepCode(folder: string | undefined, name: string, program: Buffer, code: Buffer): void {
  if (folder === undefined) return;
  const unfinished = join(folder, `${name}.${process.pid}`);
  try {
    writeFileSync(unfinished, Buffer.concat([digest(program, code), code]), { flag: "wx", mode: 0o600 });
    renameSync(unfinished, join(folder, name));
  } catch {
    rmSync(unfinished, { force: true });
  }
}

function readOwn(file: string, owner: number): Buffer | undefined {
  const handle = openSync(file, constants.O_RDONLY | constants.O_NOFOLLOW);
  try {
    const { uid, mode } = fstatSync(handle);
    return uid === owner && (mode & 0o022) === 0 ? readFileSync(handle) : undefined;
  } finally {
    closeSync(handle);
  }
}

/** V8 looks at a text's length only, and would run damaged code. */
function digest(program: Buffer, code: Buffer): Buffer {
  return createHash("sha256").update(program).update(code).digest();
}
