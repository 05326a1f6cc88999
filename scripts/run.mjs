#!/usr/bin/env node
/** The root commands: `node scripts/run.mjs COMMAND [arguments]`. Needs nothing but Node; sets up the rest. */

const commands = {
  start: {
    module: "./commands/start.mjs",
    does: "set up, build, and train the quickstart on a local stand-in of SageMaker",
  },
  test: { module: "./commands/test.mjs", does: "run the tests; further arguments go to vitest" },
  check: { module: "./commands/check.mjs", does: "format, lint, types, structure, unused code, packed packages" },
  conformance: {
    module: "./commands/conformance.mjs",
    does: "hold Switchyard against software that others wrote; --full for all of it",
  },
  bench: { module: "./commands/bench.mjs", does: "measure what has a budget" },
  build: { module: "./commands/build.mjs", does: "build every package's JavaScript and declarations" },
  generate: { module: "./commands/generate.mjs", does: "write the generated files again from their sources" },
  format: { module: "./commands/format.mjs", does: "format every file" },
  report: { module: "./commands/report.mjs", does: "sum up what the suites wrote to .results" },
};

const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
const [name = "help", ...rest] = process.argv.slice(2);
const command = Object.hasOwn?.(commands, name) ? commands[name] : undefined;

if (major < 20 || (major === 20 && minor < 19)) {
  console.error(`Switchyard needs Node 20.19 or newer, and this is Node ${process.versions.node}.`);
  process.exitCode = 1;
} else if (command === undefined) {
  const lines = Object.entries(commands).map(([word, { does }]) => `  ${word.padEnd(12)} ${does}`);
  console.error(["Usage: node scripts/run.mjs COMMAND", "", ...lines].join("\n"));
  process.exitCode = name === "help" ? 0 : 2;
} else {
  const { run } = await import(command.module);
  // npm passes `--` on to the script when it is written twice.
  process.exitCode = await run(rest.filter((word) => word !== "--")).catch(explain);
}

/** A set-up that cannot go on has said everything in its message; anything else is ours and shows its stack. */
function explain(error) {
  console.error(error.name === "SetupError" ? `\n${error.message}` : error);
  return 1;
}
