import type { Bytes, CallOptions } from "@switchyard/core";
import { notFoundAsUndefined } from "@switchyard/core/platform";
import type { Connection } from "../http/connection.ts";
import type { RayJobDetails, RayVersion } from "./types.ts";

/** The first submission to a head waits until its agent is there, and one that is cut off leaves a job that never runs. */
const patience = 180_000;

const segment = encodeURIComponent;

/** Ray's job API, one method for one call: no retry, and nothing remembered. */
export class JobApi {
  readonly connection: Connection;

  constructor(connection: Connection) {
    this.connection = connection;
  }

  version(call: CallOptions): Promise<RayVersion> {
    return this.connection.json({ operation: "GET /api/version", method: "GET", path: "/api/version" }, call);
  }

  /**
   * Sends a body as it stands. Once it is on its way no abort takes it back: the head would keep a job that never runs.
   *
   * @throws {SwitchyardError} `conflict` when the id is taken.
   */
  async submit(body: object, { signal }: CallOptions): Promise<{ readonly submission_id: string }> {
    signal?.throwIfAborted();
    const operation = "POST /api/jobs/";
    return this.connection.json(
      { operation, method: "POST", path: "/api/jobs/", body, creates: true, silence: patience },
      {},
    );
  }

  list(call: CallOptions): Promise<readonly RayJobDetails[]> {
    return this.connection.json({ operation: "GET /api/jobs/", method: "GET", path: "/api/jobs/" }, call);
  }

  get(id: string, call: CallOptions): Promise<RayJobDetails> {
    return this.connection.json(
      { operation: "GET /api/jobs/ID", method: "GET", path: `/api/jobs/${segment(id)}` },
      call,
    );
  }

  /** Whether something was there to be told: false when the job is over, and while its supervisor is not up yet. */
  async stop(id: string, call: CallOptions): Promise<boolean> {
    const path = `/api/jobs/${segment(id)}/stop`;
    const { stopped } = await this.connection.json<{ readonly stopped: boolean }>(
      { operation: "POST /api/jobs/ID/stop", method: "POST", path },
      call,
    );
    return stopped;
  }

  /** @throws {SwitchyardError} `conflict` when the job is not over. */
  async delete(id: string, call: CallOptions): Promise<void> {
    const path = `/api/jobs/${segment(id)}`;
    await this.connection.text({ operation: "DELETE /api/jobs/ID", method: "DELETE", path }, call);
  }

  /**
   * Whether the cluster has a package. The look itself keeps one alive for 10 minutes, also one that is put there only
   * then; without it a package goes with the last job that uses it.
   */
  async hasPackage(name: string, call: CallOptions): Promise<boolean> {
    const path = `/api/packages/gcs/${segment(name)}`;
    const found = this.connection.text({ operation: "GET /api/packages/gcs/NAME", method: "GET", path }, call);
    return (await notFoundAsUndefined(found)) !== undefined;
  }

  async putPackage(name: string, body: Bytes, call: CallOptions): Promise<void> {
    const path = `/api/packages/gcs/${segment(name)}`;
    await this.connection.text({ operation: "PUT /api/packages/gcs/NAME", method: "PUT", path, body }, call);
  }

  /**
   * The log of a job's driver, byte for byte.
   *
   * @param lines only so many from the end. Default: all.
   */
  log(id: string, node: string, call: CallOptions, lines = -1): AsyncGenerator<Uint8Array, void, undefined> {
    const query = {
      node_id: node,
      filename: `job-driver-${id}.log`,
      lines: String(lines),
      // Seconds; Ray's own 30 would cut off a long log on a slow line.
      timeout: "600",
    };
    const operation = "GET /api/v0/logs/file";
    return this.connection.bytes({ operation, method: "GET", path: "/api/v0/logs/file", query }, call);
  }

  /** Whether an actor of this name is up, or on its way. */
  async hasActor(name: string, call: CallOptions): Promise<boolean> {
    const query = { filter_keys: "name", filter_predicates: "=", filter_values: name, limit: "10" };
    const { data } = await this.connection.json<ActorList>(
      { operation: "GET /api/v0/actors", method: "GET", path: "/api/v0/actors", query },
      call,
    );
    return (data?.result?.result ?? []).some((actor) => actor.name === name && actor.state !== "DEAD");
  }
}

interface ActorList {
  readonly data?: {
    readonly result?: { readonly result?: readonly { readonly name?: string; readonly state?: string }[] };
  };
}
