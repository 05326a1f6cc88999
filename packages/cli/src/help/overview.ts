import { commands } from "../commands/index.ts";
import { columns } from "./columns.ts";

/** The first page: what this is, how to begin, and where to go on. */
export function overview(version: string): string {
  return `switchyard ${version}: train any Hugging Face Trainer script on any cloud, through its native API.

Begin here. A spec says what to train, in a file of its own:

  name: my-bert
  source: .                      # the folder with your script, which stays as it is
  entryPoint: train.py
  args:                          # transformers.TrainingArguments, by their own names
    num_train_epochs: 3
    learning_rate: 2e-5
  resources:
    accelerator: A10G

Then, without an account and without cost:

  switchyard plan train.yaml --on sagemaker     see exactly what would be sent
  switchyard yard                               run a local SageMaker
  switchyard fit train.yaml --on sagemaker      train, and watch

Commands:
${columns([
  ...Object.entries(commands).map(([name, { summary }]) => [name, summary] as const),
  ["help [COMMAND]", "this, or all about one command"],
])}

A job is a URI, such as sagemaker://us-east-1/training-job/NAME. Any process can pick it up.
Every command takes --json, for programs, and --help.

Settings of a platform come from switchyard.config.{ts,mts,json,yaml,yml} beside the spec or here, from --set, and from
the platform's own environment variables.

Exit codes: 0 ok, 1 the job or a call failed, 2 the input is wrong, 130 interrupted (the job goes on).`;
}
