import { mkdirSync } from "node:fs";
import { join } from "node:path";

import { LogStream } from "./log-stream.ts";

/** Where training jobs write, as in the real service. */
export const trainingLogGroup = "/aws/sagemaker/TrainingJobs";

/** The log groups of every region; a group appears with its first stream. */
export class LogStore {
  readonly #folder: string;
  readonly #groups = new Map<string, Map<string, LogStream>>();
  #files = 0;

  constructor(folder: string) {
    mkdirSync(folder, { recursive: true });
    this.#folder = folder;
  }

  /** How many streams there are; none ever goes. */
  get size(): number {
    return this.#files;
  }

  createStream(region: string, group: string, name: string): LogStream {
    const streams = this.streams(region, group) ?? new Map<string, LogStream>();
    this.#groups.set(groupKey(region, group), streams);
    this.#files += 1;
    const stream = new LogStream(name, join(this.#folder, `${this.#files}.jsonl`));
    streams.set(name, stream);
    return stream;
  }

  /** The streams of a group by name; undefined while the group does not exist. */
  streams(region: string, group: string): Map<string, LogStream> | undefined {
    return this.#groups.get(groupKey(region, group));
  }

  async close(): Promise<void> {
    const streams = [...this.#groups.values()].flatMap((group) => [...group.values()]);
    await Promise.all(streams.map((stream) => stream.close()));
  }
}

const groupKey = (region: string, group: string): string => `${region} ${group}`;
