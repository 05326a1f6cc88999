import type { Diagnostic } from "../../contract/diagnostic.ts";
import { dialectOf } from "../dialect.ts";
import { quote } from "../json-text.ts";
import { replacementsOfNewNames, replacementsOfOldNames } from "../replacements.data.ts";
import { Draft } from "./draft.ts";
import { stepsTo4 } from "./to-4.ts";
import { stepsTo5 } from "./to-5.ts";

export interface MigratedArguments {
  readonly args: Readonly<Record<string, unknown>>;
  /** One for each change: `info` where the meaning stays, `warning` where something is lost or must be done elsewhere. */
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * TrainingArguments of one major of transformers in the words of the other: 4.57 to the newest 5.x, or back. Arguments of
 * both majors and unknown names stay; whether the result is right is `checkTrainingArguments`'s to say.
 */
export function migrateArguments(args: Readonly<Record<string, unknown>>, to: "4" | "5"): MigratedArguments {
  const draft = new Draft(args);
  for (const step of to === "5" ? stepsTo5 : stepsTo4) step(draft);
  dropLeftovers(draft, to);
  return { args: draft.result(), diagnostics: draft.diagnostics };
}

/** What only the other major has, and no step turned into something else. */
function dropLeftovers(draft: Draft, to: "4" | "5"): void {
  const target = dialectOf(to).dialect?.rows;
  const source = dialectOf(to === "5" ? "4" : "5").dialect?.rows;
  const replacements = to === "5" ? replacementsOfOldNames : replacementsOfNewNames;
  for (const name of draft.names) {
    const row = source?.get(name);
    if (row === undefined || target?.has(name)) continue;
    const value = draft.take(name);
    const isDefault = value === null || JSON.stringify(value) === JSON.stringify(row.default);
    if (isDefault)
      draft.changed(name, `transformers ${to} has no \`${name}\`; its value was the default. It is left out.`);
    else {
      const written = quote(JSON.stringify(value)).slice(1, -1);
      const message = `transformers ${to} has no \`${name}\`, which was ${written}. It is left out.`;
      draft.lost(name, message, replacements[name] ?? "Do without it, or set it in the script.");
    }
  }
}
