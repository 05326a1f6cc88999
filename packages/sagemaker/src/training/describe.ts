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

  async snapshot(uri: string, call: CallOptions): Promise<JobSnapshot> {
    const { region, name } = parseUri(uri);
    const job = await this.describe({ region, name }, call);
    const identity = await this.#identityIfAllowed(region, job.TrainingJobArn ?? "", call);
    return snapshotOf(uri, job, identity);
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

function snapshotOf(uri: string, job: DescribeTrainingJobResponse, identity: RunIdentity | undefined): JobSnapshot {
  const history = historyOf(job);
  const instances = instancesOf(job);
  const { BillableTimeInSeconds: billable, TrainingTimeInSeconds: training } = job;
  const artifact = job.ModelArtifacts?.S3ModelArtifacts;
  return {
    ...(history.at(-1) ?? history[0]),
    uri,
    history,
    ...(billable === undefined ? {} : { billableSeconds: billable * instances }),
    ...(training === undefined ? {} : { trainingSeconds: training * instances }),
    ...(artifact === undefined ? {} : { artifact }),
    ...(identity === undefined ? {} : { identity }),
  };
}

function instancesOf({ ResourceConfig }: DescribeTrainingJobResponse): number {
  const groups = ResourceConfig?.InstanceGroups ?? [];
  if (groups.length > 0) return groups.reduce((sum, group) => sum + (group.InstanceCount ?? 0), 0);
  return ResourceConfig?.InstanceCount ?? 1;
}

export function sagemakerCommands(): Promise<typeof import("@aws-sdk/client-sagemaker")> {
  return load(import("@aws-sdk/client-sagemaker"), "@aws-sdk/client-sagemaker");
}
