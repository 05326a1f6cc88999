import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { root, switchyardBin } from "../shared/paths.mjs";
import { SetupError } from "../shared/say.mjs";

const startLimit = 30_000;
const endLimit = 15_000;

/**
 * A yard as a process of its own, on a free port.
 *
 * @returns its `url`, its `environment`, for commands that should talk to it, and `end()`, which waits until it is gone.
 */
export async function startYard(python, bin = switchyardBin) {
  const child = spawn(process.execPath, [bin, "yard", "--port", "0", "--json"], {
    cwd: root,
    env: { ...process.env, SWITCHYARD_PYTHON: python },
    stdio: ["ignore", "pipe", "pipe"],
    // In a group of its own, so that Ctrl-C in a terminal stops the training first and the yard after it.
    detached: true,
  });
  let words = "";
  child.stderr.setEncoding("utf8").on("data", (text) => (words += text));
  // Whatever ends this process, no yard stays behind.
  const kill = () => child.exitCode === null && child.kill("SIGKILL");
  process.on("exit", kill);
  const gone = new Promise((resolve) => child.once("exit", resolve).once("error", resolve));

  const end = async () => {
    if (child.exitCode === null && child.signalCode === null) child.kill("SIGTERM");
    const timer = setTimeout(kill, endLimit);
    await gone;
    clearTimeout(timer);
    process.off("exit", kill);
  };

  const greeting = await firstLine(child, gone);
  if (greeting === undefined) {
    await end();
    throw new SetupError(`${words}\nThe yard did not start.`);
  }
  return { ...JSON.parse(greeting), end };
}

/** The child's first line; undefined when it ends or takes too long. What follows is read and dropped. */
async function firstLine(child, gone) {
  const lines = createInterface({ input: child.stdout });
  let timer;
  const line = new Promise((resolve) => lines.once("line", resolve));
  const late = new Promise((resolve) => (timer = setTimeout(resolve, startLimit)));
  const first = await Promise.race([line, gone.then(() => undefined), late.then(() => undefined)]);
  clearTimeout(timer);
  return first;
}
