import { resolve } from "node:path";
import { ConfigError, SwitchyardError, type Diagnostic, type Lifted } from "@switchyard/core";
import { choosePlatforms } from "../config/choose-platforms.ts";
import type { Config } from "../config/config.ts";
import { parseText, readDocument } from "../documents/read-document.ts";
import { unlessAborted } from "../errors/interrupted.ts";
import { makePlatform } from "../platforms.ts";
import type { Shell } from "../shell.ts";

export interface LiftedDocument {
  readonly platform: string;
  readonly lifted: Lifted;
}

/**
 * Asks the platforms in turn; the first that recognises the document lifts it.
 *
 * @throws {ConfigError} when the document cannot be read, or none recognises it: then with what each said.
 */
export async function liftDocument(
  word: string,
  on: string | undefined,
  config: Config,
  shell: Shell,
): Promise<LiftedDocument> {
  const label = word === "-" ? "standard input" : word;
  const { value } =
    word === "-"
      ? await parseText(await unlessAborted(shell.stdin(), shell.signal), label)
      : await readDocument(resolve(shell.directory, word), label);
  const ids = on === undefined ? Object.keys(shell.platforms) : choosePlatforms(on, config, shell.platforms);
  const refusals: Diagnostic[] = [];
  for (const id of ids) {
    const platform = await makePlatform(id, config.platforms[id], shell.platforms);
    try {
      return { platform: id, lifted: await platform.lift(value) };
    } catch (error) {
      refusals.push(...refusalsOf(error, id, label));
    }
  }
  throw new ConfigError(refusals);
}

/** What a platform said that does not know the document; another error goes on. */
function refusalsOf(error: unknown, platform: string, label: string): readonly Diagnostic[] {
  if (!SwitchyardError.is(error, "config") && !SwitchyardError.is(error, "unsupported")) throw error;
  const issues = "issues" in error ? (error as ConfigError).issues : [];
  const told =
    issues.length > 0 ? issues : [{ severity: "error", code: error.code, path: "", message: error.message } as const];
  return told.map((issue) => ({
    ...issue,
    path: issue.path === "" ? label : issue.path,
    message: `${platform}: ${issue.message}`,
  }));
}
