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

/** Data as text: V8 reads JSON faster than it compiles a literal, and keeps less of it in the compiled code. */
const dataAsText: NonNullable<Options["esbuildPlugins"]>[number] = {
  name: "data-as-text",
  setup: (build) => {
    build.onLoad({ filter: /\.json$/ }, async ({ path }) => {
      const text = JSON.stringify(JSON.parse(await readFile(path, "utf8")));
      return { contents: `export default JSON.parse(${JSON.stringify(text)});`, loader: "js" };
    });
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
  { ...shared, entry: { index: "packages/ray/src/index.ts" }, outDir: "packages/ray/dist" },
  { ...shared, entry: { index: "packages/sagemaker/src/index.ts" }, outDir: "packages/sagemaker/dist" },
  { ...shared, entry: { index: "packages/vertex/src/index.ts" }, outDir: "packages/vertex/dist" },
  {
    ...shared,
    entry: { index: "packages/yard/src/index.ts", msw: "packages/yard/src/msw.ts" },
    outDir: "packages/yard/dist",
    // Data, built in: Node 20 warns of every JSON module that it imports.
    noExternal: ["@switchyard/sagemaker/schema.data.json"],
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
    // One file: it is read and compiled at once, and a module that is imported lazily runs when it is asked for.
    ...command,
    entry: { program: "packages/cli/src/program.ts" },
    esbuildPlugins: [leaveBesideProgram, dataAsText],
    esbuildOptions: (options, context) => {
      inCommand(options, context);
      options.supported = { "dynamic-import": false };
      options.minifyWhitespace = true;
      options.minifyIdentifiers = true;
      // A function, as Node makes one of a CommonJS file: packages/cli/src/start/run-program.ts calls it.
      options.banner = { js: "(function(require,__filename,__dirname){" };
      options.footer = { js: "})" };
    },
  },
]);
