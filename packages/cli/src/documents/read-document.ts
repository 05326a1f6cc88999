import { isUtf8 } from "node:buffer";
import { readFileSync } from "node:fs";
import { extname } from "node:path";
import { configError, nearest } from "@switchyard/core";
import { fileStatus } from "../file-status.ts";
import type { Document } from "./document.ts";
import { emptyFile } from "./empty-file.ts";
import { readPlainYaml } from "./plain-yaml.ts";

type Format = (file: string, label: string) => Promise<Document>;

const asYaml: Format = async (file, label) => parse(await readText(file, label), "yaml", label);
const asJson: Format = async (file, label) => parse(await readText(file, label), "json", label);
const asModule: Format = async (file, label) => {
  await readText(file, label);
  return (await import("./module.ts")).loadModule(file, label);
};

const formats: Readonly<Record<string, Format>> = {
  ".yaml": asYaml,
  ".yml": asYaml,
  ".json": asJson,
  ".ts": asModule,
  ".mts": asModule,
  ".js": asModule,
  ".mjs": asModule,
};

/**
 * Reads a YAML, JSON, TypeScript or JavaScript file by its ending. Errors name it as `label`, the path that was typed.
 *
 * @throws {ConfigError} when the file cannot be read or parsed.
 */
export async function readDocument(file: string, label: string): Promise<Document> {
  const ending = extname(file).toLowerCase();
  const format = formats[ending];
  if (format !== undefined) return format(file, label);
  await readText(file, label);
  const known = Object.keys(formats);
  const near = nearest(ending, known);
  const found = ending === "" ? "The file's name has no ending." : `The ending ${ending} is not known.`;
  throw configError(
    "unknown-format",
    label,
    `${found} Allowed: ${known.join(", ")}.`,
    near === undefined ? "Rename the file." : `Did you mean ${near}?`,
  );
}

/**
 * Reads a file that may hold several documents: YAML with `---` between them.
 *
 * @throws {ConfigError} when the file cannot be read or parsed.
 */
export async function readDocuments(file: string, label: string): Promise<readonly Document[]> {
  const isYaml = [".yaml", ".yml"].includes(extname(file).toLowerCase());
  return isYaml ? parseTexts(await readText(file, label), label) : [await readDocument(file, label)];
}

/** The documents of a text without a file name. */
export async function parseTexts(text: string, label: string): Promise<readonly Document[]> {
  const isSeveral = /^---/m.test(text) && !/^\s*[{[]/.test(text);
  return isSeveral ? (await import("./yaml.ts")).parseYamlDocuments(text, label) : [await parseText(text, label)];
}

/** Text without a file name: JSON when it begins like JSON, else YAML. */
export async function parseText(text: string, label: string): Promise<Document> {
  return parse(text, /^\s*[{[]/.test(text) ? "json" : "yaml", label);
}

async function parse(text: string, format: "yaml" | "json", label: string): Promise<Document> {
  if (text.trim() === "") throw emptyFile(label);
  if (format === "json") return (await import("./json.ts")).parseJson(text, label);
  return readPlainYaml(text) ?? (await import("./yaml.ts")).parseYaml(text, label);
}

/** A sentence for each way in which a file cannot be read. */
const unreadable: Readonly<Record<string, readonly [message: string, fix: string]>> = {
  ENOENT: ["There is no such file.", "Check the path; it is relative to the working directory."],
  ENOTDIR: ["There is no such file: a part of the path is a file itself.", "Check the path."],
  EISDIR: ["This is a folder, not a file.", "Name the file in it, such as train.yaml."],
  EACCES: ["You may not read this file.", "Change its permissions."],
  ELOOP: ["The links on this path lead in a circle.", "Name the file itself."],
  ENAMETOOLONG: ["The path is too long.", "Check the path."],
};

/**
 * The text of a UTF-8 file.
 *
 * @throws {ConfigError} when it cannot be read, or is something else.
 */
export async function readText(file: string, label: string): Promise<string> {
  const bytes = await readBytes(file).catch((cause: NodeJS.ErrnoException) => {
    const [message, fix] = unreadable[cause.code ?? ""] ?? [`It cannot be read: ${cause.message}.`, "Check the file."];
    throw configError("unreadable-file", label, message, fix);
  });
  if (!isUtf8(bytes)) throw configError("not-text", label, "It is not UTF-8 text.", "Save it as UTF-8.");
  return bytes.toString("utf8").replace(/^\uFEFF/, "");
}

/** At once, which is faster, but for what may keep its reader waiting: a pipe must not hold up Ctrl-C. */
async function readBytes(file: string): Promise<Buffer> {
  return fileStatus(file).isFile() ? readFileSync(file) : (await import("node:fs/promises")).readFile(file);
}
