import { identityFromTags, SwitchyardError, type CallOptions, type JobSnapshot } from "@switchyard/core";
import type { Dashboards } from "../connections.ts";
import { notFoundAsUndefined } from "@switchyard/core/platform";
import type { JobApi } from "../jobs/job-api.ts";
import type { RayJobDetails } from "../jobs/types.ts";
import { formatJobUri, parseUri } from "../uri.ts";
import { forgottenHistory, historyOf, orphanedHistory } from "./history.ts";

/** One list costs the dashboard a read for each of its jobs, so that few jobs are asked for one by one. */
const singleCalls = 4;

/** Milliseconds in which Ray makes what starts a job; one that has none after them never gets one. */
const makingTime = 120_000;

/** A job as it was last seen. */
interface Seen {
  readonly job: RayJobDetails;
  readonly session: string | undefined;
}

/** Reads jobs, few calls for many, and remembers the newest sight of each for its log and for a head that forgets. */
export class JobReader {
  readonly #dashboards: Dashboards;
  readonly #seen = new Map<string, Seen>();

  constructor(dashboards: Dashboards) {
    this.#dashboards = dashboards;
  }

  async snapshots(uris: readonly string[], call: CallOptions): Promise<JobSnapshot[]> {
    const addresses = [...new Set(uris.map((uri) => parseUri(uri).address))];
    const found = await Promise.all(
      addresses.map((address) =>
        this.#read(
          address,
          uris.flatMap((uri) => (parseUri(uri).address === address ? [parseUri(uri).id] : [])),
          call,
        ),
      ),
    );
    const jobs = new Map(found.flat());
    return Promise.all(uris.map((uri) => this.#snapshot(uri, jobs.get(uri), call)));
  }

  /** What is known of a job; asked for where nothing is. */
  async details(uri: string, call: CallOptions): Promise<RayJobDetails> {
    const known = this.#seen.get(uri);
    if (known !== undefined) return known.job;
    const { address, id } = parseUri(uri);
    const job = await this.#dashboards.at(address).get(id, call);
    await this.#remember(address, [job], call);
    return job;
  }

  async #read(address: string, ids: readonly string[], call: CallOptions): Promise<[uri: string, RayJobDetails][]> {
    const api = this.#dashboards.at(address);
    const jobs =
      ids.length > singleCalls
        ? await this.#list(api, new Set(ids), call)
        : await Promise.all(ids.map((id) => notFoundAsUndefined(api.get(id, call))));
    return this.#remember(
      address,
      jobs.filter((job) => job !== undefined),
      call,
    );
  }

  async #list(api: JobApi, ids: ReadonlySet<string>, call: CallOptions): Promise<RayJobDetails[]> {
    const jobs = await api.list(call);
    return jobs.filter(({ submission_id: id }) => typeof id === "string" && ids.has(id));
  }

  async #snapshot(uri: string, job: RayJobDetails | undefined, call: CallOptions): Promise<JobSnapshot> {
    if (job === undefined) return this.#forgotten(uri, call);
    const told = historyOf(job);
    const history = (await this.#isOrphan(uri, job, call)) ? orphanedHistory(told, told[0].time) : told;
    const identity = identityFromTags(job.metadata ?? {});
    const artifact = artifactOf(job);
    return {
      ...(history.at(-1) ?? told[0]),
      uri,
      history,
      ...(artifact === undefined ? {} : { artifact }),
      ...(identity === undefined ? {} : { identity }),
    };
  }

  /** A job that is gone: lost with the head that ran it, where this process saw it under another head; else not there. */
  async #forgotten(uri: string, call: CallOptions): Promise<JobSnapshot> {
    const { address, id } = parseUri(uri);
    const seen = this.#seen.get(uri);
    const { session_name: session } = await this.#dashboards.at(address).version(call);
    if (seen === undefined || session === seen.session)
      throw new SwitchyardError("not-found", `Ray at ${address} has no job ${id}.`, {
        platform: "ray",
        hint: "A head that was started anew forgets its jobs, unless the cluster keeps them in a store (GCS fault tolerance).",
      });
    const told = historyOf(seen.job);
    const history = forgottenHistory(told, told.at(-1)?.time ?? told[0].time);
    return { ...(history.at(-1) ?? told[0]), uri, history };
  }

  /** Keeps the newest sight of each job, and of a new one the head that it was first seen under. */
  async #remember(
    address: string,
    jobs: readonly RayJobDetails[],
    call: CallOptions,
  ): Promise<[uri: string, RayJobDetails][]> {
    const found = jobs.map((job): [string, RayJobDetails] => [uriOf(address, job), job]);
    const isNew = found.some(([uri]) => !this.#seen.has(uri));
    const session = isNew ? (await this.#dashboards.at(address).version(call)).session_name : undefined;
    for (const [uri, job] of found) this.#seen.set(uri, { job, session: this.#seen.get(uri)?.session ?? session });
    return found;
  }

  /** A client that gave up too early leaves a row without the actor that starts the job (Ray's #62766). */
  async #isOrphan(uri: string, job: RayJobDetails, call: CallOptions): Promise<boolean> {
    const age = Date.now() - (job.start_time ?? Date.now());
    if (job.status !== "PENDING" || age < makingTime) return false;
    const { address, id } = parseUri(uri);
    return !(await this.#dashboards.at(address).hasActor(`_ray_internal_job_actor_${id}`, call));
  }
}

const uriOf = (address: string, { submission_id: id }: RayJobDetails): string =>
  formatJobUri({ address, id: id ?? "" });

/** Where the driver leaves the model: the store and the run stand in the job's variables, unless the cluster hides them. */
function artifactOf({ runtime_env: environment }: RayJobDetails): string | undefined {
  const { SWITCHYARD_RAY_STORE: store, SWITCHYARD_RAY_RUN: run } = environment?.env_vars ?? {};
  if (typeof store !== "string" || typeof run !== "string" || store === "<redacted>") return undefined;
  return `${store}/${run}/model`;
}
