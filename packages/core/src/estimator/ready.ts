import type { Diagnostic } from "../contract/diagnostic.ts";
import type { JsonValue } from "../contract/json.ts";
import type { NativeRequest, Placeholder, Upload } from "../contract/plan.ts";
import { ConfigError } from "../errors/config-error.ts";
import { fillPlaceholders, findPlaceholders } from "../planning/placeholders.ts";
import { rememberSecrets } from "../redact.ts";
import type { Fitting } from "./fit.ts";

/** A plan with everything known that it takes to send it. */
export interface ReadyPlan<R extends NativeRequest> {
  readonly uploads: readonly { readonly to: string; readonly format: Upload["format"] }[];
  body(request: R, replies: Readonly<Record<string, unknown>>): object;
}

/**
 * Reads settings and secrets for a plan.
 *
 * @throws {ConfigError} with every error of the plan, every missing setting and every missing secret at once.
 */
export function makeReady<R extends NativeRequest>({
  translator,
  host,
  spec,
  plan,
}: Pick<Fitting<R>, "translator" | "host" | "spec" | "plan">): ReadyPlan<R> {
  const issues: Diagnostic[] = plan.diagnostics.filter((diagnostic) => diagnostic.severity === "error");
  const secrets = readSecrets(spec.environment?.secrets ?? {}, host, issues);
  const needed = findPlaceholders([
    plan.uploads.map((upload) => upload.to),
    plan.requests.map((request) => request.body),
  ]);
  for (const name of new Set(
    needed.flatMap(({ placeholder }) => ("$setting" in placeholder ? [placeholder.$setting] : [])),
  )) {
    if (translator.settings[name] === undefined) issues.push(missingSetting(name));
  }
  if (issues.length > 0) throw new ConfigError(issues, { platform: translator.platform });
  rememberSecrets(Object.values(secrets));
  const resolve = (placeholder: Placeholder, replies: Readonly<Record<string, unknown>>): JsonValue => {
    if ("$setting" in placeholder) return `${translator.settings[placeholder.$setting]}${placeholder.append ?? ""}`;
    if ("$secret" in placeholder) return secrets[placeholder.$secret] ?? "";
    return replyAt(replies, placeholder.$reply);
  };
  return {
    uploads: plan.uploads.map(({ to, format }) => ({
      to: String(fillPlaceholders(to, (placeholder) => resolve(placeholder, {}))),
      format,
    })),
    body: (request, replies) => fillPlaceholders(request.body, (placeholder) => resolve(placeholder, replies)),
  };
}

function readSecrets(
  sources: NonNullable<NonNullable<Fitting<NativeRequest>["spec"]["environment"]>["secrets"]>,
  host: Fitting<NativeRequest>["host"],
  issues: Diagnostic[],
): Record<string, string> {
  const values: Record<string, string> = {};
  for (const [name, source] of Object.entries(sources)) {
    if (!("env" in source)) continue;
    const value = host.environment(source.env);
    if (value !== undefined && value !== "") values[name] = value;
    else
      issues.push({
        severity: "error",
        code: "missing-secret",
        path: `environment.secrets.${name}`,
        message: `The variable ${source.env} is not set in this process.`,
        fix: `Set ${source.env} before you call fit().`,
      });
  }
  return values;
}

function missingSetting(name: string): Diagnostic {
  const [platform = "", ...setting] = name.split(".");
  return {
    severity: "error",
    code: "missing-setting",
    path: name,
    message: "This setting is needed to send the plan, and nothing gives it.",
    fix: `Set \`${setting.join(".")}\` in the settings of ${platform}.`,
  };
}

/** `job.TrainingJobArn` → what the step `job` answered under `TrainingJobArn`. */
function replyAt(replies: Readonly<Record<string, unknown>>, path: string): JsonValue {
  return path
    .split(".")
    .reduce<unknown>((at, key) => (at as Record<string, unknown> | undefined)?.[key], replies) as JsonValue;
}
