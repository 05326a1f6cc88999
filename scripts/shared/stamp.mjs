import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";

/** One hash over texts; order counts. */
export const hashOf = (texts) => createHash("sha256").update(JSON.stringify(texts)).digest("hex");

export const read = (file) => readFileSync(file, "utf8");

/** Whether a step was done for exactly this input. */
export const isStamped = (file, hash) => existsSync(file) && read(file) === hash;

export function stamp(file, hash) {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, hash);
}
