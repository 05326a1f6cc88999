import type { Diagnostic } from "../contract/diagnostic.ts";
import type { Lifted, TrainingTranslator } from "../contract/driver.ts";
import { resolveResources } from "../spec/resolve.ts";
import { swallowedLeaves, type NativeLeaf } from "./accounting.ts";

/** The code of a diagnostic on a value that a translator's own lift says nothing of. */
export const unaccounted = "unaccounted";

/**
 * What a translator lifted, with a warning for each value of the native document that it neither lifted nor spoke of.
 * Nothing is dropped silently, whatever the document holds.
 */
export function accountedFor(native: unknown, lifted: Lifted, translator: TrainingTranslator): Lifted {
  const swallowed = swallowedLeaves(native, lifted, translatedAgain(lifted, translator));
  if (swallowed.length === 0) return lifted;
  return { ...lifted, diagnostics: [...lifted.diagnostics, ...swallowed.map(warningOf)] };
}

/** The body that the spec is translated to, as far as it can be: what was lifted may hold placeholders and mistakes. */
function translatedAgain({ spec }: Lifted, translator: TrainingTranslator): unknown {
  const identity = { key: "0".repeat(32), run: "1", attempt: 1 };
  const bundle = { manifest: "0".repeat(64), files: 1, bytes: 1 };
  try {
    return translator.translate({ spec, resources: resolveResources(spec), bundle, identity }).requests.at(-1)?.body;
  } catch {
    // A plan of this spec will say what is wrong with it. Without it more values count as lost, never fewer.
    return undefined;
  }
}

/** Text is not shown: nobody knows what it holds, and it may be a secret. */
function warningOf({ pointer, value }: NativeLeaf): Diagnostic {
  return {
    severity: "warning",
    code: unaccounted,
    path: pointer,
    message: `Found ${typeof value === "string" ? "text" : String(value)} that the spec does not say.`,
    fix: "Write it into the spec where it has a place, or under `platforms`.",
  };
}
