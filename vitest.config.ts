import { defineConfig, type ViteUserConfig } from "vitest/config";

/** Siblings are tested from source, so that a test run needs no build. */
export const fromSource: ViteUserConfig = {
  resolve: { conditions: ["@switchyard/source"] },
  ssr: { resolve: { conditions: ["@switchyard/source"] } },
};

/** The official AWS client prints a notice about Node 20 in every process. */
export const quietVendors = { AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: "true" };

export default defineConfig({
  ...fromSource,
  test: {
    include: ["packages/*/src/**/*.test.ts", "scripts/**/*.test.mjs", "tests/**/*.test.ts"],
    testTimeout: 20_000,
    env: quietVendors,
  },
});
