import { createHash } from "node:crypto";
import {
  closeSync,
  constants,
  fstatSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { isPrivate } from "./private-folder.ts";

/** Where the compiled code of a program lies, and what it must be the code of. */
export interface CodePlace {
  readonly folder: string;
  readonly name: string;
  /** The program's text. */
  readonly program: Buffer;
  /** The user id of this process. */
  readonly owner: number;
}

export interface CompiledCode {
  readonly code: Buffer;
  /** How many runs added to it what they used. At most 255. */
  readonly runs: number;
}

// A file holds a SHA-256, the number of runs in one byte, and the code.
const digestBytes = 32;

/** One file for each release of Node, kind of processor and command; the next release of Switchyard replaces it. */
export function codeName(command = ""): string {
  const word = /^[a-z]{1,20}$/.test(command) ? command : "other";
  return `${word}-${process.version}-${process.arch}`;
}

/** The compiled code, if it is whole, of this very program, and nobody else can have written it. */
export function readCode(place: CodePlace): CompiledCode | undefined {
  try {
    const bytes = readOwn(place);
    const content = bytes?.subarray(digestBytes);
    if (content === undefined || !bytes?.subarray(0, digestBytes).equals(digest(place, content))) return undefined;
    return { code: content.subarray(1), runs: content[0] ?? 0 };
  } catch {
    return undefined;
  }
}

/** Keeps compiled code for the next run, whole or not at all. That it cannot is no reason to disturb anyone. */
export function keepCode(place: CodePlace, { code, runs }: CompiledCode): void {
  const file = join(place.folder, place.name);
  const unfinished = `${file}.${process.pid}`;
  try {
    mkdirSync(place.folder, { recursive: true, mode: 0o700 });
    if (!isPrivate(place.folder, place.owner)) return;
    const content = Buffer.concat([Buffer.from([runs]), code]);
    writeFileSync(unfinished, Buffer.concat([digest(place, content), content]), { flag: "wx", mode: 0o600 });
    renameSync(unfinished, file);
  } catch {
    remove(unfinished);
  }
}

function remove(file: string): void {
  try {
    rmSync(file);
  } catch {
    // It was never made, or the folder has gone.
  }
}

function readOwn({ folder, name, owner }: CodePlace): Buffer | undefined {
  if (!isPrivate(folder, owner)) return undefined;
  const handle = openSync(join(folder, name), constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  try {
    const status = fstatSync(handle);
    const isOwn = status.isFile() && status.uid === owner && (status.mode & 0o022) === 0;
    return isOwn ? readFileSync(handle) : undefined;
  } finally {
    closeSync(handle);
  }
}

/** V8 itself compares the length of a program's text only, and would run damaged code. */
function digest({ program }: CodePlace, content: Buffer): Buffer {
  return createHash("sha256").update(program).update(content).digest();
}
