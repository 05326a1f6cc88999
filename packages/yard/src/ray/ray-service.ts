import { randomUUID } from "node:crypto";

import type { JsonObject } from "../json.ts";
import type { Call, Service } from "../service/service.ts";
import { ServiceError } from "../service/service-error.ts";
import { browserMethods, looksLikeBrowser } from "./browser.ts";
import type { JobLogs } from "./job-log.ts";
import { type PackageStore, refuseLength } from "./package-store.ts";
import type { RayJob } from "./ray-job.ts";
import type { RayJobs } from "./ray-jobs.ts";
import type { ResourcePool } from "./resource-pool.ts";
import { findRoute, type RayOperation } from "./routes.ts";
import { actorRows, listOf, nodeRows, readLog } from "./state-api.ts";
import { readSubmission } from "./submission.ts";
import { tailLog } from "./tail-log.ts";

/** The release whose answers the yard gives. */
const release = "2.60.0";
const agentAddress = "http://127.0.0.1:52365";

export interface RayServiceParts {
  readonly jobs: RayJobs;
  readonly packages: PackageStore;
  readonly logs: JobLogs;
  readonly resources: ResourcePool;
  /** The cluster's token; undefined for a cluster that is open. */
  readonly token: string | undefined;
}

type Names = Readonly<Record<string, string>>;
type Answer = (call: Call, names: Names) => Response | Promise<Response>;

/** Ray's dashboard: jobs, packages, and as much of the state API as reading a log needs. */
export function createRayService({ jobs, packages, logs, resources, token }: RayServiceParts): Service {
  const session = `session_${new Date().toISOString().slice(0, 19).replace("T", "_").replaceAll(":", "-")}_yard_${randomUUID().slice(0, 8)}`;
  const version = { version: "4", ray_version: release, ray_commit: "yard", session_name: session };
  const named = ({ id = "" }: Names): RayJob => jobs.get(id);
  const details = (job: RayJob, { request }: Call): JsonObject => job.details(looksLikeBrowser(request), agentAddress);
  const limit = ({ url }: Call): number => Number(url.searchParams.get("limit") ?? 100);

  const answers: Readonly<Record<RayOperation, Answer>> = {
    "GET /api/version": () => reply(version),
    "GET /api/ray/version": () => reply(version),
    "GET /api/gcs_healthz": () => new Response("success"),
    "GET /api/authentication_mode": () => reply({ authentication_mode: token === undefined ? "disabled" : "token" }),
    "GET /api/jobs/": (call) => reply(jobs.all.map((job) => details(job, call))),
    "POST /api/jobs/": async ({ request, record }) => {
      const text = await request.text();
      record.body = text.length;
      const submission = readSubmission(text);
      record.body = submission as unknown as JsonObject;
      const { id } = jobs.submit(submission);
      return reply({ job_id: id, submission_id: id });
    },
    "GET /api/jobs/{id}": (call, names) => reply(details(named(names), call)),
    "DELETE /api/jobs/{id}": (_call, names) => {
      jobs.delete(named(names));
      return reply({ deleted: true });
    },
    "POST /api/jobs/{id}/stop": (_call, names) => reply({ stopped: jobs.stop(named(names)) }),
    "GET /api/jobs/{id}/logs": async (_call, names) => {
      const job = named(names);
      if (job.nodeLost) throw new ServiceError("ClientConnectorError", `Cannot connect to host ${agentAddress}`, 500);
      return reply({ logs: job.began === undefined || !logs.exists(job.id) ? "" : await logs.text(job.id) });
    },
    "GET /api/jobs/{id}/logs/tail": (call, names) => tail(call, named(names)),
    "GET /api/packages/{protocol}/{name}": (_call, { protocol, name }) => {
      const uri = `${protocol}://${name}`;
      if (!packages.look(uri)) throw new ServiceError("", `Package ${uri} does not exist`, 404);
      return new Response(null);
    },
    "PUT /api/packages/{protocol}/{name}": async ({ request, record }, { protocol, name }) => {
      refuseLength(request.headers.get("content-length"));
      record.body = await packages.put(`${protocol}://${name}`, request.body ?? new ReadableStream());
      return new Response(null);
    },
    "GET /api/v0/nodes": (call) => reply(listOf(nodeRows(jobs.all, resources.total), limit(call))),
    "GET /api/v0/actors": (call) =>
      reply(
        listOf(
          actorRows(jobs.all, (job) => jobs.isSupervised(job)),
          limit(call),
        ),
      ),
    "GET /api/v0/logs/{media}": ({ url, request }, { media = "file" }) =>
      readLog(logs, jobs.all, media, url.searchParams, request.signal),
  };

  function tail({ request }: Call, job: RayJob): Response {
    if (request.headers.get("upgrade")?.toLowerCase() !== "websocket")
      throw new ServiceError("", 'No WebSocket UPGRADE hdr: None\n Can "Upgrade" only to "WebSocket".', 400);
    // Ray's inner proxy cannot pass compressed frames on: such a socket is closed before its first message.
    const deflate = request.headers.get("sec-websocket-extensions")?.includes("permessage-deflate") === true;
    const frames = deflate || job.nodeLost ? nothing() : tailLog(job, logs, request.signal);
    const headers = deflate ? { "sec-websocket-extensions": "permessage-deflate" } : {};
    return new Response(textStream(frames), { headers });
  }

  return {
    name: "ray",
    operationOf: ({ method }, { pathname }) => findRoute(method, pathname)?.operation ?? `${method} ${pathname}`,
    targetOf: ({ method }, { pathname }) => `${method} ${pathname}`,
    async answer(call) {
      const { request, url } = call;
      const route = findRoute(request.method, url.pathname);
      if (route === undefined || !isOpen(route.operation)) checkToken(request, token);
      if (looksLikeBrowser(request) && !browserMethods.includes(request.method))
        throw new ServiceError("", `'${request.method}' method not allowed for browser traffic.`, 405);
      if (route === undefined) throw new ServiceError("", "404: Not Found", 404);
      return answers[route.operation](call, route.names);
    },
    refuse: (error, { request, url }) => refuse(error, request.method, url.pathname),
    throttled: () => new ServiceError("", "Max number of in-progress requests reached.", 429),
    broken: () => new ServiceError("RuntimeError", "the yard was asked for this fault.", 500),
  };
}

