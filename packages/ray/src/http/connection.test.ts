import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { Agent, createServer, type IncomingMessage } from "node:http";
import { createServer as createSecureServer } from "node:https";
import { connect, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, expect, it } from "vitest";
import { fakeDashboard, json, type Answer, type FakeDashboard } from "../../testing/fake-dashboard.ts";
import { Connection, type ConnectionSettings, type RayCall } from "./connection.ts";

const open: FakeDashboard[] = [];
afterEach(async () => void (await Promise.all(open.splice(0).map((each) => each.close()))));

const call: RayCall = { operation: "GET /api/version", method: "GET", path: "/api/version" };
const post: RayCall = {
  operation: "POST /api/jobs/",
  method: "POST",
  path: "/api/jobs/",
  body: { a: "ü" },
  creates: true,
};

async function server(answer: Answer, base?: Parameters<typeof fakeDashboard>[1]): Promise<FakeDashboard> {
  const made = await fakeDashboard(answer, base);
  open.push(made);
  return made;
}

const connection = (address: string, more: Partial<ConnectionSettings> = {}): Connection =>
  new Connection({ address, silence: 5000, environment: () => undefined, ...more });

it("writes as no browser does, below the address's path, with its token and headers", async () => {
  const dashboard = await server((_call, response) => json(response, { ok: true }));
  let asked = 0;
  const token = async (): Promise<string> => `token-${(asked += 1)}`;
  const reached = connection(`${dashboard.url}/clusters/one`, { token, headers: { Cookie: "a=b" } });
  expect(await reached.json(post, {})).toEqual({ ok: true });
  await reached.json({ ...call, query: { a: "1 2" } }, {});
  const [first, second] = dashboard.calls;
  expect(first).toMatchObject({
    method: "POST",
    url: "/clusters/one/api/jobs/",
    headers: { authorization: "Bearer token-1", cookie: "a=b", "content-type": "application/json" },
    body: '{"a":"ü"}',
  });
  expect(Object.keys(first?.headers ?? {}).filter((name) => /^(?:sec-|origin|referer)/.test(name))).toEqual([]);
  expect(second).toMatchObject({
    url: "/clusters/one/api/version?a=1+2",
    headers: { authorization: "Bearer token-2" },
  });
});

it("leaves Authorization to a proxy that needs it, and gives Ray the token in Ray's own header", async () => {
  const dashboard = await server((_call, response) => json(response, {}));
  await connection(dashboard.url, { token: "ray", headers: () => ({ Authorization: "Bearer proxy" }) }).json(call, {});
  expect(dashboard.calls[0]?.headers).toMatchObject({
    authorization: "Bearer proxy",
    "x-ray-authorization": "Bearer ray",
  });
});

it("streams bytes up and down, and says what the body's own error was", async () => {
  const dashboard = await server(({ body }, response) => response.end(body.toUpperCase()));
  const body = async function* (): AsyncGenerator<Uint8Array> {
    yield Buffer.from("one ");
    yield Buffer.from("two");
  };
  const put = { ...post, method: "PUT", body: body() } as const;
  const pieces: Uint8Array[] = [];
  for await (const piece of connection(dashboard.url).bytes(put, {})) pieces.push(piece);
  expect(Buffer.concat(pieces).toString()).toBe("ONE TWO");
  const broken = async function* (): AsyncGenerator<Uint8Array> {
    yield Buffer.from("one ");
    throw Object.assign(new Error("the disk is gone"), { code: "EIO" });
  };
  await expect(connection(dashboard.url).text({ ...put, body: broken() }, {})).rejects.toThrow("the disk is gone");
});

it("rejects with the reason of an abort, and takes silence for a server that is gone", async () => {
  const dashboard = await server(() => undefined);
  const controller = new AbortController();
  const waiting = connection(dashboard.url).json(call, { signal: controller.signal });
  controller.abort(new Error("enough"));
  await expect(waiting).rejects.toThrow("enough");
  await expect(connection(dashboard.url, { silence: 30 }).json(post, {})).rejects.toMatchObject({
    code: "unavailable",
    retryable: true,
    ambiguous: true,
  });
});

