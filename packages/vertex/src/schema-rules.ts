import { flexibleRules } from "./flexible-rules.ts";
import { jobRules } from "./job-rules.ts";
import { machineRules } from "./machine-rules.ts";
import type { CustomJobSpec } from "./native-types.gen.ts";
import { poolRules } from "./pool-rules.ts";
import type { AnyBody, RequestRule, Subject } from "./request-rule.ts";
import { studyRules } from "./study-rules.ts";

/** A rule that a body breaks, and where. */
interface Broken extends Omit<RequestRule, "broken"> {
  /** JSON pointer below the body. */
  readonly at: string;
}

/** Every place of a body that breaks a rule. */
export function checkRules(body: AnyBody): Broken[] {
  const isSearch = body.trialJobSpec !== undefined;
  const spec: Partial<CustomJobSpec> = (isSearch ? body.trialJobSpec : body.jobSpec) ?? {};
  const at = isSearch ? "/trialJobSpec" : "/jobSpec";
  const subject: Subject = { body, spec, at, pools: spec.workerPoolSpecs ?? [] };
  return [...jobRules, ...poolRules, ...machineRules, ...flexibleRules, ...studyRules].flatMap(({ broken, ...rule }) =>
    broken(subject).map((pointer) => ({ ...rule, at: pointer })),
  );
}
