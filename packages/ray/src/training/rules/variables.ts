import type { Diagnostic, TranslationInput } from "@switchyard/core";
import { checkSecretName } from "@switchyard/core/platform";
import type { ResolvedSettings } from "../../settings.ts";
import type { Part } from "@switchyard/core/platform";
import type { Fragment } from "../fragment.ts";
import type { RayJob } from "../../native-types.ts";
import { onEveryPod } from "./cluster.ts";

/** A variable that Linux hands to a program has at most this many characters. */
const longestVariable = 131_071;

/** Plain variables, so that they are there when a worker's Python starts; the driver fills in their placeholders. */
export function variablesRule({ spec }: TranslationInput): Fragment {
  const variables = Object.entries(spec.environment?.variables ?? {});
  return {
    variables: variables.map(([name, value]) => ({
      origin: `spec:environment.variables.${name}`,
      values: { [name]: value },
    })),
    diagnostics: variables.flatMap(([name, value]) => checkVariable(name, value)),
  };
}

function checkVariable(name: string, value: string): Diagnostic[] {
  const path = `environment.variables.${name}`;
  if (name.length + value.length >= longestVariable) {
    const message = `Found ${value.length} characters. A variable and its name have at most ${longestVariable - 1}; the job would wait for minutes and fail.`;
    return [
      { severity: "error", code: "long-variable", path, message, fix: "Put it into a file of the source folder." },
    ];
  }
  if (!value.includes("${")) return [];
  const message = "Ray replaces `${NAME}` in a variable's value by what that variable says on the node.";
  return [{ severity: "warning", code: "expanded-variable", path, message, fix: "Leave it so if you mean that." }];
}

/** `SECRET/KEY` of the namespace. */
const secretKey = /^([a-z0-9](?:[-a-z0-9.]*[a-z0-9])?)\/([-._a-zA-Z0-9]+)$/;

/** Secrets: variables of the job, or of the pods, which can take them from Kubernetes' own Secrets. */
export function secretsRule({ spec }: TranslationInput, { submit }: ResolvedSettings): Fragment {
  const secrets = Object.entries(spec.environment?.secrets ?? {});
  const held = secrets.filter(([, source]) => "env" in source).map(([name]) => name);
  const diagnostics = secrets.flatMap(([name, source]): Diagnostic[] => {
    if ("env" in source) return [readable(name, submit)];
    if (submit === "jobs") return [checkSecretName(name, source.native, "file")];
    return secretKey.test(source.native) ? [] : [wrongReference(name, source.native)];
  });
  if (submit === "jobs") {
    const job = held.map((name) => ({
      origin: `spec:environment.secrets.${name}`,
      body: { runtime_env: { env_vars: { [name]: { $secret: name } } } },
    }));
    return { job, diagnostics };
  }
  const manifest = secrets.flatMap(([name, source]): Part<RayJob>[] => {
    const variable = "env" in source ? { value: { $secret: name } } : fromSecret(source.native);
    const body = onEveryPod({}, { env: [{ name, ...variable }] });
    return [{ origin: `spec:environment.secrets.${name}`, body }];
  });
  return { manifest, diagnostics };
}

function fromSecret(native: string) {
  const [, name = native, key = ""] = secretKey.exec(native) ?? [];
  return { valueFrom: { secretKeyRef: { name, key } } };
}

function readable(name: string, submit: ResolvedSettings["submit"]): Diagnostic {
  return {
    severity: "warning",
    code: "readable-secret",
    path: `environment.secrets.${name}`,
    message:
      submit === "jobs"
        ? `Whoever can reach the dashboard can read ${name}: Ray shows a job's variables.`
        : `Whoever may read RayJobs and pods in the namespace can read ${name}: it stands in the manifest.`,
    fix:
      submit === "jobs"
        ? "Use a token with few rights and a short life, or set the variable on the cluster's nodes."
        : `Create a Kubernetes Secret and use { "native": "SECRET/KEY" }.`,
  };
}

function wrongReference(name: string, native: string): Diagnostic {
  return {
    severity: "error",
    code: "wrong-value",
    path: `environment.secrets.${name}.native`,
    message: `Found ${JSON.stringify(native)}. Allowed: a Kubernetes Secret of the namespace and its key, as SECRET/KEY.`,
    fix: 'Write it as "huggingface/token".',
  };
}
