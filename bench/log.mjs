/** Memory of a process that follows a log of 1,000,000 lines: what it holds late must be what it held early. */
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

const lineCount = 1_000_000;
/** Megabytes that the peak of the whole may lie above the peak of the first tenth. */
const budget = 40;

const root = fileURLToPath(new URL("..", import.meta.url));
const command = join(root, "packages/cli/dist/switchyard.cjs");
const folder = mkdtempSync(join(tmpdir(), "switchyard-bench-"));

writeFileSync(
  join(folder, "train.py"),
  `import sys\nfor index in range(${lineCount}):\n    sys.stdout.write("line %d of a log that is long\\n" % index)\n`,
);
writeFileSync(join(folder, "train.json"), JSON.stringify({ name: "long-log", source: ".", entryPoint: "train.py" }));
writeFileSync(join(folder, ".switchyardignore"), "yard/\nfollow.mjs\n*.json\n");
writeFileSync(
  join(folder, "switchyard.config.json"),
  JSON.stringify({
    platforms: {
      sagemaker: { region: "us-east-1", role: "arn:aws:iam::000000000000:role/yard", store: "s3://yard/bench" },
    },
  }),
);

/** Runs in a process of its own: follows a job by the library and prints its memory as it goes. */
const follower = `
import { createSageMaker } from ${JSON.stringify(new URL("../packages/sagemaker/dist/index.js", import.meta.url).href)};
const job = createSageMaker({ region: "us-east-1" }).attach(process.argv[2]);
let lines = 0;
let peak = 0;
for await (const event of job.events()) {
  if (event.type !== "log" || !event.line.startsWith("line ")) continue;
  if (event.line !== "line " + lines + " of a log that is long") throw new Error("expected line " + lines + ", got " + event.line);
  lines += 1;
  if (lines % 10000 === 0) {
    peak = Math.max(peak, process.memoryUsage.rss());
    if (lines === ${lineCount / 10}) console.log(JSON.stringify({ lines, peak }));
  }
}
console.log(JSON.stringify({ lines, peak }));
`;
writeFileSync(join(root, "packages/cli/dist/.follow-bench.mjs"), follower);

const yard = spawn(process.execPath, [command, "yard", "--port", "0", "--folder", join(folder, "yard"), "--json"], {
  stdio: ["ignore", "pipe", "inherit"],
});
try {
  const environment = {
    ...process.env,
    AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: "true",
    ...(await firstLine(yard)).environment,
  };
  const fit = await run(
    [command, "fit", join(folder, "train.json"), "--on", "sagemaker", "--detach", "--json"],
    environment,
  );
  const { uri } = JSON.parse(fit.split("\n")[0]);
  await run([command, "wait", uri, "--json"], environment);

  const started = performance.now();
  const [early, whole] = (await run([join(root, "packages/cli/dist/.follow-bench.mjs"), uri], environment))
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
  const seconds = (performance.now() - started) / 1000;
  const megabytes = (bytes) => Math.round(bytes / 2 ** 20);
  const growth = megabytes(whole.peak - early.peak);
  console.log(
    `log: ${whole.lines} lines followed in ${seconds.toFixed(0)} s; peak ${megabytes(early.peak)} MB after the first tenth, ${megabytes(whole.peak)} MB in all: ${growth} MB more (budget ${budget} MB)`,
  );
  process.exitCode = whole.lines === lineCount && growth <= budget ? 0 : 1;
} finally {
  await ended(yard);
  rmSync(folder, { recursive: true, force: true });
  rmSync(join(root, "packages/cli/dist/.follow-bench.mjs"), { force: true });
}

async function firstLine(child) {
  for await (const line of createInterface({ input: child.stdout })) return JSON.parse(line);
  throw new Error("The yard ended before it listened.");
}

function run(parameters, environment) {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, parameters, { env: environment, stdio: ["ignore", "pipe", "inherit"] });
    let output = "";
    child.stdout.setEncoding("utf8").on("data", (text) => (output += text));
    child.once("close", (code) =>
      code === 0 ? resolve(output) : reject(new Error(`${parameters.join(" ")} ended with ${code}`)),
    );
  });
}

function ended(child) {
  return new Promise((resolve) => {
    child.once("exit", resolve);
    child.kill("SIGTERM");
  });
}
