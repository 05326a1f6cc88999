import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { Duplex } from "node:stream";

import { answerNode, type FetchHandler } from "./answer-node.ts";
import { answerUpgrade } from "./answer-upgrade.ts";

export interface ListenOptions {
  /** Default 0: a free port. */
  readonly port?: number;
  /** Default `127.0.0.1`. A yard runs what it is sent, so that another host opens this machine to whoever reaches it. */
  readonly host?: string;
}

/** A port that answers. */
export interface Listener {
  /** Such as `http://127.0.0.1:43211`, the `endpoint` of the vendor's clients. */
  readonly url: string;
  close(): Promise<void>;
}

/** Clients keep connections open between polls; the server must not close one just when a request is on its way. */
const keepAlive = 65_000;

/** Serves a fetch handler over HTTP. */
export async function listen(
  handler: FetchHandler,
  { port = 0, host = "127.0.0.1" }: ListenOptions,
): Promise<Listener> {
  const server = createServer(
    { keepAliveTimeout: keepAlive, requestTimeout: 0 },
    (incoming, outgoing) => void answerNode(handler, incoming, outgoing),
  );
  const sockets = new Set<Duplex>();
  server.on("upgrade", (incoming, socket) => {
    sockets.add(socket);
    socket.once("close", () => sockets.delete(socket));
    void answerUpgrade(handler, incoming, socket);
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, host, resolve);
  });
  const address = server.address() as AddressInfo;
  const name = address.family === "IPv6" ? `[${address.address}]` : address.address;
  let closing: Promise<void> | undefined;
  return { url: `http://${name}:${address.port}`, close: () => (closing ??= closeServer(server, sockets)) };
}

function closeServer(server: Server, sockets: ReadonlySet<Duplex>): Promise<void> {
  return new Promise((resolve) => {
    // The server does not count a connection that was upgraded among its own.
    for (const socket of sockets) socket.destroy();
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
