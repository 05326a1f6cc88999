import type { TrainerSpec } from "@switchyard/core";
import { curatedEnvironment } from "./images.data.ts";

/** The curated environment, as `environmentId` names it. */
export function curatedEnvironmentId(): string {
  const { registry, name, version } = curatedEnvironment;
  return `azureml://registries/${registry}/environments/${name}/versions/${version}`;
}

/** Whether a job of this spec runs in the curated environment, and in none of the user's own. */
export function usesCuratedEnvironment({ environment, platforms }: TrainerSpec): boolean {
  return environment?.image === undefined && platforms?.azureml?.environmentId === undefined;
}

/** What `environment.image` names: an environment that exists already, or an image that needs one. */
export type ImageSource =
  | { readonly kind: "registered"; readonly id: string }
  | { readonly kind: "workspace"; readonly name: string; readonly version: string }
  | { readonly kind: "label"; readonly name: string }
  | { readonly kind: "docker"; readonly image: string };

const inWorkspace = /^azureml:([A-Za-z0-9][\w-]{0,254}):([^:@/\s]+)$/;

/** Tells an image from an environment: `azureml:NAME:VERSION`, `azureml://registries/…` or a whole ARM id. */
export function readImage(given: string): ImageSource {
  const [, name, version] = inWorkspace.exec(given) ?? [];
  if (name !== undefined && version !== undefined) return { kind: "workspace", name, version };
  const [, labelled] = /^azureml:([^/:@]+)(?:@.*)?$/.exec(given) ?? [];
  if (labelled !== undefined) return { kind: "label", name: labelled };
  if (/^(azureml:\/\/|\/subscriptions\/)/i.test(given)) return { kind: "registered", id: given };
  return { kind: "docker", image: given };
}

/**
 * The name of the environment that stands for a docker image. Versions cannot be changed, so the name says the whole
 * image: what no name may hold is written as `_` and its code in hexadecimal.
 */
export function environmentName(image: string): string {
  return `switchyard-${image.replace(/[^A-Za-z0-9-]/g, (character) => `_${(character.codePointAt(0) ?? 0).toString(16).padStart(2, "0")}`)}`;
}

/** The docker image that an environment of ours stands for. */
export function imageOfEnvironment(name: string): string | undefined {
  if (!name.startsWith("switchyard-")) return undefined;
  return name
    .slice("switchyard-".length)
    .replace(/_([0-9a-f]{2})/g, (_all, code: string) => String.fromCodePoint(Number.parseInt(code, 16)));
}
