import { defineConfig } from "vitest/config";
import { fromSource, quietVendors } from "./vitest.config.ts";

// Parties that nobody here wrote take their time to start, and share two cores.
export default defineConfig({
  ...fromSource,
  test: {
    // The kit runs in `npm test` as well, on samples of the vendors' schemas; `--full` varies every leaf of them.
    include: ["conformance/**/*.test.ts", "packages/*/src/conformance.test.ts"],
    fileParallelism: false,
    testTimeout: 300_000,
    hookTimeout: 300_000,
    env: quietVendors,
  },
});
