/** Before each line that the launcher itself says, rather than the script. */
const marker = "::switchyard:: ";

/** What the launcher reports of one node at its end. */
export interface EndReport {
  readonly verdict: "completed" | "interrupted" | "failed" | "refused";
  readonly exitCode?: number;
  readonly node: number;
  /** The step that the training reached; undefined where none began. */
  readonly step?: number;
  readonly rank?: number;
  /** Seconds since the epoch. */
  readonly time: number;
  readonly error?: string;
  readonly traceback?: string;
  readonly metrics: Readonly<Record<string, number>>;
}

export type LauncherEvent =
  | { readonly event: "hello"; readonly version: number | undefined }
  | {
      readonly event: "log";
      readonly step: number;
      readonly maxSteps: number;
      readonly values: Readonly<Record<string, number>>;
    }
  | { readonly event: "train_begin"; readonly step: number; readonly maxSteps: number }
  | ({ readonly event: "end" } & EndReport)
  | { readonly event: "other"; readonly step?: number };

/** Reads a line that the launcher said; undefined for a line of the script. */
export function readLauncherLine(line: string): LauncherEvent | undefined {
  if (!line.startsWith(marker)) return undefined;
  let value: unknown;
  try {
    value = JSON.parse(line.slice(marker.length));
  } catch {
    return undefined;
  }
  if (typeof value !== "object" || value === null) return undefined;
  const fields = value as Readonly<Record<string, unknown>>;
  const step = numberOr(fields["step"], 0);
  const maxSteps = numberOr(fields["max_steps"], 0);
  if (fields["event"] === "hello") return { event: "hello", version: numberOr(fields["version"], undefined) };
  if (fields["event"] === "log") return { event: "log", step, maxSteps, values: readMetrics(fields["values"]) };
  if (fields["event"] === "train_begin") return { event: "train_begin", step, maxSteps };
  if (fields["event"] === "end") return { event: "end", ...readEnd(fields) };
  return { event: "other", ...(maxSteps > 0 ? { step } : {}) };
}

const verdicts = ["completed", "interrupted", "failed", "refused"] as const;

function readEnd(fields: Readonly<Record<string, unknown>>): EndReport {
  const { exitCode, step, maxSteps, rank, error, traceback } = fields;
  return {
    verdict: verdicts.find((verdict) => verdict === fields["verdict"]) ?? "failed",
    node: numberOr(fields["node"], 0),
    time: numberOr(fields["time"], 0),
    metrics: readMetrics(fields["metrics"]),
    ...(typeof exitCode === "number" ? { exitCode } : {}),
    ...(typeof step === "number" && numberOr(maxSteps, 0) > 0 ? { step } : {}),
    ...(typeof rank === "number" ? { rank } : {}),
    ...(typeof error === "string" ? { error } : {}),
    ...(typeof traceback === "string" ? { traceback } : {}),
  };
}

/** JSON has no NaN and no infinity: the launcher writes them as words. */
const wordNumbers: Readonly<Record<string, number>> = {
  NaN: Number.NaN,
  Infinity: Number.POSITIVE_INFINITY,
  "-Infinity": Number.NEGATIVE_INFINITY,
};

function readMetrics(value: unknown): Record<string, number> {
  if (typeof value !== "object" || value === null) return {};
  const entries = Object.entries(value).map(
    ([name, metric]) => [name, typeof metric === "string" ? wordNumbers[metric] : metric] as const,
  );
  return Object.fromEntries(
    entries.filter((entry): entry is readonly [string, number] => typeof entry[1] === "number"),
  );
}

function numberOr<Otherwise extends number | undefined>(value: unknown, otherwise: Otherwise): number | Otherwise {
  return typeof value === "number" ? value : otherwise;
}
