import { inRoot } from "../shared/paths.mjs";

/** `@switchyard/core` stands on web standards only: bundled for a browser it needs nothing of Node. */
export async function browserProblems() {
  const { build } = await import("esbuild");
  const result = await build({
    entryPoints: [inRoot("packages/core/src/index.ts"), inRoot("packages/core/src/platform/index.ts")],
    outdir: "unwritten",
    bundle: true,
    write: false,
    platform: "browser",
    format: "esm",
    logLevel: "silent",
  }).catch((error) => ({ errors: error.errors ?? [{ text: error.message }] }));
  return result.errors.map(({ text, location }) => `${location ? `${location.file}:${location.line}: ` : ""}${text}`);
}
