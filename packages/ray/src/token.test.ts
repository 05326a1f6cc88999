import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { dashboards } from "./connections.ts";
import { fakeDashboard, json } from "../testing/fake-dashboard.ts";
import { resolveSettings } from "./settings.ts";
import { tokenOfEnvironment } from "./token.ts";

const folder = mkdtempSync(join(tmpdir(), "switchyard-token-"));
afterAll(() => rmSync(folder, { recursive: true }));
mkdirSync(join(folder, ".ray"));
writeFileSync(join(folder, ".ray", "auth_token"), "of the home\n");
writeFileSync(join(folder, "token"), "of a file\n");

it.each([
  [{ RAY_AUTH_TOKEN: "itself", RAY_AUTH_TOKEN_PATH: join(folder, "token") }, "itself"],
  [{ RAY_AUTH_TOKEN_PATH: join(folder, "token") }, "of a file"],
  [{ RAY_AUTH_MODE: "token", HOME: folder }, "of the home"],
  [{ RAY_AUTH_MODE: "token", HOME: join(folder, "nobody") }, undefined],
  [{ HOME: folder }, undefined],
] as readonly [Record<string, string>, string | undefined][])("of %j the token is %j", async (variables, expected) => {
  expect(await tokenOfEnvironment((name) => variables[name])).toBe(expected);
});

it("says which file with a token is missing", async () => {
  const read = tokenOfEnvironment((name) => (name === "RAY_AUTH_TOKEN_PATH" ? join(folder, "none") : undefined));
  await expect(read).rejects.toThrow("RAY_AUTH_TOKEN_PATH");
});

it("goes to the dashboard of the settings, and not to another that a job's URI names", async () => {
  const own = await fakeDashboard((_call, response) => json(response, { ray_version: "2.60.0" }));
  const other = await fakeDashboard((_call, response) => json(response, { ray_version: "2.60.0" }));
  const given = { token: "secret-word", headers: { "x-key": "another" } };
  const known = dashboards(resolveSettings({ ...given, address: own.url }, () => undefined));
  for (const { url } of [own, other]) await known.at(url).version({});
  expect(own.calls[0]?.headers).toMatchObject({ authorization: "Bearer secret-word", "x-key": "another" });
  expect(JSON.stringify(other.calls[0]?.headers)).not.toMatch(/secret-word|another/);
  await dashboards(resolveSettings(given, () => undefined))
    .at(other.url)
    .version({});
  expect(other.calls[1]?.headers.authorization).toBe("Bearer secret-word");
  await Promise.all([own.close(), other.close()]);
});
