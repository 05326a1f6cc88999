import { request as plainRequest, type Agent, type IncomingMessage, type RequestOptions } from "node:http";
import { request as secureRequest } from "node:https";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { connect as secureConnect } from "node:tls";
import type { Proxy } from "./proxy.ts";

/** One HTTP call, as it goes over the wire. */
export interface Exchange {
  readonly method: "GET" | "POST" | "PUT" | "DELETE";
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | AsyncIterable<Uint8Array>;
  /** Milliseconds without a sign of life after which the call fails with `ETIMEDOUT`. */
  readonly silence: number;
  readonly signal?: AbortSignal | undefined;
  readonly agent?: Agent;
  readonly ca?: string | readonly string[];
  readonly proxy?: Proxy;
}

/**
 * Carries out one call by node:http or node:https. `fetch` will not do: it marks its calls as a browser's, from which Ray's
 * dashboard takes no POST, PUT or DELETE. Rejects with the signal's own reason, or with Node's error.
 */
export async function exchange(call: Exchange): Promise<IncomingMessage> {
  call.signal?.throwIfAborted();
  const options = await optionsOf(call);
  return new Promise((resolve, reject) => {
    const send = call.url.protocol === "https:" ? secureRequest : plainRequest;
    const sent = send(options, resolve);
    const abort = (): void => void sent.destroy(call.signal?.reason as Error);
    call.signal?.addEventListener("abort", abort, { once: true });
    sent.on("close", () => call.signal?.removeEventListener("abort", abort));
    const failure: { ofBody?: Error } = {};
    sent.on("error", (error) => reject(failure.ofBody ?? error));
    sent.setTimeout(call.silence, () => sent.destroy(timedOut(call.silence)));
    if (call.body === undefined || typeof call.body === "string") sent.end(call.body);
    // An answer that comes early, such as a refusal, counts more than the pipe that breaks behind it.
    else pipeline(Readable.from(watched(call.body, failure), { objectMode: false }), sent).catch(() => sent.destroy());
  });
}

/** A body that fails says why; the connection that breaks with it does not. */
async function* watched(
  body: AsyncIterable<Uint8Array>,
  failure: { ofBody?: Error },
): AsyncGenerator<Uint8Array, void, undefined> {
  try {
    yield* body;
  } catch (error) {
    failure.ofBody = error as Error;
    throw error;
  }
}

async function optionsOf({ method, url, headers, agent, ca, proxy, ...call }: Exchange): Promise<RequestOptions> {
  const { hostname, port, pathname, search, host, protocol } = url;
  const secured = ca === undefined ? {} : { ca: [...(typeof ca === "string" ? [ca] : ca)] };
  const direct: RequestOptions & { readonly hostname: string } = {
    method,
    headers: { ...headers, host },
    hostname: hostname.replace(/^\[|\]$/g, ""),
    port,
    path: `${pathname}${search}`,
    ...secured,
  };
  if (proxy === undefined) return { ...direct, ...(agent === undefined ? {} : { agent }) };
  const own = proxy.authorization === undefined ? {} : { "proxy-authorization": proxy.authorization };
  if (protocol === "http:") {
    const { hostname: through, port: at } = proxy.url;
    return { method, headers: { ...headers, host, ...own }, hostname: through, port: at || 80, path: url.href };
  }
  const socket = await tunnel(url, proxy, own, call);
  const servername = direct.hostname;
  // Without an agent: one would make the connection itself.
  return { ...direct, createConnection: () => secureConnect({ socket, servername, ...secured }) };
}

/** A connection to the target's host through a proxy, by CONNECT. */
function tunnel(
  target: URL,
  { url }: Proxy,
  headers: Readonly<Record<string, string>>,
  { silence, signal }: Pick<Exchange, "silence" | "signal">,
): Promise<import("node:net").Socket> {
  const host = `${target.hostname}:${target.port || 443}`;
  return new Promise((resolve, reject) => {
    const send = url.protocol === "https:" ? secureRequest : plainRequest;
    const sent = send({
      method: "CONNECT",
      hostname: url.hostname,
      port: url.port || (url.protocol === "https:" ? 443 : 80),
      path: host,
      headers: { ...headers, host },
      agent: false,
      ...(signal === undefined ? {} : { signal }),
    });
    sent.on("connect", ({ statusCode = 0 }, socket) => {
      if (statusCode === 200) return resolve(socket as import("node:net").Socket);
      socket.destroy();
      reject(Object.assign(new Error(`The proxy ${url.host} answered ${statusCode}.`), { code: "EPROXY" }));
    });
    sent.on("error", (error) => reject((signal?.aborted === true ? signal.reason : error) as Error));
    sent.setTimeout(silence, () => sent.destroy(timedOut(silence)));
    sent.end();
  });
}

function timedOut(silence: number): Error {
  return Object.assign(new Error(`No sign of life for ${silence} ms.`), { code: "ETIMEDOUT" });
}
