import { inRoot } from "../shared/paths.mjs";
import { runNode } from "../shared/process.mjs";

/** What a tool prints when it is not content is the problem. */
const tool = (name, script, parameters) => ({
  name,
  async find() {
    const { code, output } = await runNode(inRoot("node_modules", script), parameters);
    return code === 0 ? [] : [output.trim()];
  },
});

/** Checks that one tool of the trade makes on its own. Their rules lie in the configuration files at the root. */
export const toolChecks = [
  tool("format", "oxfmt/bin/oxfmt", ["--check"]),
  tool("lint", "oxlint/bin/oxlint", ["--report-unused-disable-directives", "--deny-warnings"]),
  tool("types of the packages", "typescript/bin/tsc", ["-b"]),
  tool("types of the tests", "typescript/bin/tsc", ["-p", "tsconfig.tests.json"]),
  tool("unused code", "knip/bin/knip.js", ["--no-progress", "--no-config-hints"]),
];
