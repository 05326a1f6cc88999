import type { ServiceName } from "../service/service.ts";
import type { RequestCount } from "../service/request-counts.ts";

/** What one service was asked, made, and still has. */
export interface ServiceBill extends RequestCount {
  readonly service: ServiceName;
  /** How many of each kind were created, those too that are gone. */
  readonly created: Readonly<Record<string, number>>;
  /** How many of each kind are still there, or still running. */
  readonly left: Readonly<Record<string, number>>;
}

/** One job, deleted ones too. */
export interface JobBill {
  readonly service: "sagemaker" | "ray";
  readonly name: string;
  /** The platform's own word. */
  readonly status: string;
  /** The job has not ended. */
  readonly running: boolean;
  /** How many machines it had at a time. */
  readonly machines: number;
  /** How often it got them; 0 when it never did. */
  readonly starts: number;
  /** Seconds with its machines, over all starts. */
  readonly seconds: number;
  /** Machine seconds that are billed: seconds times machines, less what spot saves. */
  readonly billableSeconds: number;
}

/** What a yard was used for, so far. */
export interface YardBill {
  readonly services: readonly ServiceBill[];
  /** In the order of their creation, SageMaker's first. */
  readonly jobs: readonly JobBill[];
  readonly total: {
    readonly jobs: number;
    /** Jobs that have not ended. */
    readonly running: number;
    readonly seconds: number;
    readonly billableSeconds: number;
    /** Main processes of jobs that are alive. */
    readonly processes: number;
  };
}

/** Adds the jobs up. */
export function makeBill(services: readonly ServiceBill[], jobs: readonly JobBill[], processes: number): YardBill {
  const sum = (amount: (job: JobBill) => number): number => rounded(jobs.reduce((all, job) => all + amount(job), 0));
  return {
    services,
    jobs,
    total: {
      jobs: jobs.length,
      running: jobs.filter(({ running }) => running).length,
      seconds: sum(({ seconds }) => seconds),
      billableSeconds: sum(({ billableSeconds }) => billableSeconds),
      processes,
    },
  };
}

/** Milliseconds are the finest that a bill tells. */
export const rounded = (seconds: number): number => Math.round(seconds * 1000) / 1000;
