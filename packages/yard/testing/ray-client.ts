import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { createYard, type YardOptions } from "../src/index.ts";
import type { JsonObject } from "../src/json.ts";

export interface Answer {
  readonly status: number;
  readonly text: string;
}

/** A call that does not look like a browser's, as that of `fetch` would. */
export function call(
  method: string,
  url: string,
  body?: Uint8Array | object,
  headers: Readonly<Record<string, string>> = {},
): Promise<Answer> {
  const bytes = body === undefined || body instanceof Uint8Array ? body : Buffer.from(JSON.stringify(body));
  return new Promise((resolve, reject) => {
    const sent = request(url, { method, headers }, (response) => {
      const pieces: Buffer[] = [];
      response.on("data", (piece: Buffer) => pieces.push(piece));
      response.on("error", reject);
      response.on("end", () => resolve({ status: response.statusCode ?? 0, text: Buffer.concat(pieces).toString() }));
    });
    sent.on("error", reject);
    sent.end(bytes);
  });
}

/** An archive of files by their names, as a package is put: `.zip` by Python, `.tar.gz` by tar. */
export function archive(kind: "zip" | "tar.gz", files: Readonly<Record<string, string>>): Buffer {
  const folder = mkdtempSync(join(tmpdir(), "yard-archive-"));
  try {
    const names = Object.keys(files);
    for (const name of names) writeFileSync(join(folder, name), files[name] ?? "");
    const target = join(folder, `.${kind}`);
    if (kind === "zip") execFileSync("python3", ["-m", "zipfile", "-c", target, ...names], { cwd: folder });
    else execFileSync("tar", ["-czf", target, ...names], { cwd: folder });
    return execFileSync("cat", [target], { maxBuffer: 1 << 28 });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** A yard on a port, and short ways to say what a test of Ray's jobs says again and again. */
export async function openRay(options: YardOptions = {}) {
  const yard = createYard(options);
  const { url } = await yard.listen();
  const json = async (path: string): Promise<JsonObject> =>
    JSON.parse((await call("GET", url + path)).text) as JsonObject;
  const details = (id: string) => json(`/api/jobs/${id}`);
  return {
    yard,
    url,
    json,
    details,
    call: (method: string, path: string, body?: Uint8Array | object) => call(method, url + path, body),
    submit: (entrypoint: string, more: object = {}) => call("POST", `${url}/api/jobs/`, { entrypoint, ...more }),
    log: async (id: string) => String((await json(`/api/jobs/${id}/logs`))["logs"]),
    /** Waits until the job has that status. */
    async reaches(id: string, ...statuses: readonly string[]): Promise<JsonObject> {
      for (const until = Date.now() + 50_000; Date.now() < until;) {
        const job = await details(id);
        if (statuses.includes(String(job["status"]))) return job;
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
      throw new Error(`Job ${id} did not get there: ${JSON.stringify(await details(id))}`);
    },
  };
}

export type OpenRay = Awaited<ReturnType<typeof openRay>>;
export const ended = ["SUCCEEDED", "FAILED", "STOPPED"] as const;
