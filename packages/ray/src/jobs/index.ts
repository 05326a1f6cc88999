/** A client for Ray's job API by itself: what is there, as Ray names it, without specs and plans. */
import { setTimeout } from "node:timers/promises";
import { ConfigError, configError, redact, SwitchyardError, type Bytes, type CallOptions } from "@switchyard/core";
import { nodeHost } from "@switchyard/core/node";
import { bounded } from "@switchyard/core/platform";
import { dashboards } from "../connections.ts";
import { notFoundAsUndefined } from "@switchyard/core/platform";
import type { JobSubmitRequest } from "../native-types.ts";
import { checkRequest } from "../schema.ts";
import { resolveSettings, type RaySettings } from "../settings.ts";
import { packageStore } from "../storage.ts";
import { cancelJob } from "../training/cancel.ts";
import { packFolder } from "./folder.ts";
import type { JobApi } from "./job-api.ts";
import { LogPages } from "./log-pages.ts";
import { submitOnce } from "./submit-once.ts";
import type { RayJobDetails, RayVersion } from "./types.ts";

export type { JobSubmitRequest, RuntimeEnv } from "../native-types.ts";
export type { RayJobDetails, RayJobStatus, RayVersion } from "./types.ts";

/** Which cluster, and how it is reached: each setting is `createRay`'s of the same name, with the same default. */
export interface RayJobsSettings extends Pick<
  RaySettings,
  "address" | "token" | "headers" | "ca" | "agent" | "silence" | "pollInterval"
> {
  /** Show the values of `runtime_env.env_vars` in what `get` and `list` return. Default: they are `***`. */
  readonly revealVariables?: boolean;
}

/** Lines of a job's log, and where the next look begins. */
export interface RayLogPage {
  readonly lines: readonly string[];
  readonly cursor: string;
  /** Nothing more was there at this moment. */
  readonly end: boolean;
  /** Nothing more will come: the job is over, and its log was read to its end. */
  readonly done: boolean;
}

/** Ray's job API. Every method throws SwitchyardError, and rejects with the signal's reason on an abort. */
export interface RayJobs {
  readonly address: string;
  version(options?: CallOptions): Promise<RayVersion>;
  /**
   * Submits a job and gives its id. One call makes one job, also when Ray's answer is lost: the id is looked for then.
   *
   * @throws {ConfigError} with what Ray would take without a word and fail later: an unknown key, a wrong type.
   * @throws {SwitchyardError} `conflict` when the id is taken.
   */
  submit(job: JobSubmitRequest, options?: CallOptions): Promise<string>;
  list(options?: CallOptions): Promise<readonly RayJobDetails[]>;
  /** @throws {SwitchyardError} `not-found` */
  get(id: string, options?: CallOptions): Promise<RayJobDetails>;
  /** Stops a job and waits until Ray has stopped it; no error when it is over. One that waits for its turn is told. */
  stop(id: string, options?: CallOptions): Promise<void>;
  /** @throws {SwitchyardError} `conflict` when the job is not over. */
  delete(id: string, options?: CallOptions): Promise<void>;
  /** One page of the driver's log behind a cursor of an earlier one. Bytes that are no UTF-8 come as U+FFFD. */
  logs(id: string, options?: CallOptions & { readonly after?: string }): Promise<RayLogPage>;
  /** Every line until the job is over and its log complete. */
  follow(id: string, options?: CallOptions & { readonly after?: string }): AsyncIterable<string>;
  readonly packages: {
    /** Packs a folder, as a bundle is packed, and uploads it where it is not there yet. Gives the `working_dir`. */
    putFolder(folder: string, options?: CallOptions): Promise<string>;
    /** Uploads a zip under a name such as `code-1.zip`, where it is not there yet. Gives the `working_dir`. */
    put(name: string, body: Bytes, options?: CallOptions): Promise<string>;
  };
}

