import { readFile } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import { configError } from "@switchyard/core";

/**
 * The token by Ray's own variables, read anew for each call: `RAY_AUTH_TOKEN`, the file that `RAY_AUTH_TOKEN_PATH` names,
 * and, where `RAY_AUTH_MODE` is `token`, `~/.ray/auth_token`. Undefined where there is none.
 *
 * @throws {ConfigError} when a file that is named cannot be read.
 */
export async function tokenOfEnvironment(
  environment: (name: string) => string | undefined,
): Promise<string | undefined> {
  const text = environment("RAY_AUTH_TOKEN");
  if (text) return text.trim();
  const named = environment("RAY_AUTH_TOKEN_PATH");
  if (named) {
    try {
      return (await readFile(named, "utf8")).trim();
    } catch {
      throw configError(
        "missing-token",
        "RAY_AUTH_TOKEN_PATH",
        `Found ${JSON.stringify(named)}, which cannot be read.`,
      );
    }
  }
  if (environment("RAY_AUTH_MODE") !== "token") return undefined;
  const file = join(environment("HOME") || homedir(), ".ray", "auth_token");
  return readFile(file, "utf8").then(
    (content) => content.trim(),
    () => undefined,
  );
}
