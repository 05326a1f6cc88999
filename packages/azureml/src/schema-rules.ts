import { fromIsoDuration } from "./duration.ts";
import type { JobIdentity, JobResources, Text, Trial } from "./native-types.ts";
import { findMachine } from "./resources.ts";

/** What the rules read of a command job or a sweep, neither of which has been checked. */
interface AnyJob {
  readonly jobType?: string;
  readonly computeId?: Text;
  readonly identity?: JobIdentity | null;
  readonly queueSettings?: { readonly jobTier?: string } | null;
  readonly resources?: JobResources | null;
  readonly trial?: Trial | null;
  readonly limits?: {
    readonly jobLimitsType?: string;
    readonly timeout?: string;
    readonly trialTimeout?: string;
    readonly maxTotalTrials?: number;
    readonly maxConcurrentTrials?: number;
  } | null;
}

/** A rule of jobs that their types cannot say. */
export interface JobRule {
  readonly code: string;
  /** JSON pointer below the job's `properties`. */
  readonly at: string;
  readonly broken: (job: AnyJob) => boolean;
  readonly message: string;
  readonly fix: string;
}

const days = 86_400;

/** A job's longest life: 21 days, and 7 on machines that can be taken away (Microsoft Learn, "Manage and increase quotas"). */
const longest = { dedicated: 21 * days, spot: 7 * days } as const;

/** Nodes of an MPI run, and of an RDMA cluster (same page). */
const mostNodes = 100;

/** Trials of a sweep, in all and at the same time (Microsoft Learn, "Hyperparameter tuning a model"). */
const mostTrials = 1000;

const timesOf = ({ limits }: AnyJob): (number | undefined)[] =>
  [limits?.timeout, limits?.trialTimeout]
    .filter((text) => typeof text === "string")
    .map((text) => fromIsoDuration(text));

const isLonger = (job: AnyJob, seconds: number): boolean => timesOf(job).some((time = 0) => time > seconds);

const isSpot = ({ queueSettings }: AnyJob): boolean => queueSettings?.jobTier === "Spot";

/** Where the machines are said, and where the rules report them. */
const machineRules = (at: string, of: (job: AnyJob) => JobResources | null | undefined): readonly JobRule[] => [
  {
    code: "native-shared-memory",
    at: `${at}/shmSize`,
    broken: (job) => /\d[bkmg]/i.test(of(job)?.shmSize ?? "") && !/^[1-9]\d*[bkmg]$/i.test(of(job)?.shmSize ?? ""),
    message: "Shared memory is a number above 0 and one letter of b, k, m and g.",
    fix: 'Write "64g" for 64 gigabytes.',
  },
  {
    code: "native-docker-arguments",
    at: `${at}/dockerArgsList`,
    broken: (job) => of(job)?.dockerArgs !== undefined && of(job)?.dockerArgsList !== undefined,
    message: "Azure takes one of dockerArgs and dockerArgsList.",
    fix: "Leave one of them out.",
  },
  {
    code: "native-nodes",
    at: `${at}/instanceCount`,
    broken: (job) => (of(job)?.instanceCount ?? 1) < 1,
    message: "A job has at least one node.",
    fix: "Use 1 or more.",
  },
  {
    code: "native-nodes",
    at: `${at}/instanceCount`,
    broken: (job) =>
      (of(job)?.instanceCount ?? 1) > mostNodes && findMachine(of(job)?.instanceType)?.infiniband === true,
    message: `InfiniBand joins at most ${mostNodes} nodes.`,
    fix: `Use at most ${mostNodes}.`,
  },
];

export const jobRules: readonly JobRule[] = [
  ...machineRules("/resources", (job) => job.resources),
  ...machineRules("/trial/resources", (job) => job.trial?.resources),
  {
    code: "native-duration",
    at: "/limits",
    broken: (job) => timesOf(job).some((seconds = 0) => seconds === 0),
    message: "A limit is an ISO 8601 duration above 0, of days, hours, minutes and seconds.",
    fix: 'Write "PT6H" for six hours; `resources.maxRuntime: "6h"` does.',
  },
  {
    code: "native-runtime",
    at: "/limits/timeout",
    broken: (job) => isLonger(job, longest.dedicated),
    message: "Azure Machine Learning runs a job for at most 21 days.",
    fix: 'Use at most 21 days (`resources.maxRuntime: "21d"`).',
  },
  {
    code: "native-runtime",
    at: "/limits/timeout",
    broken: (job) => isSpot(job) && isLonger(job, longest.spot) && !isLonger(job, longest.dedicated),
    message: "On Spot machines a job runs for at most 7 days.",
    fix: 'Use at most 7 days (`resources.maxRuntime: "7d"`), or leave `resources.spot` out.',
  },
  {
    code: "native-limits",
    at: "/limits/jobLimitsType",
    broken: ({ jobType = "", limits }) =>
      ["Command", "Sweep"].includes(jobType) && limits?.jobLimitsType !== undefined && limits.jobLimitsType !== jobType,
    message: "The limits are of the job's own type.",
    fix: "Write the word that stands in jobType.",
  },
  {
    code: "native-trials",
    at: "/limits/maxTotalTrials",
    broken: ({ limits }) => Math.max(limits?.maxTotalTrials ?? 1, limits?.maxConcurrentTrials ?? 1) > mostTrials,
    message: `A sweep has at most ${mostTrials} trials.`,
    fix: `Use at most ${mostTrials}.`,
  },
  {
    code: "native-identity",
    at: "/identity/clientId",
    broken: ({ computeId, identity }) =>
      (computeId ?? "serverless") === "serverless" &&
      identity?.identityType === "Managed" &&
      identity.clientId === undefined,
    message: "Serverless compute has no identity of its own; it takes a user-assigned one of the workspace.",
    fix: "Set the setting `identity` to that identity's client id, or to UserIdentity.",
  },
];
