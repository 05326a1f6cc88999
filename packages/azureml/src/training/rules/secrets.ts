import type { Diagnostic, TranslationInput } from "@switchyard/core";
import { checkSecretName } from "@switchyard/core/platform";
import type { Fragment } from "../fragment.ts";

/** Secrets travel as variables of the job, or by name: the launcher reads those itself, as the job's identity. */
export function secretsRule({ spec }: TranslationInput): Fragment {
  const secrets = Object.entries(spec.environment?.secrets ?? {});
  return {
    job: secrets
      .filter(([, source]) => "env" in source)
      .map(([name]) => ({
        origin: `spec:environment.secrets.${name}`,
        body: { environmentVariables: { [name]: { $secret: name } } },
      })),
    diagnostics: secrets.map(([name, source]) =>
      "env" in source ? readable(name) : checkSecretName(name, source.native, "azure-key-vault"),
    ),
  };
}

function readable(name: string): Diagnostic {
  return {
    severity: "warning",
    code: "readable-secret",
    path: `environment.secrets.${name}`,
    message: `Whoever may read jobs in this workspace can read ${name}: Azure Machine Learning shows a job's variables.`,
    fix: `Use { "native": "https://VAULT.vault.azure.net/secrets/SECRET" }, which the job reads as its identity; else a token with few rights and a short life.`,
  };
}
