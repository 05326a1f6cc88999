import type { Diagnostic, TranslationInput } from "@switchyard/core";
import type { Fragment } from "../fragment.ts";
import { inEveryPool } from "../pools.ts";

/** Secrets travel as variables of the containers. Plain variables are the launcher's and stand in the bundle. */
export function secretsRule({ spec, resources }: TranslationInput): Fragment {
  const secrets = Object.entries(spec.environment?.secrets ?? {});
  return {
    parts: secrets
      .filter(([, source]) => "env" in source)
      .map(([name]) => ({
        origin: `spec:environment.secrets.${name}`,
        body: inEveryPool(resources, { containerSpec: { env: [{ name, value: { $secret: name } }] } }),
      })),
    diagnostics: secrets.map(([name, source]) => ("env" in source ? readable(name) : notCarried(name))),
  };
}

function readable(name: string): Diagnostic {
  return {
    severity: "warning",
    code: "readable-secret",
    path: `environment.secrets.${name}`,
    message: `Whoever has aiplatform.customJobs.get in this project can read ${name}: Vertex AI shows a job's variables. It also replaces $(OTHER) in a variable's value, so a value that holds "$(" may arrive changed.`,
    fix: "Use a token with few rights, a short life and no `$(` in it, or let the script read Secret Manager as the job's service account.",
  };
}

function notCarried(name: string): Diagnostic {
  return {
    severity: "error",
    code: "unsupported",
    path: `environment.secrets.${name}.native`,
    message: "A training job of Vertex AI takes no reference to a secret of Secret Manager.",
    fix: `Use { "env": "${name}" }, which takes the value from the process that calls fit(), or read Secret Manager in the script.`,
  };
}
