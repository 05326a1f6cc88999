/**
 * The whole process of `switchyard plan`, for one platform and for all four, against a bare Node process in the same run.
 */
import { bareNode, medians, planFor } from "./support/measure.mjs";

const budget = 2.5;
const rounds = 25;

const { node, ...plans } = medians(
  { node: bareNode, sagemaker: planFor("sagemaker"), "all four": planFor("sagemaker,vertex,azureml,ray") },
  rounds,
);

let isOver = false;
for (const [name, took] of Object.entries(plans)) {
  const ratio = took / node;
  isOver ||= ratio > budget;
  console.log(
    `plan for ${name}: ${took.toFixed(0)} ms, node -e 0: ${node.toFixed(0)} ms, ratio ${ratio.toFixed(2)} (budget ${budget})`,
  );
}
console.log(`median of ${rounds}, alternating; each process with an empty home, and PATH for its environment`);
process.exitCode = isOver ? 1 : 0;
