import { readFile } from "node:fs/promises";
import { defineConfig, type Options } from "tsup";

const shared: Options = {
  format: "esm",
  target: "node20",
  platform: "node",
  sourcemap: true,
  clean: false,
  dts: false,
  skipNodeModulesBundle: true,
  external: [/^@switchyard\//],
  silent: true,
};

/** The command is CommonJS, which starts faster. The vendors' clients stay outside. */
const command: Options = {
  ...shared,
  format: "cjs",
  splitting: false,
  outDir: "packages/cli/dist",
  minifySyntax: true,
  external: [/^@aws-sdk\//, "tsx", "msw"],
  noExternal: [/^@switchyard\//, "valibot", "yaml", "ignore", "tar-stream"],
  skipNodeModulesBundle: false,
};

const inCommand: NonNullable<Options["esbuildOptions"]> = (options) => {
  options.conditions = ["@switchyard/source"];
  options.define = { "import.meta.filename": "__filename", "import.meta.dirname": "__dirname" };
};

/**
 * Files of their own beside the program: what it imports lazily and `plan` does without, and what has `import()` of its
 * own (packages/cli/src/documents/import-module.ts says why).
 */
const besideProgram = {
  "import-module": { source: "packages/cli/src/documents/import-module.ts", imported: /\/import-module\.ts$/ },
  launcher: { source: "packages/core/src/launch/launcher.gen.ts", imported: /\/launcher\.gen\.ts$/ },
  "tar-stream": { source: "packages/core/node_modules/tar-stream/index.js", imported: /^tar-stream$/ },
  yaml: { source: "packages/cli/node_modules/yaml/dist/index.js", imported: /^yaml$/ },
  yard: { source: "packages/yard/src/index.ts", imported: /^@switchyard\/yard$/ },
};

const leaveBesideProgram: NonNullable<Options["esbuildPlugins"]>[number] = {
  name: "leave-beside-program",
  setup: (build) => {
    for (const [name, { imported }] of Object.entries(besideProgram))
      build.onResolve({ filter: imported }, () => ({ path: `./${name}.cjs`, external: true }));
  },
};

/**
 * The vendors' schemas as text, each entry read when it is asked for: V8 reads JSON faster than it compiles a literal, and
 * keeps less of it in the compiled code.
 */
const dataAsText: NonNullable<Options["esbuildPlugins"]>[number] = {
  name: "data-as-text",
  setup: (build) => {
    build.onLoad({ filter: /\.data\.json$/ }, async ({ path }) => {
      const tables = Object.entries(JSON.parse(await readFile(path, "utf8")) as Record<string, object>);
      const written = tables.map(([name, table]) => `${JSON.stringify(name)}: ${lateOrNow(table)}`);
      return {
        contents: `import { readLate } from "./read-late.ts"; export default { ${written.join(", ")} };`,
        resolveDir: "packages/cli/src/start",
        loader: "js",
      };
    });
  },
};

function lateOrNow(table: object): string {
  if (Array.isArray(table)) return JSON.stringify(table);
  const texts = Object.entries(table).map(([key, value]) => [key, JSON.stringify(value)]);
  return `readLate(${JSON.stringify(Object.fromEntries(texts))})`;
}

/** What a plan's own program starts faster without: the halves of platforms that read native jobs, and that run jobs. */
const leftOut = ["./lift.ts", "./training/driver.ts", "./zip.ts"];

/** What `plan` never comes to: these halves, and the other commands. */
const leaveOutOfPlan: NonNullable<Options["esbuildPlugins"]>[number] = {
  name: "leave-out-of-plan",
  setup: (build) => {
    build.onResolve({ filter: /^\.\/[a-z/]+\.ts$/ }, ({ path, importer }) => {
      const isOtherCommand = importer.endsWith("/commands/index.ts") && path !== "./plan.ts";
      return isOtherCommand || leftOut.includes(path) ? { path, namespace: "left-out" } : undefined;
    });
    build.onLoad({ filter: /.*/, namespace: "left-out" }, ({ path }) => ({
      contents: `throw new Error("${path} is no part of this program.");`,
    }));
  },
};

/** One file: it is read and compiled at once, and a module that is imported lazily runs when it is asked for. */
const program: Options = {
  ...command,
  esbuildOptions: (options, context) => {
    inCommand(options, context);
    // Node knows the classes of Unicode: as literals, unused patterns can be left out, and others are made when they are used.
    options.supported = { "dynamic-import": false, "regexp-unicode-property-escapes": true };
    options.minifyWhitespace = true;
    // A function, as Node makes one of a CommonJS file: packages/cli/src/start/run-program.ts calls it.
    options.banner = { js: "(function(require,__filename,__dirname){" };
    options.footer = { js: "})" };
  },
};

export default defineConfig([
  {
    ...shared,
    entry: {
      index: "packages/core/src/index.ts",
      node: "packages/core/src/node.ts",
      platform: "packages/core/src/platform/index.ts",
      conformance: "packages/core/src/conformance/index.ts",
    },
    outDir: "packages/core/dist",
  },
  { ...shared, entry: { index: "packages/azureml/src/index.ts" }, outDir: "packages/azureml/dist" },
  {
    ...shared,
    entry: { index: "packages/ray/src/index.ts", jobs: "packages/ray/src/jobs/index.ts" },
    outDir: "packages/ray/dist",
  },
  { ...shared, entry: { index: "packages/sagemaker/src/index.ts" }, outDir: "packages/sagemaker/dist" },
  { ...shared, entry: { index: "packages/vertex/src/index.ts" }, outDir: "packages/vertex/dist" },
  {
    ...shared,
    entry: { index: "packages/yard/src/index.ts", msw: "packages/yard/src/msw.ts" },
    outDir: "packages/yard/dist",
    // Data, built in: Node 20 warns of every JSON module that it imports.
    noExternal: ["@switchyard/ray/schema.data.json", "@switchyard/sagemaker/schema.data.json"],
  },
  {
    ...command,
    entry: {
      switchyard: "packages/cli/src/switchyard.ts",
      ...Object.fromEntries(Object.entries(besideProgram).map(([name, { source }]) => [name, source])),
    },
    esbuildOptions: inCommand,
  },
  {
    ...program,
    entry: { program: "packages/cli/src/program.ts" },
    esbuildPlugins: [leaveBesideProgram, dataAsText],
  },
  {
    ...program,
    entry: { plan: "packages/cli/src/program.ts" },
    esbuildPlugins: [leaveOutOfPlan, leaveBesideProgram, dataAsText],
  },
]);