/** What answers without a token. */
const isOpen = (operation: RayOperation): boolean =>
  operation === "GET /api/gcs_healthz" || operation === "GET /api/authentication_mode";

/** `Authorization` decides when it is there, even where another header would be right. */
function checkToken({ headers }: Request, token: string | undefined): void {
  if (token === undefined) return;
  const [, cookie] = /(?:^|;\s*)ray-authentication-token=([^;]*)/.exec(headers.get("cookie") ?? "") ?? [];
  const bearer = headers.get("authorization") ?? headers.get("x-ray-authorization");
  const given = bearer ?? (cookie === undefined ? null : `Bearer ${cookie}`);
  if (given === null) throw new ServiceError("", "Unauthorized: Missing authentication token", 401);
  if (given !== `Bearer ${token}`) throw new ServiceError("", "Forbidden: Invalid authentication token", 403);
}

/** An exception is shown under a traceback, as text; the state API answers JSON. */
function refuse({ code, message, status }: ServiceError, method: string, path: string): Response {
  if (method === "HEAD") return new Response(null, { status });
  if (path.startsWith("/api/v0/") && status === 429)
    return reply({ result: false, msg: message, data: { result: null } }, status);
  const raised = /(?:Error|Exception)$/.test(code);
  const text = raised ? `Traceback (most recent call last):\n${code}: ${message}\n` : message;
  return new Response(text, { status, headers: { "content-type": "text/plain; charset=utf-8" } });
}

function reply(body: JsonObject | readonly JsonObject[], status = 200): Response {
  return new Response(JSON.stringify(body), { status, headers: { "content-type": "application/json" } });
}

async function* nothing(): AsyncGenerator<string> {}

/** Each chunk of the stream is one message. */
function textStream(frames: AsyncGenerator<string>): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  return new ReadableStream({
    async pull(controller) {
      const { value, done } = await frames.next();
      if (done === true) controller.close();
      else controller.enqueue(encoder.encode(value));
    },
    async cancel() {
      await frames.return(undefined);
    },
  });
}
