import { once } from "node:events";
import { connect } from "node:net";

import { afterEach, expect, it } from "vitest";

import { ConnectionDropped } from "../service/connection-dropped.ts";
import type { FetchHandler } from "./answer-node.ts";
import { listen, type Listener } from "./listen.ts";

let listener: Listener | undefined;

afterEach(() => listener?.close());

async function serve(handler: FetchHandler): Promise<string> {
  listener = await listen(handler, {});
  return listener.url;
}

it("streams both ways: the reply begins before the request has ended", async () => {
  const url = await serve(async (request) => new Response(request.body, { headers: { "x-method": request.method } }));
  const seen: string[] = [];
  const body = new TransformStream<Uint8Array, Uint8Array>();
  const writer = body.writable.getWriter();
  const started = fetch(url, { method: "PUT", body: body.readable, duplex: "half" } as RequestInit);
  await writer.write(Buffer.from("one"));
  const response = await started;
  const reader = (response.body as ReadableStream<Uint8Array>).getReader();
  seen.push(Buffer.from((await reader.read()).value ?? []).toString());
  await writer.write(Buffer.from("two"));
  seen.push(Buffer.from((await reader.read()).value ?? []).toString());
  await writer.close();
  expect([response.headers.get("x-method"), ...seen]).toEqual(["PUT", "one", "two"]);
});

it("aborts the request's signal when the client goes", async () => {
  const seen: string[] = [];
  const url = await serve(async ({ signal }) => {
    seen.push("arrived");
    await once(signal, "abort");
    seen.push("aborted");
    throw new Error("Nobody waits for this.");
  });
  const controller = new AbortController();
  const request = fetch(url, { signal: controller.signal }).catch((error: Error) => error.name);
  await expect.poll(() => seen).toEqual(["arrived"]);
  controller.abort();
  expect(await request).toBe("AbortError");
  await expect.poll(() => seen).toEqual(["arrived", "aborted"]);
});

it("cuts the socket where the handler drops the connection", async () => {
  const url = await serve(async () => {
    throw new ConnectionDropped("PutObject");
  });
  const socket = connect(Number(new URL(url).port), "127.0.0.1");
  socket.write("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
  const received: Buffer[] = [];
  socket.on("data", (chunk) => received.push(chunk));
  await once(socket, "close");
  expect(received).toEqual([]);
});

it("takes no request from a web page", async () => {
  const url = await serve(async () => new Response("reached"));
  expect((await fetch(url, { headers: { origin: "https://example.org" } })).status).toBe(403);
});

it("says where it listens, on this machine alone unless told otherwise", async () => {
  expect(await serve(async () => new Response())).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
});
