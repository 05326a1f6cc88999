import type { ListTrainingJobsCommandOutput, TrainingJobSummary } from "@aws-sdk/client-sagemaker";
import { isTerminal, SwitchyardError, type CallOptions, type JobSnapshot } from "@switchyard/core";
import type { Clients } from "../clients.ts";
import { attempt } from "../errors.ts";
import { abortable } from "../storage.ts";
import { formatUri, parseUri } from "../uri.ts";
import { sagemakerCommands, type JobReader } from "./describe.ts";

/** Calls to SageMaker at the same time, for many jobs at once. */
const callsAtOnce = 4;

/** Milliseconds after which a job that no list has told of is looked at all the same. */
const longestTrust = 30 * 60_000;

/** Milliseconds by which lists overlap, since a change may be shown a little after its time. */
const overlap = 10_000;

interface Known {
  readonly snapshot: JobSnapshot;
  /** When it was read, by this machine's clock. */
  readonly read: number;
  /** What the last list said of it. */
  readonly listed?: string;
}

/**
 * Follows many jobs with few calls: each is described once, and again when a list of what has changed names it. A look costs
 * one list call for each region, one more for each further hundred changes, and one description for each changed job.
 */
export class JobWatch {
  readonly #clients: Clients;
  readonly #reader: JobReader;
  readonly #known = new Map<string, Known>();
  /** What the newest list that named a job says of it: kept until then, since a description may fail and be repeated. */
  readonly #listed = new Map<string, string>();
  /** Region → the newest change that a list has told of, in milliseconds since the epoch. */
  readonly #since = new Map<string, number>();

  constructor(clients: Clients, reader: JobReader) {
    this.#clients = clients;
    this.#reader = reader;
  }

  /** In the order asked. One job alone is simply described. */
  async snapshots(uris: readonly string[], call: CallOptions): Promise<JobSnapshot[]> {
    const [only, ...more] = uris;
    if (only === undefined) return [];
    if (more.length === 0) return [await this.#reader.snapshot(only, call)];
    const asked = new Set(uris);
    const open = [...asked].filter((uri) => !this.#isOver(uri));
    const regions = new Set(open.filter((uri) => this.#known.has(uri)).map((uri) => parseUri(uri).region));
    await Promise.all([...regions].map((region) => this.#noteChanges(region, call)));
    const stale = open.filter((uri) => this.#isStale(uri));
    await eachBounded(stale, callsAtOnce, (uri) => this.#read(uri, call));
    return uris.map((uri) => this.#snapshotOf(uri));
  }

  #isOver(uri: string): boolean {
    const known = this.#known.get(uri);
    return known !== undefined && isTerminal(known.snapshot.state);
  }

  #isStale(uri: string): boolean {
    const listed = this.#listed.get(uri);
    const known = this.#known.get(uri);
    if (known === undefined || Date.now() - known.read > longestTrust) return true;
    return listed !== undefined && listed !== known.listed;
  }

  async #read(uri: string, call: CallOptions): Promise<void> {
    const listed = this.#listed.get(uri);
    const read = Date.now();
    const snapshot = await this.#reader.snapshot(uri, call);
    this.#known.set(uri, { snapshot, read, ...(listed === undefined ? {} : { listed }) });
    const { region } = parseUri(uri);
    // The first list asks for changes since the first description; the clock that counts is SageMaker's.
    if (!this.#since.has(region)) this.#since.set(region, Date.parse(snapshot.time));
  }

  #snapshotOf(uri: string): JobSnapshot {
    const known = this.#known.get(uri);
    if (known !== undefined) return known.snapshot;
    throw new SwitchyardError("unexpected-reply", `SageMaker did not describe ${uri}.`, { platform: "sagemaker" });
  }

  /** Asks for the jobs of a region that changed since the last list. */
  async #noteChanges(region: string, call: CallOptions): Promise<void> {
    const { ListTrainingJobsCommand } = await sagemakerCommands();
    const client = await this.#clients.sagemaker(region);
    const since = this.#since.get(region) ?? 0;
    const found: TrainingJobSummary[] = [];
    let token: string | undefined;
    do {
      const page: ListTrainingJobsCommandOutput = await attempt({ operation: "ListTrainingJobs" }, call.signal, () =>
        client.send(new ListTrainingJobsCommand(pageOf(since, token)), abortable(call)),
      );
      found.push(...(page.TrainingJobSummaries ?? []));
      token = page.NextToken;
    } while (token !== undefined);
    for (const summary of found) {
      const uri = formatUri({ region, name: summary.TrainingJobName ?? "" });
      if (this.#known.has(uri)) this.#listed.set(uri, listedAs(summary));
    }
    this.#since.set(
      region,
      found.map(modifiedAt).reduce((a, b) => Math.max(a, b), since),
    );
  }
}

function pageOf(since: number, token: string | undefined) {
  return {
    MaxResults: 100,
    LastModifiedTimeAfter: new Date(Math.max(0, since - overlap)),
    ...(token === undefined ? {} : { NextToken: token }),
  };
}

const modifiedAt = ({ LastModifiedTime }: TrainingJobSummary): number => LastModifiedTime?.getTime() ?? 0;

function listedAs(summary: TrainingJobSummary): string {
  return [modifiedAt(summary), summary.TrainingJobStatus, summary.SecondaryStatus].join(" ");
}

/** With at most `limit` under way. */
async function eachBounded<T>(items: readonly T[], limit: number, run: (item: T) => Promise<void>): Promise<void> {
  const queue = items.values();
  const work = async (): Promise<void> => {
    for (const item of queue) await run(item);
  };
  await Promise.all(Array.from({ length: Math.min(limit, items.length) }, work));
}
