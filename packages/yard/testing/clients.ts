import { CloudWatchLogsClient, DescribeLogStreamsCommand, GetLogEventsCommand } from "@aws-sdk/client-cloudwatch-logs";
import { S3Client } from "@aws-sdk/client-s3";
import {
  type CreateTrainingJobCommandInput,
  DescribeTrainingJobCommand,
  type DescribeTrainingJobCommandOutput,
  SageMakerClient,
} from "@aws-sdk/client-sagemaker";

/** The vendor's own clients, pointed at a yard; without an endpoint they speak to amazonaws.com, for msw. */
export function createClients(endpoint?: string) {
  const shared = {
    region: "us-east-1",
    credentials: { accessKeyId: "AKIAEXAMPLE", secretAccessKey: "example" },
    ...(endpoint === undefined ? {} : { endpoint }),
  };
  return {
    sagemaker: new SageMakerClient(shared),
    logs: new CloudWatchLogsClient(shared),
    s3: new S3Client({
      ...shared,
      forcePathStyle: endpoint !== undefined,
      expectContinueHeader: endpoint !== undefined,
    }),
  };
}

export type Clients = ReturnType<typeof createClients>;

/** A request that runs a command as its container. */
export function trainingRequest(
  name: string,
  entrypoint: string[],
  more: Partial<CreateTrainingJobCommandInput> = {},
): CreateTrainingJobCommandInput {
  return {
    TrainingJobName: name,
    RoleArn: "arn:aws:iam::111122223333:role/training",
    AlgorithmSpecification: {
      TrainingImage: "111122223333.dkr.ecr.us-east-1.amazonaws.com/image:1",
      TrainingInputMode: "File",
      ContainerEntrypoint: entrypoint,
    },
    OutputDataConfig: { S3OutputPath: "s3://bucket/out" },
    ResourceConfig: { InstanceType: "ml.m5.large", InstanceCount: 1, VolumeSizeInGB: 10 },
    StoppingCondition: { MaxRuntimeInSeconds: 3600 },
    ...more,
  };
}

/** Describes a job until a condition holds. */
export async function waitFor(
  clients: Clients,
  name: string,
  holds: (job: DescribeTrainingJobCommandOutput) => boolean,
): Promise<DescribeTrainingJobCommandOutput> {
  for (let tries = 0; tries < 400; tries += 1) {
    const job = await clients.sagemaker.send(new DescribeTrainingJobCommand({ TrainingJobName: name }));
    if (holds(job)) return job;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error(`Job ${name} did not get there.`);
}

export const hasEnded = (job: DescribeTrainingJobCommandOutput): boolean =>
  ["Completed", "Failed", "Stopped"].includes(job.TrainingJobStatus ?? "");

const logGroupName = "/aws/sagemaker/TrainingJobs";

/** Every line of a job's log by host, read as the vendor's rules say: to the token that repeats itself. */
export async function readLogs({ logs }: Clients, name: string): Promise<Record<string, string[]>> {
  const { logStreams = [] } = await logs.send(
    new DescribeLogStreamsCommand({ logGroupName, logStreamNamePrefix: `${name}/` }),
  );
  const lines: Record<string, string[]> = {};
  for (const { logStreamName = "" } of logStreams) {
    const host = /\/(algo-\d+)-\d+$/.exec(logStreamName)?.[1] ?? logStreamName;
    const found: string[] = (lines[host] ??= []);
    for (let token: string | undefined; ;) {
      const page = await logs.send(
        new GetLogEventsCommand({
          logGroupName,
          logStreamName,
          startFromHead: true,
          ...(token === undefined ? {} : { nextToken: token }),
        }),
      );
      found.push(...(page.events ?? []).map(({ message = "" }) => message));
      if (page.nextForwardToken === token) break;
      token = page.nextForwardToken;
    }
  }
  return lines;
}

/** Waits until the job's log has a line. */
export async function hasSaid(clients: Clients, name: string, line: string): Promise<void> {
  for (let tries = 0; tries < 400; tries += 1) {
    const lines = await readLogs(clients, name).catch(() => ({}));
    if (Object.values(lines).flat().includes(line)) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error(`Job ${name} did not say ${line}.`);
}
