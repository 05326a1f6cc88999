import type { IncomingMessage, ServerResponse } from "node:http";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";

import { ConnectionDropped } from "../service/connection-dropped.ts";

/** What a web page is told. */
export const originText =
  "A yard runs commands, so it takes no requests from web pages: send none with an Origin header.";

export type FetchHandler = (request: Request) => Promise<Response>;

/** Carries one HTTP exchange to a fetch handler and back; bodies stream both ways. */
export async function answerNode(
  handler: FetchHandler,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
): Promise<void> {
  const controller = new AbortController();
  outgoing.once("close", () => {
    if (!outgoing.writableFinished) controller.abort();
  });
  if (incoming.headers.origin !== undefined)
    return void outgoing.writeHead(403, { "content-type": "text/plain" }).end(originText);
  try {
    const response = await handler(toRequest(incoming, controller.signal));
    await send(response, outgoing);
  } catch (error) {
    if (error instanceof ConnectionDropped || controller.signal.aborted || outgoing.headersSent)
      return void incoming.socket.destroy();
    outgoing.writeHead(500, { "content-type": "text/plain" }).end(`The yard failed: ${String(error)}`);
  }
}

/** A request of Node's HTTP server as a fetch handler takes it. */
export function toRequest(incoming: IncomingMessage, signal: AbortSignal): Request {
  const { method = "GET", url = "/", headers } = incoming;
  const pairs = Object.entries(headers).map(([name, value]): [string, string] => [
    name,
    Array.isArray(value) ? value.join(", ") : (value ?? ""),
  ]);
  const hasBody = method !== "GET" && method !== "HEAD";
  const body = hasBody ? { body: Readable.toWeb(incoming) as ReadableStream<Uint8Array>, duplex: "half" as const } : {};
  return new Request(`http://${headers.host ?? "localhost"}${url}`, { method, headers: pairs, signal, ...body });
}

async function send(response: Response, outgoing: ServerResponse): Promise<void> {
  outgoing.writeHead(response.status, Object.fromEntries(response.headers));
  if (response.body === null) return void outgoing.end();
  await pipeline(Readable.fromWeb(response.body as Parameters<typeof Readable.fromWeb>[0]), outgoing);
}
