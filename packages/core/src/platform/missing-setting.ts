import type { Diagnostic } from "../contract/diagnostic.ts";

/** How a user gives a setting to a platform. */
export interface SettingSource {
  /** The platform's id, such as `sagemaker`. */
  readonly platform: string;
  /** The function that makes the platform, such as `createSageMaker`. */
  readonly factory: string;
  /** The setting by name; one within another by its path, such as `kuberay.image`. */
  readonly name: string;
  /** The environment variable that fills it. */
  readonly variable: string;
  /** What one looks like. */
  readonly example: string;
}

/** The warning that a plan holds a placeholder for a setting, and the three ways to give it. */
export function missingSetting({ platform, factory, name, variable, example }: SettingSource): Diagnostic {
  const typed = name.includes(".") ? `${name.replaceAll(".", ": { ")} }` : name;
  return {
    severity: "warning",
    code: "missing-setting",
    path: `settings.${name}`,
    message: `The ${name.split(".").at(-1)} is not set. The plan holds a placeholder for it, which must be filled before the job can be sent.`,
    fix: `Set \`${factory}({ ${typed} })\`, ${variable}, or \`platforms.${platform}.${name}\` in switchyard.config.yaml, such as ${JSON.stringify(example)}.`,
  };
}
