import { accelerators, type Diagnostic, type TranslationInput } from "@switchyard/core";
import { curatedEnvironment } from "../../images.data.ts";
import { curatedEnvironmentId, environmentName, readImage, usesCuratedEnvironment } from "../../images.ts";
import type { ResolvedSettings } from "../../settings.ts";
import { inWorkspace } from "../../uri.ts";
import type { Fragment } from "../fragment.ts";

/** The environment: the one that was given, one that registers the given docker image, or Azure's curated one. */
export function imageRule(input: TranslationInput, settings: ResolvedSettings): Fragment {
  const { image: given, python } = input.spec.environment ?? {};
  if (given === undefined) return curated(input);
  const diagnostics = python === undefined ? [] : [uncheckedPython(python)];
  const origin = "spec:environment.image";
  const source = readImage(given);
  if (source.kind === "registered") return { job: [{ origin, body: { environmentId: source.id } }], diagnostics };
  if (source.kind === "workspace") {
    const environmentId = inWorkspace(`/environments/${source.name}/versions/${source.version}`, settings);
    return { job: [{ origin, body: { environmentId } }], diagnostics };
  }
  if (source.kind === "label") return { diagnostics: [...diagnostics, withoutVersion(given, source.name)] };
  const name = environmentName(source.image);
  const job = [{ origin, body: { environmentId: inWorkspace(environmentPath(name), settings) } }];
  if (name.length <= 255) return { job, environment: { name, image: source.image, origin }, diagnostics };
  const message = `Found an image of ${source.image.length} characters, whose environment would have a name of ${name.length}. Allowed: 255.`;
  const fix = "Register the environment yourself and give it as azureml:NAME:VERSION.";
  return {
    job,
    diagnostics: [...diagnostics, { severity: "error", code: "long-name", path: "environment.image", message, fix }],
  };
}

function withoutVersion(given: string, name: string): Diagnostic {
  return {
    severity: "error",
    code: "no-version",
    path: "environment.image",
    message: `Found ${JSON.stringify(given)}. A plan cannot ask which version that is, and it may be another one tomorrow.`,
    fix: `Write azureml:${name}:VERSION; \`az ml environment list --name ${name}\` tells the versions.`,
  };
}

/** Versions cannot be changed, and the name says the whole image: there is never a second one. */
export const environmentPath = (name: string): string => `/environments/${name}/versions/1`;

function curated(input: TranslationInput): Fragment {
  const job = [{ origin: "default", body: { environmentId: curatedEnvironmentId() } }];
  if (!usesCuratedEnvironment(input.spec)) return { job };
  return { job, diagnostics: [...checkPython(input), ...checkAccelerator(input)] };
}

function checkPython({ spec }: TranslationInput): Diagnostic[] {
  const { python } = spec.environment ?? {};
  if (python === undefined || python === curatedEnvironment.python) return [];
  return [
    {
      severity: "error",
      code: "no-image",
      path: "environment.python",
      message: `Found ${JSON.stringify(python)}. The curated environment ${curatedEnvironment.name} has Python ${curatedEnvironment.python}.`,
      fix: `Use "${curatedEnvironment.python}", leave it out, or give an image of your own as \`environment.image\`.`,
    },
  ];
}

function checkAccelerator({ resources }: TranslationInput): Diagnostic[] {
  if (accelerators[resources.accelerator].kind !== "amd") return [];
  return [
    {
      severity: "error",
      code: "no-image",
      path: "environment.image",
      message: `The curated environment is built for CUDA, and ${resources.accelerator} is no NVIDIA accelerator.`,
      fix: "Give an image with ROCm as `environment.image`, such as rocm/pytorch with a release.",
    },
  ];
}

function uncheckedPython(python: string): Diagnostic {
  return {
    severity: "warning",
    code: "not-checked",
    path: "environment.python",
    message: `The image given as \`environment.image\` decides the Python release; whether it is ${python} cannot be told from here.`,
    fix: "Leave `environment.python` out.",
  };
}
