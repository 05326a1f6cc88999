import { buildJavaScript } from "../setup/build.mjs";
import { setUpPython } from "../setup/python.mjs";
import { setUpWorkspace } from "../setup/workspace.mjs";
import { switchyardBin } from "../shared/paths.mjs";
import { runNode } from "../shared/process.mjs";
import { begin, record } from "../shared/results.mjs";
import { say } from "../shared/say.mjs";
import { startYard } from "../setup/yard.mjs";

const spec = "examples/quickstart/train.yaml";
const on = ["--on", "sagemaker"];
/** Ctrl-C, a polite kill, and a terminal that was closed. */
const signals = ["SIGINT", "SIGTERM", "SIGHUP"];

/** Trains the quickstart on a yard of its own; the exit code is that of `switchyard fit`. */
export async function run() {
  begin("start");
  const code = await start();
  record("start", { passed: code === 0 ? 1 : 0, failed: code === 0 ? 0 : 1, skipped: 0 });
  return code;
}

async function start() {
  await setUpWorkspace();
  await buildJavaScript();

  say(`the plan, without network or credentials: switchyard plan ${spec} ${on.join(" ")}`);
  const plan = await runNode(switchyardBin, ["plan", spec, ...on], { live: true });
  if (plan.code !== 0) return plan.code;

  const python = await setUpPython("transformers5").catch((error) => {
    if (error.name === "SetupError") error.message += "\nThe plan above needed no Python; only the training does.";
    throw error;
  });

  // Ctrl-C reaches the training as well: it answers, and the yard is ended after it.
  let interrupted = false;
  const onInterrupt = () => (interrupted = true);
  for (const signal of signals) process.on(signal, onInterrupt);
  const yard = await startYard(python);
  say(`the yard, a local stand-in of SageMaker, S3 and CloudWatch Logs, answers at ${yard.url}`);
  try {
    const { code, closing } = await train(yard.environment);
    await yard.end();
    if (closing !== undefined) console.log(closing);
    return interrupted ? 130 : code;
  } finally {
    await yard.end();
    for (const signal of signals) process.off(signal, onInterrupt);
  }
}

async function train(environment) {
  // A name of its own: the same name would find the earlier job instead of training again.
  const fit = ["fit", spec, ...on, "--run", `start-${Date.now().toString(36)}`];
  say(`training (a minute or less): switchyard ${fit.join(" ")}`);
  const { code } = await runNode(switchyardBin, fit, { live: true, environment });
  if (code !== 0) return { code };
  // The same run once more: its job is found, not created a second time, and says how well it did.
  const { stdout } = await runNode(switchyardBin, [...fit, "--json"], { environment });
  return { code, closing: closingWords(lastNumber(stdout, "eval_accuracy"), lastNumber(stdout, "eval_chance")) };
}

const closingWords = (accuracy = Number.NaN, chance = Number.NaN) => `
An unmodified Trainer script reached an evaluation accuracy of ${accuracy.toFixed(3)}.
Always naming the most frequent language would reach ${chance.toFixed(3)}.

Try next:
  npx switchyard plan ${spec} --on sagemaker --json    the exact request, as a document
  change a number in ${spec} and npm start again
  npm test
`;

/** The last value of a metric in newline-delimited JSON. */
const lastNumber = (text, name) => {
  const last = [...text.matchAll(new RegExp(`"${name}":\\s*([-+.\\deE]+)`, "g"))].at(-1)?.[1];
  return last === undefined ? undefined : Number(last);
};
