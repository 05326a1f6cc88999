import {
  configError,
  isTerminal,
  SwitchyardError,
  type CallOptions,
  type Plan,
  type TrainingDriver,
} from "@switchyard/core";
import { lazyClients, type Clients } from "../clients.ts";
import { attempt } from "../errors.ts";
import type { SageMakerRequest } from "../native-types.ts";
import { settingSources, type ResolvedSettings } from "../settings.ts";
import { notFoundAsUndefined } from "@switchyard/core/platform";
import { abortable, s3Store } from "../storage.ts";
import { formatUri, parseUri } from "../uri.ts";
import { JobWatch } from "./describe-many.ts";
import { JobReader, sagemakerCommands } from "./describe.ts";
import { historyOf } from "./history.ts";
import { cloudWatchLogs } from "./logs.ts";
import { isSame, sendJob } from "./send.ts";
import { states } from "./states.ts";

/** SageMaker as core sees it when it sends and follows jobs. */
export function sagemakerDriver(settings: ResolvedSettings): TrainingDriver<SageMakerRequest> {
  const clients = lazyClients(settings);
  const reader = new JobReader(clients);
  const watch = new JobWatch(clients, reader);
  const region = (): string => settings.region ?? missingRegion();
  return {
    states,
    pollInterval: settings.pollInterval,
    store: s3Store(clients, region),
    logs: cloudWatchLogs(clients),
    send: async (ready, plan, call) => sendJob(clients, reader, region(), ready, plan, call),
    find: async (plan, call) => findJob(reader, region(), plan, call),
    describe: (uris, call) => watch.snapshots(uris, call),
    cancel: (uri, call) => cancelJob(clients, reader, uri, call),
  };
}

async function findJob(
  reader: JobReader,
  region: string,
  plan: Plan<SageMakerRequest>,
  call: CallOptions,
): Promise<string | undefined> {
  const name = plan.requests[0]?.body.TrainingJobName ?? "";
  const job = await notFoundAsUndefined(reader.describe({ region, name }, call));
  if (job === undefined) return undefined;
  const owner = await reader.identity(region, job.TrainingJobArn ?? "", call);
  return isSame(owner, plan.identity) ? formatUri({ region, name }) : undefined;
}

/** Stops a job. SageMaker refuses that for a job that is over, which is what was asked for. */
async function cancelJob(clients: Clients, reader: JobReader, uri: string, call: CallOptions): Promise<void> {
  const address = parseUri(uri);
  const { StopTrainingJobCommand } = await sagemakerCommands();
  const client = await clients.sagemaker(address.region);
  try {
    await attempt({ operation: "StopTrainingJob" }, call.signal, () =>
      client.send(new StopTrainingJobCommand({ TrainingJobName: address.name }), abortable(call)),
    );
  } catch (error) {
    if (!SwitchyardError.is(error, "request")) throw error;
    const job = await reader.describe(address, call);
    const { state } = historyOf(job).at(-1) ?? {};
    if (job.TrainingJobStatus === "Stopping" || (state !== undefined && isTerminal(state))) return;
    throw error;
  }
}

function missingRegion(): never {
  const { variable, example } = settingSources.region;
  throw configError(
    "missing-setting",
    "settings.region",
    "Found no region, and SageMaker has no default one.",
    `Set \`createSageMaker({ region: ${JSON.stringify(example)} })\` or ${variable}.`,
  );
}