/**
 * A client for one cluster's job API. No network is used here.
 *
 * @throws {ConfigError} with every problem of the settings, and when nothing gives an address.
 */
export function createRayJobs({ revealVariables = false, ...settings }: RayJobsSettings = {}): RayJobs {
  const resolved = resolveSettings(settings, (name) => nodeHost.environment(name));
  const { address, pollInterval } = resolved;
  if (address === undefined)
    throw configError("missing-setting", "settings.address", "Found no address.", "Set it, or RAY_API_SERVER_ADDRESS.");
  const api = dashboards(resolved).at(address);
  const store = packageStore(() => api);
  const pages = new LogPages(api);
  const shown = (job: RayJobDetails): RayJobDetails => (revealVariables ? job : withoutVariables(job));
  const put = async (uri: string, body: () => Bytes, call: CallOptions): Promise<string> => {
    if ((await store.head(uri, call)) === undefined) await store.put(uri, body(), call);
    return uri;
  };
  const logs: RayJobs["logs"] = (id, options) =>
    bounded(options, (call) => readPage(api, pages, id, options?.after, call));
  return {
    address,
    version: (options) => bounded(options, (call) => api.version(call)),
    submit: (job, options) =>
      bounded(options, (call) => {
        const problems = checkRequest("POST /api/jobs/", job);
        if (problems.length > 0) throw new ConfigError(problems, { platform: "ray" });
        return submitOnce(api, job, call);
      }),
    list: (options) => bounded(options, async (call) => (await api.list(call)).map(shown)),
    get: (id, options) => bounded(options, async (call) => shown(await api.get(id, call))),
    stop: (id, options) => bounded(options, (call) => cancelJob(api, id, call)),
    delete: (id, options) => bounded(options, (call) => api.delete(id, call)),
    logs,
    follow: async function* (id, options = {}) {
      for (let { after } = options; ;) {
        const page = await logs(id, { ...options, ...(after === undefined ? {} : { after }) });
        yield* page.lines;
        if (page.done) return;
        after = page.cursor;
        if (page.end) await bounded(options, ({ signal }) => setTimeout(pollInterval, undefined, { signal }));
      }
    },
    packages: {
      putFolder: (folder, options) =>
        bounded(options, async (call) => {
          const { name, body } = await packFolder(folder);
          return put(`gcs://${name}`, body, call);
        }),
      put: (name, body, options) => bounded(options, (call) => put(`gcs://${name}`, () => body, call)),
    },
  };
}

/** The state is asked for before the log is read: what a job that is over has printed is in its log. */
async function readPage(
  api: JobApi,
  pages: LogPages,
  id: string,
  after: string | undefined,
  call: CallOptions,
): Promise<RayLogPage> {
  const offset = Number(after ?? "0");
  if (!Number.isSafeInteger(offset) || offset < 0)
    throw configError("wrong-cursor", "after", `Found ${JSON.stringify(after)}, which is no cursor of a log.`);
  const job = await notFoundAsUndefined(api.get(id, call));
  if (job === undefined) throw new SwitchyardError("not-found", `Ray has no job ${redact(id)}.`, { platform: "ray" });
  const isOver = job.status !== "PENDING" && job.status !== "RUNNING";
  const node = job.driver_node_id;
  if (typeof node !== "string") return { lines: [], cursor: String(offset), end: true, done: isOver };
  const chunk = await pages.read(id, node, offset, isOver, call);
  return { lines: chunk.lines, cursor: String(chunk.offset), end: chunk.end, done: isOver && chunk.end };
}

/** A printed answer shows no secret: what `env_vars` hold may be one. */
function withoutVariables(job: RayJobDetails): RayJobDetails {
  const { env_vars: variables, ...environment } = job.runtime_env ?? {};
  if (variables === undefined) return job;
  const hidden = Object.fromEntries(Object.keys(variables).map((name) => [name, "***"]));
  return { ...job, runtime_env: { ...environment, env_vars: hidden } };
}
