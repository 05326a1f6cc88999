import type { JobEvent, JobSnapshot, RunSnapshot } from "@switchyard/core";
import { reportOf } from "../errors/report.ts";
import type { Shell } from "../shell.ts";
import { liveLine, plainLine, logLine, shortName, warningLine } from "./lines.ts";
import { LiveBlock } from "./live-block.ts";
import { toJsonLine } from "./numbers.ts";
import { summarize, type Outcome } from "./outcome.ts";
import { advance, noProgress, type Progress } from "./progress.ts";
import { isRunSnapshot } from "./legs.ts";
import { isLive, styleFor, type Style } from "./style.ts";

/** Tells a reader on stdout what happens to one job or several, in order. */
export interface Reporter {
  /** The first word about a job. `created: false`: it existed already. */
  begin(uri: string, created: boolean): Promise<void>;
  event(uri: string, event: JobEvent): Promise<void>;
  /** The last word about a job. */
  end(outcome: Outcome): Promise<void>;
  /** Nothing more comes: the terminal is given back as it was. */
  close(): Promise<void>;
}

export interface ReporterOptions {
  readonly json: boolean;
  readonly noColor: boolean;
  readonly uris: readonly string[];
}

export function createReporter(options: ReporterOptions, shell: Shell): Reporter {
  if (options.json) return jsonReporter(options.uris.length > 1, shell);
  return isLive(shell.stdout, shell) ? liveReporter(options, shell) : plainReporter(options, shell);
}

/** Newline-delimited JSON. With several jobs every line says whose it is. */
function jsonReporter(isSeveral: boolean, { stdout }: Shell): Reporter {
  const write = (value: object): Promise<void> => stdout.write(`${toJsonLine(value)}\n`);
  return {
    begin: (uri, created) => write({ type: "job", uri, created }),
    event: (uri, event) => write(isSeveral ? { uri, ...event } : event),
    end: ({ uri, snapshot, ...result }) => {
      const billed = snapshot?.billableSeconds === undefined ? {} : { billableSeconds: snapshot.billableSeconds };
      const ending = "model" in result ? { model: result.model } : { error: reportOf(result.error) };
      return write({
        type: "result",
        uri,
        ...(snapshot === undefined ? {} : { state: snapshot.state }),
        ...billed,
        ...legsOf(snapshot),
        ...ending,
      });
    },
    close: () => Promise.resolve(),
  };
}

/** Of a run: what each attempt was and cost. */
function legsOf(snapshot: JobSnapshot | undefined): Partial<Pick<RunSnapshot, "legs" | "cost">> {
  if (snapshot === undefined || !isRunSnapshot(snapshot)) return {};
  return { legs: snapshot.legs, ...(snapshot.cost === undefined ? {} : { cost: snapshot.cost }) };
}

/** What both forms for people keep of each job. */
class Board {
  private readonly jobs = new Map<string, Progress>();
  readonly style: Style;
  private readonly isSeveral: boolean;

  constructor({ uris, noColor }: ReporterOptions, shell: Shell) {
    for (const uri of uris) this.jobs.set(uri, noProgress);
    this.isSeveral = uris.length > 1;
    this.style = styleFor(shell.stdout, shell, noColor);
  }

  advance(uri: string, event: JobEvent): Progress {
    const progress = advance(this.of(uri), event);
    this.jobs.set(uri, progress);
    return progress;
  }

  of(uri: string): Progress {
    return this.jobs.get(uri) ?? noProgress;
  }

  /** With several jobs a line begins with the job's name. */
  name(uri: string, line: string): string {
    return this.isSeveral ? `${this.style.dim(`${shortName(uri)} |`)} ${line}` : line;
  }

  opening(uri: string, created: boolean): string {
    return this.style.dim(`${created ? "Created" : "Following"} ${uri}`);
  }

  live(now: number): string[] {
    return [...this.jobs].map(([uri, progress]) => this.style.line(liveLine(shortName(uri), progress, now)));
  }

  drop(uri: string): void {
    this.jobs.delete(uri);
  }
}

/** Plain lines, for a pipe or a file. */
function plainReporter(options: ReporterOptions, shell: Shell): Reporter {
  const board = new Board(options, shell);
  const write = (line: string): Promise<void> => shell.stdout.write(`${line}\n`);
  return {
    begin: (uri, created) => write(board.opening(uri, created)),
    event: async (uri, event) => {
      const line = plainLine(event, board.advance(uri, event), board.style);
      if (line !== undefined) await write(board.name(uri, line));
    },
    end: (outcome) => write(summarize(outcome, board.of(outcome.uri), board.style)),
    close: () => Promise.resolve(),
  };
}

/** A line per job that is rewritten in place, the scripts' own lines above. */
function liveReporter(options: ReporterOptions, shell: Shell): Reporter {
  const board = new Board(options, shell);
  const block = new LiveBlock(shell.stdout, () => board.live(Date.now()));
  return {
    begin: (uri, created) => block.pass(board.opening(uri, created)),
    event: async (uri, event) => {
      board.advance(uri, event);
      if (event.type === "log") await block.pass(board.name(uri, logLine(event, board.style)));
      else if (event.type === "warning") await block.pass(board.name(uri, warningLine(event, board.style)));
      else block.changed();
    },
    end: async (outcome) => {
      const progress = board.of(outcome.uri);
      board.drop(outcome.uri);
      await block.pass(summarize(outcome, progress, board.style));
    },
    close: () => block.close(),
  };
}
