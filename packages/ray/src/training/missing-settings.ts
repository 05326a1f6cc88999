import type { Diagnostic, TranslationInput } from "@switchyard/core";
import { missingSetting } from "@switchyard/core/platform";
import { staysOnNode } from "./rules/data.ts";
import { settingSources, type ResolvedSettings } from "../settings.ts";

type Name = keyof typeof settingSources;

/** A warning for each setting that this plan would need and does not have. */
export function findMissingSettings(input: TranslationInput, settings: ResolvedSettings): Diagnostic[] {
  const { address, store, submit, train, kuberay } = settings;
  const { outputs, environment } = input.spec;
  const needs: Readonly<Record<Name, boolean>> = {
    address: submit === "jobs" && address === undefined,
    store:
      store === undefined &&
      (submit === "kuberay" || (train === "torchtrainer" && outputs?.store === undefined)) &&
      !staysOnNode(input.spec, input.resources, settings),
    "kuberay.image": submit === "kuberay" && kuberay.image === undefined && environment?.image === undefined,
  };
  return (Object.keys(settingSources) as Name[]).filter((name) => needs[name]).map(missing);
}

const missing = (name: Name): Diagnostic =>
  missingSetting({ platform: "ray", factory: "createRay", name, ...settingSources[name] });
