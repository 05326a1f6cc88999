import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

export const root = fileURLToPath(new URL("../..", import.meta.url));
const command = "packages/cli/dist/switchyard.cjs";
const spec = "examples/quickstart/train.yaml";

/** A Node process that does nothing, and `switchyard plan` of the quickstart for these platforms. */
export const bareNode = { parameters: ["-e", "0"] };
export const planFor = (platforms) => ({ parameters: [command, "plan", spec, "--on", platforms, "--json"] });

/**
 * The median wall time of each program's whole process, in milliseconds. They alternate, so that what else the machine does
 * falls on all; the first round warms the disk's cache and does not count. Each process has an empty home of its own and
 * nothing of this process's environment: a variable such as NODE_EXTRA_CA_CERTS slows a bare Node down and would flatter
 * what is compared to it.
 */
export function medians(programs, rounds) {
  const names = Object.keys(programs);
  const times = Object.fromEntries(names.map((name) => [name, []]));
  for (let round = 0; round <= rounds; round += 1) {
    for (const name of names) {
      const took = milliseconds(programs[name]);
      if (round > 0) times[name].push(took);
    }
  }
  return Object.fromEntries(names.map((name) => [name, median(times[name])]));
}

const median = (values) => values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)];

function milliseconds({ executable = process.execPath, parameters, input, cwd = root }) {
  const home = mkdtempSync(join(tmpdir(), "switchyard-home-"));
  const started = performance.now();
  const { status, stderr, error } = spawnSync(executable, parameters, {
    cwd,
    env: { HOME: home, PATH: process.env.PATH },
    input: input === undefined ? "" : JSON.stringify(input),
    stdio: ["pipe", "ignore", "pipe"],
  });
  const took = performance.now() - started;
  rmSync(home, { recursive: true, force: true });
  if (status !== 0) throw new Error(`${executable} ${parameters.join(" ")} ended with ${status}: ${error ?? stderr}`);
  return took;
}
