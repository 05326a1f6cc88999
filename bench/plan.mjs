/** The whole process of `switchyard plan`, against a bare Node process in the same run. */
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";

const budget = 2.5;
const rounds = 15;

const root = fileURLToPath(new URL("..", import.meta.url));
const programs = {
  node: ["-e", "0"],
  plan: ["packages/cli/dist/switchyard.js", "plan", "examples/quickstart/train.yaml", "--on", "sagemaker", "--json"],
};

function milliseconds(parameters) {
  const started = performance.now();
  const { status, stderr } = spawnSync(process.execPath, parameters, {
    cwd: root,
    stdio: ["ignore", "ignore", "pipe"],
  });
  if (status !== 0) throw new Error(`node ${parameters.join(" ")} ended with ${status}: ${stderr}`);
  return performance.now() - started;
}

const median = (values) => values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)];

// Alternating, so that what else the machine does falls on both. The first round warms the disk's cache.
const times = { node: [], plan: [] };
for (let round = 0; round <= rounds; round += 1) {
  for (const [name, parameters] of Object.entries(programs)) {
    const took = milliseconds(parameters);
    if (round > 0) times[name].push(took);
  }
}

const node = median(times.node);
const plan = median(times.plan);
const ratio = plan / node;
console.log(
  `plan: ${plan.toFixed(0)} ms, node -e 0: ${node.toFixed(0)} ms, ratio ${ratio.toFixed(2)} (budget ${budget}; median of ${rounds}, alternating)`,
);
process.exitCode = ratio <= budget ? 0 : 1;
