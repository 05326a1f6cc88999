import type { Diagnostic } from "../contract/diagnostic.ts";
import { formatPath } from "../spec/report.ts";

type Origins = Readonly<Record<string, string>>;

const native = "spec:platforms.";

/**
 * Problems of a request at a native field that the user wrote, told at that field: `platforms.sagemaker.Tags[0].Key` in
 * place of `/requests/0/body/Tags/3/Key`. Other problems of a request stay at their pointer.
 */
export function atNativeFields(diagnostics: readonly Diagnostic[], origins: Origins): Diagnostic[] {
  return diagnostics.map((diagnostic) => {
    const path = diagnostic.path.startsWith("/") ? nativePath(diagnostic.path, origins) : undefined;
    return path === undefined ? diagnostic : { ...diagnostic, path };
  });
}

/** Of a value its own origin, of an object or a list that of what is in it; of what is missing, of what is beside it. */
function nativePath(pointer: string, origins: Origins): string | undefined {
  const own = origins[pointer];
  if (own !== undefined) return own.startsWith(native) ? own.slice("spec:".length) : undefined;
  const around = pathOfParts(pointer, origins);
  if (around !== undefined) return around;
  const [parent, step] = [pointer.slice(0, pointer.lastIndexOf("/")), pointer.slice(pointer.lastIndexOf("/") + 1)];
  const beside = pathOfParts(parent, origins);
  if (beside === undefined) return undefined;
  return formatPath([step.replaceAll("~1", "/").replaceAll("~0", "~")], beside);
}

/** The native field that is an object or a list, when all that is in it was written there. */
function pathOfParts(pointer: string, origins: Origins): string | undefined {
  const inside = Object.entries(origins).filter(([at]) => at.startsWith(`${pointer}/`));
  const [first] = inside;
  if (first === undefined || !inside.every(([, origin]) => origin.startsWith(native))) return undefined;
  const depth = first[0].slice(pointer.length + 1).split("/").length;
  return withoutSteps(first[1].slice("spec:".length), depth);
}

/** `a.b[0]["c d"]` without its last two steps: `a.b`. */
function withoutSteps(path: string, count: number): string {
  return Array.from({ length: count }).reduce<string>(
    (left) => left.replace(/(?:\.[^.[\]]+|\[\d+\]|\["(?:[^"\\]|\\.)*"\])$/, ""),
    path,
  );
}
