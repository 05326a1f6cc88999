import { setTimeout } from "node:timers/promises";

import type { Json, JsonObject } from "../json.ts";
import { ServiceError } from "../service/service-error.ts";
import type { JobLogs } from "./job-log.ts";
import { headNodeId, nodeIdOf } from "./nodes.ts";
import type { RayJob } from "./ray-job.ts";
import type { Resources } from "./resource-pool.ts";

const defaultLines = 1000;
const defaultInterval = 0.5;
const escapeCodes = /\x1b\[[0-9;]*m/g;

/** The head, and the node of each driver: `ALIVE`, or `DEAD` when it was taken away. */
export function nodeRows(jobs: readonly RayJob[], total: Resources): JsonObject[] {
  const row = (node_id: string, state: string, is_head_node: boolean): JsonObject => ({
    node_id,
    node_ip: "127.0.0.1",
    is_head_node,
    state,
    state_message: state === "DEAD" ? "received SIGTERM" : null,
    node_name: "127.0.0.1",
    resources_total: is_head_node ? { ...total } : {},
    labels: { "ray.io/node-id": node_id },
  });
  const drivers = jobs.flatMap(({ nodeId, nodeLost }) =>
    nodeId === undefined ? [] : [row(nodeId, nodeLost ? "DEAD" : "ALIVE", false)],
  );
  return [row(headNodeId, "ALIVE", true), ...drivers];
}

/** The supervisor of each job: what tells a job that waits from one that nobody will ever start. */
export function actorRows(jobs: readonly RayJob[], supervised: (job: RayJob) => boolean): JsonObject[] {
  return jobs.map((job) => ({
    actor_id: nodeIdOf(`actor ${job.id}`).slice(0, 32),
    class_name: "JobSupervisor",
    name: `_ray_internal_job_actor_${job.id}`,
    state: job.status === "RUNNING" ? "ALIVE" : supervised(job) ? "PENDING_CREATION" : "DEAD",
    node_id: job.nodeId ?? null,
    ray_namespace: "SUPERVISOR_ACTOR_RAY_NAMESPACE",
  }));
}

/** The answer of a list of the state API. */
export function listOf(rows: readonly Json[], limit: number): JsonObject {
  const shown = rows.slice(0, limit);
  const counts = { total: rows.length, num_after_truncation: rows.length, num_filtered: rows.length };
  const result = { ...counts, result: shown, partial_failure_warning: "", warnings: null };
  return { result: true, msg: "", data: { result } };
}

/** A log file by its name or its job, as raw bytes: once, or, for `stream`, on and on until the client goes. */
export async function readLog(
  logs: JobLogs,
  jobs: readonly RayJob[],
  media: string,
  query: URLSearchParams,
  signal: AbortSignal,
): Promise<Response> {
  const id = idOf(query);
  const nodeId = query.get("node_id");
  const lost = jobs.some((job) => job.id === id && job.nodeLost);
  if (nodeId === null) throw broken("Neither node id nor node ip was given.");
  if (nodeId !== nodeIdOf(id) || lost || !logs.exists(id))
    throw broken(`The log file job-driver-${id}.log was not found on node ${nodeId}.`);
  const lines = Number(query.get("lines") ?? defaultLines);
  const first = await logs.lastLines(id, lines);
  const plain = query.get("filter_ansi_code")?.toLowerCase() === "true";
  const clean = (bytes: Buffer): Buffer =>
    plain ? Buffer.from(bytes.toString("latin1").replaceAll(escapeCodes, ""), "latin1") : bytes;
  const headers = { "content-type": "text/plain", "content-disposition": 'attachment; filename="file.txt"' };
  if (media !== "stream") return new Response(new Uint8Array(clean(first.bytes)), { headers });
  const interval = 1000 * Number(query.get("interval") ?? defaultInterval);
  return new Response(toStream(follow(logs, id, first, interval, signal), clean), { headers });
}

async function* follow(
  logs: JobLogs,
  id: string,
  first: { readonly bytes: Buffer; readonly end: number },
  interval: number,
  signal: AbortSignal,
): AsyncGenerator<Buffer> {
  let place = first.end;
  yield first.bytes;
  while (!signal.aborted) {
    await setTimeout(interval, undefined, { signal }).catch(() => undefined);
    const bytes = await logs.since(id, place);
    place += bytes.length;
    if (bytes.length > 0) yield bytes;
  }
}

function toStream(chunks: AsyncGenerator<Buffer>, clean: (bytes: Buffer) => Buffer): ReadableStream<Uint8Array> {
  return new ReadableStream({
    async pull(controller) {
      const { value, done } = await chunks.next();
      if (done === true) controller.close();
      else controller.enqueue(clean(value));
    },
    async cancel() {
      await chunks.return(undefined);
    },
  });
}

function idOf(query: URLSearchParams): string {
  const [, named] = /^job-driver-([^/]+)\.log$/.exec(query.get("filename") ?? "") ?? [];
  const id = named ?? query.get("submission_id");
  if (id === null || id.includes("/")) throw broken("The yard keeps the logs of drivers only: job-driver-{id}.log.");
  return id;
}

const broken = (text: string): ServiceError => new ServiceError("", text, 500);
