import type { Output, Shell } from "../shell.ts";
import { cleanLine, cleanText } from "./clean.ts";

type Paint = (text: string) => string;

/** How text looks at one output: colours only in a terminal that wants them, remote text made safe there. */
export interface Style {
  readonly bold: Paint;
  readonly dim: Paint;
  readonly red: Paint;
  readonly green: Paint;
  readonly yellow: Paint;
  /** One line of remote text. */
  readonly line: Paint;
  /** Remote text of several lines. */
  readonly text: Paint;
}

const asIs: Paint = (text) => text;
const paint =
  (code: number): Paint =>
  (text) =>
    `\u001b[${code}m${text}\u001b[0m`;

/** Whether lines may be rewritten in place: a terminal that knows how. */
export function isLive(output: Output, shell: Pick<Shell, "environment">): boolean {
  return output.interactive && shell.environment["TERM"] !== "dumb";
}

/** NO_COLOR (no-color.org) and `--no-color` turn colours off; a pipe has none. */
export function styleFor(output: Output, shell: Pick<Shell, "environment">, noColor: boolean): Style {
  const colours = isLive(output, shell) && !noColor && (shell.environment["NO_COLOR"] ?? "") === "";
  const colour = (code: number): Paint => (colours ? paint(code) : asIs);
  return {
    bold: colour(1),
    dim: colour(2),
    red: colour(31),
    green: colour(32),
    yellow: colour(33),
    line: output.interactive ? cleanLine : asIs,
    text: output.interactive ? cleanText : asIs,
  };
}
