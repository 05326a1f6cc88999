import { trainingLogGroup } from "../logs/log-store.ts";
import type { LogStream } from "../logs/log-stream.ts";
import type { TrainingJob } from "../sagemaker/training-job.ts";
import { containerEnvironment } from "./container-environment.ts";
import { type ContainerProcess, startContainer } from "./container-process.ts";
import { JobFailure } from "./job-failure.ts";
import type { JobTools } from "./run-job.ts";
import type { Sandbox } from "./sandbox.ts";

/** What the instances of a job share. */
export interface Machine {
  readonly path: string;
  /** Where they meet; undefined for a single one. */
  readonly port: number | undefined;
}

/** Entry point and arguments; the yard has no container engine, so that an image alone says nothing. */
export function commandOf(job: TrainingJob): readonly string[] {
  const { ContainerEntrypoint, ContainerArguments = [] } = job.request.AlgorithmSpecification ?? {};
  if (ContainerEntrypoint !== undefined) return [...ContainerEntrypoint, ...ContainerArguments];
  throw new JobFailure(
    "ClientError: The yard runs no images. Give AlgorithmSpecification.ContainerEntrypoint, and it runs that as a process on this machine.",
  );
}

/** Starts one container for each sandbox; its log stream is there from its first line on. */
export function startContainers(
  job: TrainingJob,
  command: readonly string[],
  sandboxes: readonly Sandbox[],
  machine: Machine,
  { logs, ledger }: Pick<JobTools, "logs" | "ledger">,
): ContainerProcess[] {
  const nodes = sandboxes.length;
  return sandboxes.map(({ root, node }) => {
    let stream: LogStream | undefined;
    const openStream = () =>
      (stream ??= logs.createStream(job.region, trainingLogGroup, `${job.name}/${node.host}-${Date.now()}`));
    return startContainer({
      root,
      command,
      environment: containerEnvironment({ job, root, node, nodes, ...machine }),
      job: job.arn,
      host: node.host,
      ledger,
      write: (lines) => openStream().append(lines),
    });
  });
}
