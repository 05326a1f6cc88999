import { type IncomingMessage, STATUS_CODES } from "node:http";
import type { Duplex } from "node:stream";

import { type FetchHandler, originText, toRequest } from "./answer-node.ts";
import { acceptWebSocket, sendMessages } from "./web-socket.ts";

/**
 * Carries a request for a WebSocket to a fetch handler: an answer that is ok becomes an open socket, and each chunk of
 * its body a message; a refusal stays an HTTP answer.
 */
export async function answerUpgrade(handler: FetchHandler, incoming: IncomingMessage, socket: Duplex): Promise<void> {
  const controller = new AbortController();
  socket.once("close", () => controller.abort());
  socket.on("error", () => socket.destroy());
  // A client that says goodbye is let go; its bytes have to be read for that.
  socket.resume();
  try {
    if (incoming.headers.origin !== undefined) return refuse(socket, 403, originText);
    const response = await handler(toRequest(incoming, controller.signal));
    if (!response.ok || response.body === null) return refuse(socket, response.status, await response.text());
    const key = incoming.headers["sec-websocket-key"] ?? "";
    acceptWebSocket(socket, key, response.headers.get("sec-websocket-extensions"));
    await sendMessages(socket, response.body);
  } catch {
    socket.destroy();
  }
}

function refuse(socket: Duplex, status: number, text: string): void {
  const head = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ""}`,
    "Content-Type: text/plain; charset=utf-8",
    `Content-Length: ${Buffer.byteLength(text)}`,
    "Connection: close",
  ];
  socket.end(`${head.join("\r\n")}\r\n\r\n${text}`);
}
