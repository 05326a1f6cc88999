import type { Diagnostic, TranslationInput } from "@switchyard/core";
import { settingSources, type ResolvedSettings } from "../settings.ts";

type Name = keyof typeof settingSources;

/** A warning for each setting that this plan would need and does not have. */
export function findMissingSettings(input: TranslationInput, settings: ResolvedSettings): Diagnostic[] {
  const { address, store, submit, train, kuberay } = settings;
  const { outputs, environment } = input.spec;
  const needs: Readonly<Record<Name, boolean>> = {
    address: submit === "jobs" && address === undefined,
    store: store === undefined && (submit === "kuberay" || (train === "torchtrainer" && outputs?.store === undefined)),
    "kuberay.image": submit === "kuberay" && kuberay.image === undefined && environment?.image === undefined,
  };
  return (Object.keys(settingSources) as Name[]).filter((name) => needs[name]).map(missing);
}

function missing(name: Name): Diagnostic {
  const { variable, example } = settingSources[name];
  const typed = name.includes(".") ? name.replace(".", ": { ") + ` }` : name;
  return {
    severity: "warning",
    code: "missing-setting",
    path: `settings.${name}`,
    message: `The ${name.replace("kuberay.", "")} is not set. The plan holds a placeholder for it.`,
    fix: `Set \`createRay({ ${typed} })\`, ${variable}, or \`platforms.ray.${name}\` in switchyard.config.yaml, such as ${JSON.stringify(example)}.`,
  };
}
