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
    diagnostics: secrets.flatMap(([name, source]) => {
      if (!("env" in source)) return [notCarried(name)];
      return spec.launch?.kind === "native" ? [readable(name), unmasked(name)] : [readable(name)];
    }),
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

function notCarried(name: string): Diagnostic {
  return {
    severity: "error",
    code: "unsupported",
    path: `environment.secrets.${name}.native`,
    message: "Secrets of AWS Secrets Manager are not read inside the container.",
    fix: `Use { "env": "${name}" }, which takes the value from the process that calls fit().`,
  };
}
