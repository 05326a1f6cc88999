/** Calls a minute and memory of one process that watches many jobs on SageMaker: both must not grow with the jobs. */
import { spawn } from "node:child_process";
import { createServer } from "node:http";
import { createInterface } from "node:readline";

const counts = [100, 1000];
/** Milliseconds between two looks, and how long the jobs are watched after each was described once. */
const pollInterval = 1000;
const watched = 20_000;
const settled = 4000;
/** Calls a minute that a thousand jobs may cost more than a hundred, and megabytes for each further thousand jobs. */
const budget = { calls: 20, memory: 40 };

const watcher = `
import { watchJobs } from ${JSON.stringify(new URL("../packages/core/dist/index.js", import.meta.url).href)};
import { createSageMaker } from ${JSON.stringify(new URL("../packages/sagemaker/dist/index.js", import.meta.url).href)};
const [endpoint, count] = process.argv.slice(1);
const credentials = { accessKeyId: "bench", secretAccessKey: "bench" };
const platforms = [createSageMaker({ region: "us-east-1", endpoint, credentials, pollInterval: ${pollInterval} })];
const uris = Array.from({ length: Number(count) }, (_, index) => "sagemaker://us-east-1/training-job/job-" + index);
let seen = 0;
for await (const snapshot of watchJobs(uris, { platforms })) {
  seen += 1;
  if (seen === uris.length) {
    // What changed while the many were described comes with the first lists.
    setTimeout(() => console.log("described"), ${settled});
    setTimeout(() => {
      globalThis.gc();
      console.log(JSON.stringify({ seen, memory: process.memoryUsage().heapUsed / 1e6 }));
      process.exit();
    }, ${settled + watched});
  }
}
`;

/** A SageMaker whose jobs train; one of them changes in each second. */
function serve() {
  const modified = new Map();
  const calls = {};
  const begun = Date.now() / 1000;
  const summary = (name) => ({
    TrainingJobName: name,
    TrainingJobArn: `arn:aws:sagemaker:us-east-1:000000000000:training-job/${name}`,
    CreationTime: begun,
    LastModifiedTime: modified.get(name) ?? begun,
    TrainingJobStatus: "InProgress",
    SecondaryStatus: "Training",
  });
  const answers = {
    ListTags: () => ({ Tags: [] }),
    ListTrainingJobs: ({ LastModifiedTimeAfter }) => ({
      TrainingJobSummaries: [...modified]
        .filter(([, time]) => time > LastModifiedTimeAfter)
        .map(([name]) => summary(name)),
    }),
    DescribeTrainingJob: ({ TrainingJobName: name }) => ({
      ...summary(name),
      SecondaryStatusTransitions: [
        { Status: "Starting", StartTime: begun },
        { Status: "Training", StartTime: modified.get(name) ?? begun },
      ],
    }),
  };
  const server = createServer(async (request, response) => {
    const operation = String(request.headers["x-amz-target"]).split(".")[1];
    calls[operation] = (calls[operation] ?? 0) + 1;
    let text = "";
    for await (const chunk of request) text += chunk;
    response.setHeader("content-type", "application/x-amz-json-1.1");
    response.end(JSON.stringify(answers[operation](JSON.parse(text))));
  });
  let turn = 0;
  const timer = setInterval(() => modified.set(`job-${turn++ % 100}`, Date.now() / 1000), 1000);
  return new Promise((resolve) => {
    server.listen(0, "127.0.0.1", () => {
      const close = () => {
        clearInterval(timer);
        server.close();
      };
      resolve({ url: `http://127.0.0.1:${server.address().port}`, calls, close });
    });
  });
}

async function watch(count) {
  const { url, calls, close } = await serve();
  const parameters = ["--expose-gc", "--input-type=module", "--eval", watcher, "--", url, String(count)];
  const environment = { PATH: process.env.PATH, AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: "true" };
  const child = spawn(process.execPath, parameters, { env: environment, stdio: ["ignore", "pipe", "inherit"] });
  let before = {};
  let figures;
  for await (const line of createInterface({ input: child.stdout })) {
    if (line === "described") before = { ...calls };
    else figures = JSON.parse(line);
  }
  close();
  if (figures === undefined) throw new Error("The watching process ended too early.");
  const perMinute = (operation) => (((calls[operation] ?? 0) - (before[operation] ?? 0)) * 60_000) / watched;
  return { count, lists: perMinute("ListTrainingJobs"), descriptions: perMinute("DescribeTrainingJob"), ...figures };
}

const results = [];
for (const count of counts) results.push(await watch(count));
for (const { count, lists, descriptions, memory } of results)
  console.log(
    `watch  ${count} jobs, a look each ${pollInterval} ms, 60 changes a minute: ${lists.toFixed(0)} lists and ` +
      `${descriptions.toFixed(0)} descriptions a minute, ${memory.toFixed(1)} MB of heap`,
  );
const [few, many] = results;
const more = many.lists + many.descriptions - few.lists - few.descriptions;
const memory = ((many.memory - few.memory) * 1000) / (many.count - few.count);
const holds = more <= budget.calls && memory <= budget.memory;
console.log(
  `watch  ${more.toFixed(0)} calls a minute more for ten times the jobs (at most ${budget.calls}), ` +
    `${memory.toFixed(1)} MB for a thousand jobs (at most ${budget.memory}): ${holds ? "ok" : "over"}`,
);
process.exitCode = holds ? 0 : 1;
