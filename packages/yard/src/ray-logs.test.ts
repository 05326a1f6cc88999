import { randomBytes } from "node:crypto";
import { request } from "node:http";

import { afterAll, beforeAll, expect, it } from "vitest";

import { call, ended, openRay, type OpenRay } from "../testing/ray-client.ts";

let ray: OpenRay;

beforeAll(async () => {
  ray = await openRay();
});

afterAll(() => ray.yard.close());

const tailPath = (id: string): string => `/api/jobs/${id}/logs/tail`;
const filePath = async (id: string, more: string, media = "file"): Promise<string> => {
  const { driver_node_id: node } = await ray.details(id);
  return `/api/v0/logs/${media}?node_id=${String(node)}&${more}`;
};

interface Socket {
  readonly status: number;
  readonly messages: readonly string[];
  /** The code that the server closed with. */
  readonly code: number | undefined;
}

/** Opens a WebSocket and reads it to its end, frame by frame as the standard lays them out. */
function readSocket(path: string, headers: Readonly<Record<string, string>> = {}): Promise<Socket> {
  const key = randomBytes(16).toString("base64");
  return new Promise((resolve, reject) => {
    const sent = request(ray.url + path, {
      headers: {
        connection: "Upgrade",
        upgrade: "websocket",
        "sec-websocket-version": "13",
        "sec-websocket-key": key,
        ...headers,
      },
    });
    sent.on("error", reject);
    sent.on("response", (response) => {
      response.resume();
      resolve({ status: response.statusCode ?? 0, messages: [], code: undefined });
    });
    sent.on("upgrade", (_response, socket, head) => {
      const pieces: Buffer[] = [head];
      socket.on("data", (piece: Buffer) => pieces.push(piece));
      socket.on("end", () => resolve({ status: 101, ...framesIn(Buffer.concat(pieces)) }));
    });
    sent.end();
  });
}

function framesIn(bytes: Buffer): Omit<Socket, "status"> {
  const messages: string[] = [];
  for (let at = 0; at < bytes.length;) {
    const short = bytes[at + 1] ?? 0;
    const [length, start] =
      short < 126
        ? [short, at + 2]
        : short === 126
          ? [bytes.readUInt16BE(at + 2), at + 4]
          : [Number(bytes.readBigUInt64BE(at + 2)), at + 10];
    const payload = bytes.subarray(start, start + length);
    if (bytes[at] === 0x88) return { messages, code: payload.readUInt16BE(0) };
    messages.push(payload.toString());
    at = start + length;
  }
  return { messages, code: undefined };
}

it("tails a log from its first line to the job's end, in frames of ten lines", async () => {
  await ray.submit("seq 1 25; sleep 0.4; seq 26 30; printf 'no end'", { submission_id: "counts" });
  const { messages, code } = await readSocket(tailPath("counts"));
  const text = messages.join("");
  expect(code).toBe(1000);
  expect(text.slice(text.indexOf("\n1\n") + 1)).toBe(
    `${Array.from({ length: 30 }, (_, index) => index + 1).join("\n")}\nno end`,
  );
  expect(Math.max(...messages.map((message) => message.split("\n").length - 1))).toBe(10);
  expect(text).toBe(await ray.log("counts"));
});

it("cuts a frame behind twenty thousand characters", async () => {
  await ray.submit("for n in 1 2 3; do head -c 15000 /dev/zero | tr '\\0' x; echo; done", { submission_id: "wide" });
  await ray.reaches("wide", ...ended);
  const { messages } = await readSocket(tailPath("wide"));
  expect(messages.length).toBeGreaterThan(1);
  expect(messages.join("")).toBe(await ray.log("wide"));
});

it("closes a socket with compressed frames without a word", async () => {
  await ray.submit("echo word", { submission_id: "deflated" });
  await ray.reaches("deflated", ...ended);
  const headers = { "sec-websocket-extensions": "permessage-deflate; client_max_window_bits" };
  expect(await readSocket(tailPath("deflated"), headers)).toEqual({ status: 101, messages: [], code: 1000 });
});

it("refuses a socket for a job that nobody knows, and one that is none", async () => {
  expect((await readSocket(tailPath("nobody"))).status).toBe(404);
  await ray.submit("true", { submission_id: "plain" });
  expect((await ray.call("GET", tailPath("plain"))).status).toBe(400);
});

