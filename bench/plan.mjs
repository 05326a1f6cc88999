/**
 * The whole process of `switchyard plan`, against a bare Node process in the same run. The environment is cleared: a
 * variable such as NODE_EXTRA_CA_CERTS slows a bare Node down and would flatter the ratio.
 */
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const budget = 2.5;
const rounds = 25;

const root = fileURLToPath(new URL("..", import.meta.url));
const home = mkdtempSync(join(tmpdir(), "switchyard-home-"));
const environment = { PATH: process.env.PATH, HOME: home };
const programs = {
  node: ["-e", "0"],
  plan: ["packages/cli/dist/switchyard.cjs", "plan", "examples/quickstart/train.yaml", "--on", "sagemaker", "--json"],
};

function milliseconds(parameters) {
  const started = performance.now();
  const { status, stderr } = spawnSync(process.execPath, parameters, {
    cwd: root,
    env: environment,
    stdio: ["ignore", "ignore", "pipe"],
  });
  if (status !== 0) throw new Error(`node ${parameters.join(" ")} ended with ${status}: ${stderr}`);
  return performance.now() - started;
}

const median = (values) => values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)];

// Alternating, so that what else the machine does falls on both. The first round warms the disk's cache, and is a
// home's first: Switchyard finds no compiled code of its own there.
const first = {};
const times = { node: [], plan: [] };
for (let round = 0; round <= rounds; round += 1) {
  for (const [name, parameters] of Object.entries(programs)) {
    const took = milliseconds(parameters);
    if (round === 0) first[name] = took;
    else times[name].push(took);
  }
}
rmSync(home, { recursive: true });

const node = median(times.node);
const plan = median(times.plan);
const ratio = plan / node;
console.log(
  `plan: ${plan.toFixed(0)} ms, node -e 0: ${node.toFixed(0)} ms, ratio ${ratio.toFixed(2)} (budget ${budget}; median of ${rounds}, alternating; a home's first plan: ${first.plan.toFixed(0)} ms)`,
);
console.log("environment: PATH and an empty HOME alone");
process.exitCode = ratio <= budget ? 0 : 1;
