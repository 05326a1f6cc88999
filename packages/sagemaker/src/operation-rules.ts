import type { CreateHyperParameterTuningJobRequest } from "@aws-sdk/client-sagemaker";
import { channelRules } from "./channel-rules.ts";
import { requestRules, type JobMembers } from "./schema-rules.ts";
import { tuningRules } from "./tuning-rules.ts";

/** One rule that a body breaks. */
export interface Broken {
  readonly code: string;
  /** JSON pointer below the body. */
  readonly at: string;
  readonly message: string;
  readonly fix: string;
}

/** The rules that the model cannot say, and that a body of this operation breaks. The body has the types of the model. */
export function checkRules(operation: string, body: object): Broken[] {
  if (operation === "CreateTrainingJob") return checkJob(body, "");
  if (operation !== "CreateHyperParameterTuningJob") return [];
  const search = body as Partial<CreateHyperParameterTuningJobRequest>;
  const job = search.TrainingJobDefinition ?? {};
  return [
    ...tuningRules.filter((rule) => rule.broken(search)),
    ...checkJob(job as JobMembers, "/TrainingJobDefinition"),
  ];
}

function checkJob(body: JobMembers, at: string): Broken[] {
  const ofJob = requestRules.filter((rule) => rule.broken(body));
  const ofChannels = (body.InputDataConfig ?? []).flatMap((channel, index) =>
    channelRules
      .filter((rule) => rule.broken(channel, body))
      .map((rule) => ({ ...rule, at: `/InputDataConfig/${index}${rule.at}` })),
  );
  return [...ofJob, ...ofChannels].map((rule) => ({ ...rule, at: `${at}${rule.at}` }));
}