it("gives a log's raw bytes, where the jobs' own log cannot be read any more", async () => {
  await ray.submit("printf 'a\\r\\nb\\351c\\nlast\\n'", { submission_id: "bytes" });
  await ray.reaches("bytes", ...ended);
  const broken = await ray.call("GET", "/api/jobs/bytes/logs");
  expect([broken.status, broken.text]).toEqual([500, expect.stringContaining("UnicodeDecodeError")]);
  const response = await fetch(ray.url + (await filePath("bytes", "filename=job-driver-bytes.log&lines=3")));
  expect(Buffer.from(await response.arrayBuffer()).toString("latin1")).toBe("a\r\nb\xe9c\nlast\n");
  expect((await readSocket(tailPath("bytes"))).messages.join("")).not.toContain("last");
});

it("gives as many of the last lines as are asked for: a thousand, or all for -1", async () => {
  await ray.submit("seq 1 20000", { submission_id: "many" });
  await ray.reaches("many", ...ended);
  const lines = async (more: string): Promise<string[]> =>
    (await ray.call("GET", await filePath("many", more))).text.trimEnd().split("\n");
  expect(await lines("submission_id=many&lines=2")).toEqual(["19999", "20000"]);
  expect(await lines("submission_id=many&lines=15000")).toHaveLength(15_000);
  expect(await lines("submission_id=many")).toHaveLength(1000);
  expect((await lines("submission_id=many&lines=-1")).slice(-20_000)).toEqual(
    Array.from({ length: 20_000 }, (_, index) => String(index + 1)),
  );
});

it("takes colours out where it is asked to", async () => {
  await ray.submit("printf '\\033[36m(Worker pid=1)\\033[0m text\\n'", { submission_id: "colours" });
  await ray.reaches("colours", ...ended);
  const path = await filePath("colours", "submission_id=colours&lines=1");
  expect((await ray.call("GET", path)).text).toBe("\x1b[36m(Worker pid=1)\x1b[0m text\n");
  expect((await ray.call("GET", `${path}&filter_ansi_code=true`)).text).toBe("(Worker pid=1) text\n");
});

it("follows a log until its reader goes, the job's end notwithstanding", async () => {
  await ray.submit("echo one; sleep 0.3; echo two", { submission_id: "followed" });
  await ray.reaches("followed", "RUNNING");
  await expect.poll(() => ray.log("followed")).toContain("one");
  const controller = new AbortController();
  const path = await filePath("followed", "submission_id=followed&interval=0.05", "stream");
  const { body } = await fetch(ray.url + path, { signal: controller.signal });
  let text = "";
  const read = async () => {
    for await (const chunk of body ?? []) text += Buffer.from(chunk).toString();
  };
  const reading = read().catch((error: Error) => error.name);
  await ray.reaches("followed", ...ended);
  await expect.poll(() => text).toMatch(/one\n(?:.*\n)?two\n$/);
  controller.abort();
  expect(await reading).toBe("AbortError");
});

it("knows a log only on its own node", async () => {
  await ray.submit("true", { submission_id: "somewhere" });
  await ray.reaches("somewhere", ...ended);
  const status = async (path: string) => (await call("GET", ray.url + path)).status;
  expect(await status(await filePath("somewhere", "submission_id=somewhere"))).toBe(200);
  expect(await status(await filePath("somewhere", "submission_id=counts"))).toBe(500);
  expect(await status("/api/v0/logs/file?submission_id=somewhere")).toBe(500);
});

it("lists the head, a node for each driver, and the supervisors", async () => {
  const rows = async (path: string): Promise<readonly unknown[]> => {
    const { text } = await ray.call("GET", path);
    return (JSON.parse(text) as { readonly data: { readonly result: { readonly result: unknown[] } } }).data.result
      .result;
  };
  const node_id = String((await ray.details("counts"))["driver_node_id"]);
  expect(await rows("/api/v0/nodes?limit=1000")).toEqual(
    expect.arrayContaining([
      expect.objectContaining({ is_head_node: true, state: "ALIVE", resources_total: { CPU: expect.any(Number) } }),
      expect.objectContaining({ node_id, is_head_node: false, state: "ALIVE" }),
    ]),
  );
  expect(await rows("/api/v0/actors?limit=1")).toHaveLength(1);
  expect(await rows("/api/v0/actors")).toContainEqual(
    expect.objectContaining({ name: "_ray_internal_job_actor_counts", state: "DEAD" }),
  );
});
