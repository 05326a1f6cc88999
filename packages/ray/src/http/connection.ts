import { Agent as PlainAgent, type Agent, type IncomingMessage } from "node:http";
import { Agent as SecureAgent } from "node:https";
import type { Bytes, CallOptions } from "@switchyard/core";
import type { Provided } from "../settings.ts";
import type { FailedCall } from "@switchyard/core/platform";
import { answerError, attempt } from "../errors.ts";
import { exchange, type Exchange } from "./exchange.ts";
import { chooseProxy } from "./proxy.ts";

/** How a dashboard is reached. */
export interface ConnectionSettings {
  /** With the path that stands before `/api`, if one does: `https://host/prefix`. */
  readonly address: string;
  readonly token?: Provided<string | undefined>;
  readonly headers?: Provided<Readonly<Record<string, string>>>;
  readonly ca?: string | readonly string[];
  readonly agent?: Agent;
  /** Milliseconds without a sign of life. */
  readonly silence: number;
  readonly environment: (name: string) => string | undefined;
}

/** One call of the dashboard, below its address. */
export interface RayCall extends FailedCall {
  readonly method: Exchange["method"];
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  /** JSON, or bytes. */
  readonly body?: object | Bytes;
  /** Milliseconds without a sign of life, where that is not the connection's own. */
  readonly silence?: number;
}

/** A dashboard, as this process reaches it. Every method throws SwitchyardError, or the reason of an abort. */
export class Connection {
  readonly #settings: ConnectionSettings;
  #pool: Agent | undefined;

  constructor(settings: ConnectionSettings) {
    this.#settings = settings;
  }

  /** What a call answered, whole, as text. */
  async text(call: RayCall, options: CallOptions): Promise<string> {
    return attempt(call, options.signal, async () => textOf(await this.#send(call, options)));
  }

  /** What a call answered, as JSON. */
  async json<T>(call: RayCall, options: CallOptions): Promise<T> {
    return attempt(call, options.signal, async () => JSON.parse(await textOf(await this.#send(call, options))) as T);
  }

  /** What a call answered, as it comes. */
  async *bytes(call: RayCall, options: CallOptions): AsyncGenerator<Uint8Array, void, undefined> {
    const answer = await attempt(call, options.signal, () => this.#send(call, options));
    const chunks = answer[Symbol.asyncIterator]() as AsyncIterator<Uint8Array, undefined>;
    try {
      for (;;) {
        const chunk = await attempt(call, options.signal, () => chunks.next());
        if (chunk.done === true) return;
        yield chunk.value;
      }
    } finally {
      answer.destroy();
    }
  }

  async #send(call: RayCall, { signal }: CallOptions): Promise<IncomingMessage> {
    const { address, ca, silence, environment } = this.#settings;
    const url = new URL(`${address}${call.path}`);
    for (const [name, value] of Object.entries(call.query ?? {})) url.searchParams.set(name, value);
    const proxy = this.#settings.agent === undefined ? chooseProxy(url, environment) : undefined;
    const isBytes = call.body !== undefined && Symbol.asyncIterator in call.body;
    const kind = isBytes ? "application/octet-stream" : "application/json";
    const body = isBytes ? (call.body as Bytes) : call.body === undefined ? undefined : JSON.stringify(call.body);
    const answer = await exchange({
      method: call.method,
      url,
      headers: {
        "user-agent": "switchyard",
        ...(await this.#ownHeaders()),
        ...(body === undefined ? {} : { "content-type": kind }),
        ...(typeof body === "string" ? { "content-length": String(Buffer.byteLength(body)) } : {}),
      },
      silence: call.silence ?? silence,
      signal,
      agent: this.#agentFor(url, call.method),
      ...(body === undefined ? {} : { body }),
      ...(ca === undefined ? {} : { ca }),
      ...(proxy === undefined ? {} : { proxy }),
    });
    if (answer.statusCode !== undefined && answer.statusCode >= 200 && answer.statusCode < 300) return answer;
    throw answerError(call, answer, await textOf(answer), url);
  }

  /**
   * The token in `Authorization`; where that is a proxy's, in the header of Ray's own, which a dashboard with another
   * `Authorization` does not look at.
   */
  async #ownHeaders(): Promise<Record<string, string>> {
    const { headers, token } = this.#settings;
    const given = (await provided(headers)) ?? {};
    const own = Object.fromEntries(Object.entries(given).map(([name, value]) => [name.toLowerCase(), value]));
    const secret = await provided(token);
    if (secret === undefined) return own;
    const name = own["authorization"] === undefined ? "authorization" : "x-ray-authorization";
    return { ...own, [name]: `Bearer ${secret}` };
  }

  /** Reads share connections that stay open. What writes gets its own: one that has just been closed would leave it in doubt. */
  #agentFor({ protocol }: URL, method: Exchange["method"]): Agent {
    const { agent } = this.#settings;
    if (agent !== undefined) return agent;
    const Kind = protocol === "https:" ? SecureAgent : PlainAgent;
    if (method !== "GET") return new Kind();
    this.#pool ??= new Kind({ keepAlive: true, maxSockets: 16 });
    return this.#pool;
  }
}

async function provided<T>(given: Provided<T> | undefined): Promise<T | undefined> {
  return typeof given === "function" ? await (given as () => T | Promise<T>)() : given;
}

async function textOf(answer: IncomingMessage): Promise<string> {
  const pieces: Buffer[] = [];
  for await (const piece of answer as AsyncIterable<Buffer>) pieces.push(piece);
  return Buffer.concat(pieces).toString("utf8");
}
