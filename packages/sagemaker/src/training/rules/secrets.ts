import type { Diagnostic, TranslationInput } from "@switchyard/core";
import { checkSecretName } from "@switchyard/core/platform";
import type { Fragment } from "../fragment.ts";

/** Secrets travel as variables of the job, or by name: the launcher reads those itself, as the job's identity. */
export function secretsRule({ spec }: TranslationInput): Fragment {
  const secrets = Object.entries(spec.environment?.secrets ?? {});
  return {
    parts: secrets
      .filter(([, source]) => "env" in source)
      .map(([name]) => ({
        origin: `spec:environment.secrets.${name}`,
        body: { Environment: { [name]: { $secret: name } } },
      })),
    diagnostics: secrets.flatMap(([name, source]) => {
      const unfit = spec.launch?.kind === "native" ? [unmasked(name)] : [];
      if ("env" in source) return [readable(name), ...unfit];
      return [checkSecretName(name, source.native, "aws-secrets-manager"), ...unfit];
    }),
  };
}

function readable(name: string): Diagnostic {
  return {
    severity: "warning",
    code: "readable-secret",
    path: `environment.secrets.${name}`,
    message: `Whoever may call DescribeTrainingJob in this account can read ${name}: SageMaker shows a job's variables.`,
    fix: `Use { "native": "ARN" } of AWS Secrets Manager, which the job reads with its role; else a token with few rights and a short life.`,
  };
}

/** The image's own launcher prints what the script prints: only Switchyard's takes secrets out of it. */
function unmasked(name: string): Diagnostic {
  return {
    severity: "error",
    code: "unmasked-secret",
    path: `environment.secrets.${name}`,
    message: `With launch.kind "native" nothing takes ${name} out of what the script prints, and the log is kept.`,
    fix: 'Use `launch: { kind: "spawn" }`, or leave the secret out.',
  };
}
