import { resolve } from "node:path";
import {
  SwitchyardError,
  type ConfigError,
  type Diagnostic,
  type Lifted,
  type PlanningPlatform,
} from "@switchyard/core";
import { choosePlatforms } from "../config/choose-platforms.ts";
import type { Config } from "../config/config.ts";
import { parseTexts, readDocuments } from "../documents/read-document.ts";
import { unlessAborted } from "../errors/interrupted.ts";
import { makePlatform } from "../platforms.ts";
import type { Shell } from "../shell.ts";
import { chooseJob, type Candidate } from "./choose-job.ts";

export interface LiftedDocument {
  readonly platform: string;
  readonly lifted: Lifted;
}

export interface LiftOptions {
  /** Ids of platforms that are asked, with commas; all of them where it is left out. */
  readonly on: string | undefined;
  /** Which document of several, counted from 1. */
  readonly document: number | undefined;
}

/**
 * Asks the platforms in turn for each document of a file; the first that recognises one lifts it.
 *
 * @throws {ConfigError} when the file cannot be read, or none of its documents is recognised: then with what each platform
 * said; or when several are, and none was chosen.
 */
export async function liftDocument(
  word: string,
  { on, document }: LiftOptions,
  config: Config,
  shell: Shell,
): Promise<LiftedDocument> {
  const label = word === "-" ? "standard input" : word;
  const documents =
    word === "-"
      ? await parseTexts(await unlessAborted(shell.stdin(), shell.signal), label)
      : await readDocuments(resolve(shell.directory, word), label);
  const ids = on === undefined ? Object.keys(shell.platforms) : choosePlatforms(on, config, shell.platforms);
  const made = new Map<string, PlanningPlatform>();
  const platformOf = async (id: string): Promise<PlanningPlatform> => {
    const platform = made.get(id) ?? (await makePlatform(id, config.platforms[id], shell.platforms));
    made.set(id, platform);
    return platform;
  };
  const candidates: Candidate[] = [];
  for (const [index, { value }] of documents.entries()) {
    const name = documents.length === 1 ? label : `${label}, document ${index + 1}`;
    candidates.push({ value, number: index + 1, outcome: await liftValue(value, name, ids, platformOf) });
  }
  return chooseJob(candidates, document, label);
}

/** What the first platform that knows it makes of a document, or what each of them said. */
async function liftValue(
  value: unknown,
  label: string,
  ids: readonly string[],
  platformOf: (id: string) => Promise<PlanningPlatform>,
): Promise<Candidate["outcome"]> {
  const refusals: Diagnostic[] = [];
  for (const id of ids) {
    const platform = await platformOf(id);
    try {
      return { platform: id, lifted: await platform.lift(value) };
    } catch (error) {
      refusals.push(...refusalsOf(error, id, label));
    }
  }
  return { refusals };
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
