import type { Diagnostic, Placeholder, TranslationInput } from "@switchyard/core";
import { trainingImages, registryAccounts, unlistedRegions } from "../../images.data.ts";
import { findImage, imagePath, nearestVersion, type TrainingImage } from "../../images.ts";
import type { ResolvedSettings } from "../../settings.ts";
import type { Fragment } from "../fragment.ts";

/** The container image: the one that was given, or Hugging Face's own for the transformers release. */
export function imageRule({ spec }: TranslationInput, settings: ResolvedSettings): Fragment {
  const { image: given, python, transformers } = spec.environment ?? {};
  if (given !== undefined)
    return {
      parts: [part("spec:environment.image", given)],
      diagnostics: python === undefined ? [] : [uncheckedPython(python)],
    };
  const version = transformers ?? "5";
  const image = findImage(version);
  if (image === undefined) return { diagnostics: [noImage(version)] };
  const origin = transformers === undefined ? "default" : "spec:environment.transformers";
  return {
    parts: [part(origin, inRegistry(imagePath(image), settings))],
    diagnostics: [...checkPython(python, image), ...checkRegion(settings)],
  };
}

function part(origin: string, image: string | Placeholder): NonNullable<Fragment["parts"]>[number] {
  return { origin, body: { AlgorithmSpecification: { TrainingImage: image } } };
}

function inRegistry(path: string, { registry }: ResolvedSettings): string | Placeholder {
  return registry === undefined ? { $setting: "sagemaker.registry", append: path } : `${registry}${path}`;
}

function noImage(version: string): Diagnostic {
  const near = nearestVersion(version);
  const all = trainingImages.map((image) => image.transformers).join(", ");
  return {
    severity: "error",
    code: "no-image",
    path: "environment.transformers",
    message: `Found ${JSON.stringify(version)}, for which AWS has no training image. It has images with transformers ${all}.`,
    fix: `Use "${near}", the nearest, or give an image of your own as \`environment.image\`.`,
  };
}

function checkPython(python: string | undefined, image: TrainingImage): Diagnostic[] {
  if (python === undefined || python === image.python) return [];
  return [
    {
      severity: "error",
      code: "no-image",
      path: "environment.python",
      message: `Found ${JSON.stringify(python)}. The image with transformers ${image.transformers} has Python ${image.python}.`,
      fix: `Use "${image.python}", leave it out, or give an image of your own as \`environment.image\`.`,
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

function checkRegion({ region }: ResolvedSettings): Diagnostic[] {
  if (region === undefined) return [];
  if (registryAccounts[region] === undefined) {
    const message = `Found ${JSON.stringify(region)}, whose registry of AWS images is not known. Known regions: ${Object.keys(registryAccounts).join(", ")}.`;
    return [
      {
        severity: "error",
        code: "unknown-region",
        path: "settings.region",
        message,
        fix: "Use one of these, or give the whole image as `environment.image`.",
      },
    ];
  }
  if (!unlistedRegions.includes(region)) return [];
  const message = `AWS does not list the Hugging Face training images for ${region}. They may be there all the same; if not, the job fails when it pulls its image.`;
  return [
    {
      severity: "warning",
      code: "unlisted-region",
      path: "settings.region",
      message,
      fix: "Use another region, or give an image that you know to be there as `environment.image`.",
    },
  ];
}
