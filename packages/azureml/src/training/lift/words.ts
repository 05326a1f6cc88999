import type { Diagnostic } from "@switchyard/core";
import {
  liftWords as sortWords,
  namedWords,
  spelling,
  type LiftedWords,
  type ShellWord,
} from "@switchyard/core/platform";
import { lost, membersOf, pathOf, type Context } from "./piece.ts";

type Named = readonly [name: string, values: readonly string[]];

/** Words after the script, as arguments by name. What varies by trial is part of a study. */
export function liftWords(words: readonly ShellWord[], context: Context): LiftedWords {
  const all = namedWords(words);
  const { named } = all;
  const fixed = named.filter((each) => !varies(each));
  const filledIn = fixed.map(([name, values]): Named => [
    name,
    values.map((text) => filled(text, spelling(name), context)),
  ]);
  const lifted = sortWords({ ...all, named: filledIn }, { path: pathOf("command") });
  const trial = named
    .filter(varies)
    .map(([name, values]): Diagnostic =>
      lost("command", `\`${name}\` varies by trial (${values.join(" ")}); name it in the space of a study.`),
    );
  return { ...lifted, diagnostics: [...trial, ...lifted.diagnostics] };
}

const varies = ([, values]: Named): boolean => values.some((text) => text.includes("${{search_space."));

/** Azure's `${{ }}` as placeholders of a spec, and literal inputs as what they say. */
function filled(text: string, name: string, { job }: Context): string {
  return text
    .replace(/\$\{\{\s*inputs\.([^}\s]+)\s*\}\}/g, (_all, input: string) => {
      const { jobInputType, value } = membersOf(membersOf(job["inputs"])[input]);
      return jobInputType === "literal" ? String(value) : `{input:${input}}`;
    })
    .replace(/\$\{\{\s*outputs\.[^}]+\}\}/g, name === "output_dir" ? "{output}" : "{model}");
}
