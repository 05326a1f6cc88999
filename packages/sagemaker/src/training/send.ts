import type { CreateTrainingJobCommandInput } from "@aws-sdk/client-sagemaker";
import {
  ConfigError,
  SwitchyardError,
  type CallOptions,
  type Plan,
  type ReadyRequest,
  type RunIdentity,
} from "@switchyard/core";
import type { Clients } from "../clients.ts";
import { attempt } from "../errors.ts";
import type { SageMakerRequest } from "../native-types.ts";
import { checkRequest } from "../schema.ts";
import { abortable } from "../storage.ts";
import { sagemakerCommands, type JobReader } from "./describe.ts";
import { assertAsPlanned } from "./wire.ts";

export interface Sent {
  readonly reply: unknown;
  readonly created: boolean;
}

/**
 * Creates the job, once, with exactly the planned body. A name that is taken is no error when the same identity took it.
 *
 * @throws {ConfigError} when the complete body, with settings and secrets in it, breaks Amazon's model.
 */
export async function sendJob(
  clients: Clients,
  reader: JobReader,
  region: string,
  ready: ReadyRequest<SageMakerRequest>,
  plan: Plan<SageMakerRequest>,
  call: CallOptions,
): Promise<Sent> {
  const problems = checkRequest("CreateTrainingJob", ready.body);
  if (problems.length > 0) throw new ConfigError(problems, { platform: "sagemaker" });
  const { CreateTrainingJobCommand } = await sagemakerCommands();
  const client = await clients.sagemaker(region);
  const body = ready.body as CreateTrainingJobCommandInput;
  const command = new CreateTrainingJobCommand(body);
  command.middlewareStack.add(
    (next) => (args) => {
      assertAsPlanned(ready.body, args.request);
      return next(args);
    },
    { step: "build", name: "switchyardAssertAsPlanned" },
  );
  try {
    const { TrainingJobArn } = await attempt({ operation: "CreateTrainingJob", creates: true }, call.signal, () =>
      client.send(command, abortable(call)),
    );
    return { reply: { TrainingJobArn }, created: true };
  } catch (error) {
    if (!SwitchyardError.is(error, "conflict")) throw error;
    return existing(reader, region, body.TrainingJobName ?? "", plan.identity, call, error);
  }
}

async function existing(
  reader: JobReader,
  region: string,
  name: string,
  identity: RunIdentity,
  call: CallOptions,
  conflict: SwitchyardError,
): Promise<Sent> {
  const { TrainingJobArn = "" } = await reader.describe({ region, name }, call);
  const owner = await reader.identity(region, TrainingJobArn, call);
  if (isSame(owner, identity)) return { reply: { TrainingJobArn }, created: false };
  throw new SwitchyardError(
    "conflict",
    `A training job named ${name} exists in ${region}, and it is not this run's. ${conflict.message}`,
    {
      platform: "sagemaker",
      hint: "Change `name`, or give this fit() another `run`.",
      ...(conflict.requestId === undefined ? {} : { requestId: conflict.requestId }),
    },
  );
}

/** Whether a job belongs to this run and attempt of it. */
export function isSame(a: RunIdentity | undefined, b: RunIdentity): boolean {
  return a !== undefined && a.key === b.key && a.run === b.run && a.attempt === b.attempt;
}
