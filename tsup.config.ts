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

/** The command is CommonJS, which starts faster. */
const command: Options = {
  ...shared,
  format: "cjs",
  splitting: false,
  outDir: "packages/cli/dist",
  minifySyntax: true,
  esbuildOptions: (options) => {
    options.define = { "import.meta.filename": "__filename", "import.meta.dirname": "__dirname" };
  },
};

/** What has `import()` of its own is a file of its own; packages/cli/src/documents/import-module.ts says why. */
const besideProgram: NonNullable<Options["esbuildPlugins"]>[number] = {
  name: "beside-program",
  setup: (build) => {
    build.onResolve({ filter: /\/import-module\.ts$/ }, () => ({ path: "./import-module.cjs", external: true }));
  },
};

export default defineConfig([
  {
    ...shared,
    entry: { index: "packages/core/src/index.ts", node: "packages/core/src/node.ts" },
    outDir: "packages/core/dist",
  },
  { ...shared, entry: { index: "packages/azureml/src/index.ts" }, outDir: "packages/azureml/dist" },
  { ...shared, entry: { index: "packages/ray/src/index.ts" }, outDir: "packages/ray/dist" },
  { ...shared, entry: { index: "packages/sagemaker/src/index.ts" }, outDir: "packages/sagemaker/dist" },
  {
    ...shared,
    entry: { index: "packages/yard/src/index.ts", msw: "packages/yard/src/msw.ts" },
    outDir: "packages/yard/dist",
    // Data, built in: Node 20 warns of every JSON module that it imports.
    noExternal: ["@switchyard/sagemaker/schema.data.json"],
  },
  {
    ...command,
    entry: { switchyard: "packages/cli/src/switchyard.ts", "import-module": "packages/cli/src/documents/import-module.ts" },
  },
  {
    // One file: it is read and compiled at once, and a module that is imported lazily runs when it is asked for. The
    // vendors' clients stay outside.
    ...command,
    entry: { program: "packages/cli/src/program.ts" },
    external: [/^@aws-sdk\//, "tsx", "msw"],
    noExternal: [/^@switchyard\//, "valibot", "yaml", "ignore", "tar-stream"],
    skipNodeModulesBundle: false,
    esbuildPlugins: [besideProgram],
    esbuildOptions: (options) => {
      command.esbuildOptions?.(options, { format: "cjs" });
      options.conditions = ["@switchyard/source"];
      options.supported = { "dynamic-import": false };
      options.minifyWhitespace = true;
      // A function, as Node makes one of a CommonJS file: packages/cli/src/start/run-program.ts calls it.
      options.banner = { js: "(function(require,__filename,__dirname){" };
      options.footer = { js: "})" };
    },
  },
]);
