import type { Diagnostic, TranslationInput } from "@switchyard/core";
import { checkSecretName } from "@switchyard/core/platform";
import type { Fragment } from "../fragment.ts";
import { inEveryPool } from "../pools.ts";

/** Secrets travel as variables of the containers, or by name: the launcher reads those itself, as the service account. */
export function secretsRule({ spec, resources }: TranslationInput): Fragment {
  const secrets = Object.entries(spec.environment?.secrets ?? {});
  return {
    parts: secrets
      .filter(([, source]) => "env" in source)
      .map(([name]) => ({
        origin: `spec:environment.secrets.${name}`,
        body: inEveryPool(resources, { containerSpec: { env: [{ name, value: { $secret: name } }] } }),
      })),
    diagnostics: secrets.map(([name, source]) =>
      "env" in source ? readable(name) : checkSecretName(name, source.native, "gcp-secret-manager"),
    ),
  };
}

function readable(name: string): Diagnostic {
  return {
    severity: "warning",
    code: "readable-secret",
    path: `environment.secrets.${name}`,
    message: `Whoever has aiplatform.customJobs.get in this project can read ${name}: Vertex AI shows a job's variables. It also replaces $(OTHER) in a variable's value, so a value that holds "$(" may arrive changed.`,
    fix: `Use { "native": "projects/PROJECT/secrets/SECRET" }, which the job reads as its service account; else a token with few rights, a short life and no "$(" in it.`,
  };
}
