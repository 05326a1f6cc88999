/** What a script's own line of metrics says. `step` only where a progress bar stands on the same line. */
export interface TrainerLine {
  readonly step?: number;
  readonly values: Readonly<Record<string, number>>;
}

const escapes = /\u001B\[[0-9;?]*[A-Za-z]/g;
/** The launcher puts a rank in front of every line of a job with several: `[3] `; torchrun's `--tee` writes `[default3]:`. */
const otherRank = /^\[(?:default|r)?0*[1-9]\d*\](?: |:)/;
const bar = /\|\s*(\d+)\/(\d+) \[/g;
/** transformers 4 prints numbers, transformers 5 numbers as texts; whole ones stay bare in both. */
const pair =
  /'((?:[^'\\]|\\.)+)': (?:'([^']*)'|(-?(?:inf|nan|\d+(?:\.\d+)?(?:[eE][+-]?\d+)?))|None|True|False)(?:, |\}$)/y;
const metricName = /^(?:loss|train_loss)$|^(?:eval|test)_/;

/**
 * Reads the line that a Trainer's callback prints (transformers trainer_callback.py, PrinterCallback and
 * ProgressCallback), for scripts in which the launcher's own callback does not run. Undefined for every other line, for a
 * dictionary that holds no metric of a Trainer, and for other ranks than the first of a node.
 */
export function readTrainerLine(line: string): TrainerLine | undefined {
  const text = line.replaceAll(escapes, "");
  if (otherRank.test(text)) return undefined;
  // What a carriage return overwrites was a progress bar.
  const shown = text.slice(text.trimEnd().lastIndexOf("\r") + 1).trimEnd();
  const start = shown.indexOf("{'");
  if (start === -1 || !shown.endsWith("}")) return undefined;
  const values = readPairs(shown.slice(start));
  if (values === undefined || !Object.keys(values).some((name) => metricName.test(name))) return undefined;
  const step = [...text.matchAll(bar)].at(-1)?.[1];
  return { ...(step === undefined ? {} : { step: Number(step) }), values };
}

/** The numbers of a Python dictionary; undefined for text that is more, or less, than one flat dictionary. */
function readPairs(dictionary: string): Record<string, number> | undefined {
  const values: Record<string, number> = {};
  pair.lastIndex = 1;
  while (pair.lastIndex < dictionary.length) {
    const found = pair.exec(dictionary);
    if (found === null) return undefined;
    const [, name = "", quoted, bare] = found;
    const value = numberOf(quoted ?? bare);
    if (value !== undefined) values[name] = value;
  }
  return values;
}

const words: Readonly<Record<string, number>> = {
  nan: Number.NaN,
  inf: Number.POSITIVE_INFINITY,
  "-inf": Number.NEGATIVE_INFINITY,
};

function numberOf(text: string | undefined): number | undefined {
  if (text === undefined || text.trim() === "") return undefined;
  const number = words[text] ?? Number(text);
  return Number.isNaN(number) && text !== "nan" ? undefined : number;
}
