import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** The root of the repository. */
export const root = fileURLToPath(new URL("../..", import.meta.url)).replace(/[\\/]$/, "");

export const inRoot = (...parts) => join(root, ...parts);

/** Where suites leave their counts and set-ups their stamps. Ignored by git. */
export const resultsFolder = inRoot(".results");

/** The command line as it was built. */
export const switchyardBin = inRoot("packages/cli/dist/switchyard.cjs");