it("is in doubt of a write whose connection broke, and not of one that found nobody", async () => {
  const dashboard = await server((_call, _response, incoming) => incoming.socket.destroy());
  await expect(connection(dashboard.url).json(post, {})).rejects.toMatchObject({
    code: "unavailable",
    ambiguous: true,
  });
  await expect(connection(dashboard.url).json(call, {})).rejects.toMatchObject({ ambiguous: false });
  await dashboard.close();
  open.splice(0);
  await expect(connection(dashboard.url).json(post, {})).rejects.toMatchObject({
    code: "unavailable",
    ambiguous: false,
    hint: expect.stringContaining("Is the cluster up") as string,
  });
});

it("goes through an HTTP proxy, and to a host that is excepted by itself", async () => {
  const proxy = await server((_call, response) => json(response, { through: "the proxy" }));
  const environment = (name: string): string | undefined =>
    ({ http_proxy: proxy.url.replace("://", "://me:secret@") })[name];
  expect(await connection("http://ray.example:8265/base", { environment }).json(call, {})).toEqual({
    through: "the proxy",
  });
  expect(proxy.calls[0]).toMatchObject({
    url: "http://ray.example:8265/base/api/version",
    headers: {
      host: "ray.example:8265",
      "proxy-authorization": `Basic ${Buffer.from("me:secret").toString("base64")}`,
    },
  });
});

const hasOpenssl = ((): boolean => {
  try {
    return execFileSync("openssl", ["version"]).length > 0;
  } catch {
    return false;
  }
})();

it.skipIf(!hasOpenssl)("trusts the certificates in `ca` alone, also through a proxy's tunnel", async () => {
  const { key, cert } = certificate();
  const secure = await server((_call, response) => json(response, { secure: true }), createSecureServer({ key, cert }));
  const port = new URL(secure.url).port;
  const address = `https://localhost:${port}`;
  expect(await connection(address, { ca: cert }).json(call, {})).toEqual({ secure: true });
  await expect(connection(address).json(call, {})).rejects.toMatchObject({
    code: "request",
    hint: expect.stringContaining("`ca`") as string,
  });

  const tunnels: string[] = [];
  const sockets: Socket[] = [];
  const proxy = createServer();
  proxy.on("connect", ({ url = "" }: IncomingMessage, client: Socket) => {
    tunnels.push(url);
    const target = connect(Number(port), "127.0.0.1", () => {
      client.write("HTTP/1.1 200 OK\r\n\r\n");
      target.pipe(client).pipe(target);
    });
    sockets.push(client, target);
    target.on("error", () => client.destroy());
    client.on("error", () => target.destroy());
  });
  const { url } = await server(() => undefined, proxy);
  const environment = (name: string): string | undefined => ({ https_proxy: url })[name];
  const reached = connection("https://dashboard.test", { ca: cert, environment });
  expect(await reached.json(call, {})).toEqual({ secure: true });
  expect(tunnels).toEqual(["dashboard.test:443"]);
  for (const socket of sockets) socket.destroy();
});

it("uses the agent that is given, and no proxy beside it", async () => {
  const dashboard = await server((_call, response) => json(response, {}));
  const agent = new Agent();
  const environment = (): string => "http://127.0.0.1:9";
  await connection(dashboard.url, { agent, environment }).json(call, {});
  expect(dashboard.calls).toHaveLength(1);
  agent.destroy();
});

function certificate(): { key: string; cert: string } {
  const folder = mkdtempSync(join(tmpdir(), "switchyard-tls-"));
  try {
    const [key, cert] = [join(folder, "key.pem"), join(folder, "cert.pem")];
    const names = "subjectAltName=DNS:localhost,DNS:dashboard.test";
    const words = ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost"];
    execFileSync("openssl", [...words, "-addext", names, "-keyout", key, "-out", cert], { stdio: "ignore" });
    return { key: readFileSync(key, "utf8"), cert: readFileSync(cert, "utf8") };
  } finally {
    rmSync(folder, { recursive: true });
  }
}
