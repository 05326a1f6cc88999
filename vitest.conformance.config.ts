import { defineConfig } from "vitest/config";
import { fromSource, quietVendors } from "./vitest.config.ts";

// Parties that nobody here wrote take their time to start, and share two cores.
export default defineConfig({
  ...fromSource,
  test: {
    include: ["conformance/**/*.test.ts"],
    fileParallelism: false,
    testTimeout: 300_000,
    hookTimeout: 300_000,
    env: quietVendors,
  },
});
