import type { Diagnostic, TranslationInput } from "@switchyard/core";
import type { Fragment } from "../fragment.ts";

/** Secrets travel as variables of the job. Plain variables are the launcher's and stand in the bundle. */
export function secretsRule({ spec }: TranslationInput): Fragment {
  const secrets = Object.entries(spec.environment?.secrets ?? {});
  return {
    parts: secrets
      .filter(([, source]) => "env" in source)
      .map(([name]) => ({
        origin: `spec:environment.secrets.${name}`,
        body: { Environment: { [name]: { $secret: name } } },
      })),
    diagnostics: secrets.map(([name, source]) => ("env" in source ? readable(name) : notCarried(name))),
  };
}

function readable(name: string): Diagnostic {
  return {
    severity: "warning",
    code: "readable-secret",
    path: `environment.secrets.${name}`,
    message: `Whoever may call DescribeTrainingJob in this account can read ${name}: SageMaker shows a job's variables.`,
    fix: "Use a token with few rights and a short life, and restrict sagemaker:DescribeTrainingJob.",
  };
}

function notCarried(name: string): Diagnostic {
  return {
    severity: "error",
    code: "unsupported",
    path: `environment.secrets.${name}.native`,
    message: "Secrets of AWS Secrets Manager are not read inside the container.",
    fix: `Use { "env": "${name}" }, which takes the value from the process that calls fit().`,
  };
}
