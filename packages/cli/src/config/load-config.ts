import { existsSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import { configError } from "@switchyard/core";
import { readDocument } from "../documents/read-document.ts";
import type { Shell } from "../shell.ts";
import { parseConfig, type Config } from "./config.ts";
import { applySettings } from "./set-flags.ts";

const names = ["ts", "mts", "json", "yaml", "yml"].map((ending) => `switchyard.config.${ending}`);

export interface ConfigFlags {
  readonly config: string | undefined;
  readonly set: readonly string[];
}

/**
 * The configuration beside the spec, else in the working directory, else an empty one; `--set` over it.
 *
 * @throws {ConfigError} when it is malformed, or a folder holds two.
 */
export async function loadConfig(flags: ConfigFlags, shell: Shell, specFolder = shell.directory): Promise<Config> {
  const file = flags.config ?? findConfig(specFolder) ?? findConfig(shell.directory);
  return applySettings(
    file === undefined ? { platforms: {} } : await readConfig(file, shell),
    flags.set,
    shell.platforms,
  );
}

async function readConfig(file: string, shell: Shell): Promise<Config> {
  const path = resolve(shell.directory, file);
  const label = relative(shell.directory, path);
  const { value } = await readDocument(path, label);
  return parseConfig(value, label, shell.platforms);
}

function findConfig(folder: string): string | undefined {
  const [first, second] = names.filter((name) => existsSync(join(folder, name)));
  if (second !== undefined)
    throw configError("two-configurations", folder, `Both ${first} and ${second} are there.`, "Keep one.");
  return first === undefined ? undefined : join(folder, first);
}
