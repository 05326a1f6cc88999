import type { DescribeTrainingJobResponse } from "@aws-sdk/client-sagemaker";
import {
  identityFromTags,
  SwitchyardError,
  type CallOptions,
  type JobSnapshot,
  type RunIdentity,
} from "@switchyard/core";
import { load, type Clients } from "../clients.ts";
import { attempt } from "../errors.ts";
import { abortable } from "../storage.ts";
import { parseUri, type JobAddress } from "../uri.ts";
import { historyOf } from "./history.ts";

/** Calls to SageMaker at the same time, for many jobs at once. */
const callsAtOnce = 4;

/** Reads jobs. An identity is asked for once per job: tags of a job that runs do not change. */
export class JobReader {
  readonly #clients: Clients;
  readonly #identities = new Map<string, RunIdentity | undefined>();

  constructor(clients: Clients) {
    this.#clients = clients;
  }

  /** The native description, as it came. */
  async describe({ region, name }: JobAddress, call: CallOptions): Promise<DescribeTrainingJobResponse> {
    const { DescribeTrainingJobCommand } = await sagemakerCommands();
    const client = await this.#clients.sagemaker(region);
    return attempt({ operation: "DescribeTrainingJob" }, call.signal, () =>
      client.send(new DescribeTrainingJobCommand({ TrainingJobName: name }), abortable(call)),
    );
  }

  /** Whose job it is, by its tags; undefined when it is not one of Switchyard's. */
  async identity(region: string, arn: string, call: CallOptions): Promise<RunIdentity | undefined> {
    if (this.#identities.has(arn)) return this.#identities.get(arn);
    const { ListTagsCommand } = await sagemakerCommands();
    const client = await this.#clients.sagemaker(region);
    const reply = await attempt({ operation: "ListTags" }, call.signal, () =>
      client.send(new ListTagsCommand({ ResourceArn: arn }), abortable(call)),
    );
    const tags = Object.fromEntries((reply.Tags ?? []).map(({ Key = "", Value = "" }) => [Key, Value]));
    const identity = identityFromTags(tags);
    this.#identities.set(arn, identity);
    return identity;
  }

  async snapshots(uris: readonly string[], call: CallOptions): Promise<JobSnapshot[]> {
    return mapBounded(uris, callsAtOnce, (uri) => this.#snapshot(uri, call));
  }

  async #snapshot(uri: string, call: CallOptions): Promise<JobSnapshot> {
    const { region, name } = parseUri(uri);
    const job = await this.describe({ region, name }, call);
    const identity = await this.#identityIfAllowed(region, job.TrainingJobArn ?? "", call);
    const history = historyOf(job);
    const billable = job.BillableTimeInSeconds;
    const artifact = job.ModelArtifacts?.S3ModelArtifacts;
    return {
      ...(history.at(-1) ?? history[0]),
      uri,
      history,
      ...(billable === undefined ? {} : { billableSeconds: billable * instancesOf(job) }),
      ...(artifact === undefined ? {} : { artifact }),
      ...(identity === undefined ? {} : { identity }),
    };
  }

  /** A caller who may look at jobs but not at tags still sees the job. */
  async #identityIfAllowed(region: string, arn: string, call: CallOptions): Promise<RunIdentity | undefined> {
    try {
      return await this.identity(region, arn, call);
    } catch (error) {
      if (!SwitchyardError.is(error, "permission")) throw error;
      this.#identities.set(arn, undefined);
      return undefined;
    }
  }
}

function instancesOf({ ResourceConfig }: DescribeTrainingJobResponse): number {
  const groups = ResourceConfig?.InstanceGroups ?? [];
  if (groups.length > 0) return groups.reduce((sum, group) => sum + (group.InstanceCount ?? 0), 0);
  return ResourceConfig?.InstanceCount ?? 1;
}

export function sagemakerCommands(): Promise<typeof import("@aws-sdk/client-sagemaker")> {
  return load(import("@aws-sdk/client-sagemaker"), "@aws-sdk/client-sagemaker");
}

/** Results in the order of the items, with at most `limit` under way. */
async function mapBounded<T, R>(items: readonly T[], limit: number, run: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  const queue = items.entries();
  const work = async (): Promise<void> => {
    for (const [index, item] of queue) results[index] = await run(item);
  };
  await Promise.all(Array.from({ length: Math.min(limit, items.length) }, work));
  return results;
}
