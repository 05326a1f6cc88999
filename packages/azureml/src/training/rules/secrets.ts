import type { Diagnostic, TranslationInput } from "@switchyard/core";
import type { Fragment } from "../fragment.ts";

/** Secrets travel as variables of the job. Plain variables are the launcher's and stand in the bundle. */
export function secretsRule({ spec }: TranslationInput): Fragment {
  const secrets = Object.entries(spec.environment?.secrets ?? {});
  return {
    job: secrets
      .filter(([, source]) => "env" in source)
      .map(([name]) => ({
        origin: `spec:environment.secrets.${name}`,
        body: { environmentVariables: { [name]: { $secret: name } } },
      })),
    diagnostics: secrets.map(([name, source]) => ("env" in source ? readable(name) : notCarried(name))),
  };
}

function readable(name: string): Diagnostic {
  return {
    severity: "warning",
    code: "readable-secret",
    path: `environment.secrets.${name}`,
    message: `Whoever may read jobs in this workspace can read ${name}: Azure Machine Learning shows a job's variables.`,
    fix: "Use a token with few rights and a short life, or let the script read Key Vault as the job's identity.",
  };
}

function notCarried(name: string): Diagnostic {
  return {
    severity: "error",
    code: "unsupported",
    path: `environment.secrets.${name}.native`,
    message: "A job of Azure Machine Learning takes no reference to a secret; only its endpoints do.",
    fix: `Use { "env": "${name}" }, which takes the value from the process that calls fit(), or read Key Vault in the script.`,
  };
}
