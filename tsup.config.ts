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
  { ...shared, entry: { index: "packages/vertex/src/index.ts" }, outDir: "packages/vertex/dist" },
  {
    ...shared,
    entry: { index: "packages/yard/src/index.ts", msw: "packages/yard/src/msw.ts" },
    outDir: "packages/yard/dist",
    // Data, built in: Node 20 warns of every JSON module that it imports.
    noExternal: ["@switchyard/sagemaker/schema.data.json"],
  },
  {
    // One file and its lazy chunks: a cold start reads little. The vendors' clients stay outside.
    ...shared,
    entry: { switchyard: "packages/cli/src/switchyard.ts" },
    outDir: "packages/cli/dist",
    external: [/^@aws-sdk\//, "tsx", "msw"],
    noExternal: [/^@switchyard\//, "valibot", "yaml", "ignore", "tar-stream"],
    skipNodeModulesBundle: false,
    minifySyntax: true,
    // Packages in the older module format ask for Node's own modules by `require`.
    banner: {
      js: 'import { createRequire as requireOf } from "node:module"; const require = requireOf(import.meta.url);',
    },
    esbuildOptions: (options) => {
      options.conditions = ["@switchyard/source"];
    },
  },
]);
