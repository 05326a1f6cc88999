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
    // The command, and the program that it starts by its compiled code. CommonJS, since that starts faster, and one file,
    // since one is read and compiled at once; a module that is imported lazily runs when it is asked for. The vendors'
    // clients stay outside.
    ...shared,
    format: "cjs",
    splitting: false,
    entry: { switchyard: "packages/cli/src/switchyard.ts", program: "packages/cli/src/program.ts" },
    outDir: "packages/cli/dist",
    external: [/^@aws-sdk\//, "tsx", "msw"],
    noExternal: [/^@switchyard\//, "valibot", "yaml", "ignore", "tar-stream"],
    skipNodeModulesBundle: false,
    esbuildOptions: (options) => {
      options.conditions = ["@switchyard/source"];
      options.minifySyntax = true;
      options.minifyWhitespace = true;
      options.define = { "import.meta.filename": "__filename", "import.meta.dirname": "__dirname" };
    },
  },
]);
