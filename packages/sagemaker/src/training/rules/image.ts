import type { Diagnostic, Placeholder, TranslationInput } from "@switchyard/core";
import { registryAccounts } from "../../images.data.ts";
import { chooseImage, familyOf, nearestVersion, type Image, type ImageFamily } from "../../images.ts";
import type { ResolvedSettings } from "../../settings.ts";
import type { Fragment } from "../fragment.ts";

/** The container image: the one that was given, or AWS's own for the accelerator and the transformers release. */
export function imageRule({ spec }: TranslationInput, settings: ResolvedSettings): Fragment {
  const { image: given, python, transformers } = spec.environment ?? {};
  if (given !== undefined)
    return {
      parts: [part("spec:environment.image", given)],
      diagnostics: python === undefined ? [] : [uncheckedPython(python)],
    };
  const family = familyOf(spec);
  const version = transformers ?? "5";
  const image = chooseImage(family, version);
  if (image === undefined) return { diagnostics: [noImage(version, family)] };
  return {
    parts: [part(originOf(spec, family), inRegistry(image, family, settings))],
    diagnostics: [...checkPython(python, image), ...checkRegion(settings, family), ...checkTransformers(image)],
  };
}

function originOf({ environment }: TranslationInput["spec"], { name }: ImageFamily): string {
  if (name === "smp") return "spec:platforms.sagemaker.HyperParameters.mp_parameters";
  return environment?.transformers === undefined ? "default" : "spec:environment.transformers";
}

function part(origin: string, image: string | Placeholder): NonNullable<Fragment["parts"]>[number] {
  return { origin, body: { AlgorithmSpecification: { TrainingImage: image } } };
}

function inRegistry({ path }: Image, { name }: ImageFamily, settings: ResolvedSettings): string | Placeholder {
  const setting = name === "smp" ? "smpRegistry" : "registry";
  const host = settings[setting];
  return host === undefined ? { $setting: `sagemaker.${setting}`, append: path } : `${host}${path}`;
}

function noImage(version: string, family: ImageFamily): Diagnostic {
  const near = nearestVersion(family, version);
  const all = family.images.map((image) => image.transformers).join(", ");
  const kind = family.name === "neuron" ? "training image for Trainium" : "training image";
  return {
    severity: "error",
    code: "no-image",
    path: "environment.transformers",
    message: `Found ${JSON.stringify(version)}, for which AWS has no ${kind}. It has images with transformers ${all}.`,
    fix: `Use "${near}", the nearest, or give an image of your own as \`environment.image\`.`,
  };
}

function checkPython(python: string | undefined, image: Image): Diagnostic[] {
  if (python === undefined || python === image.python) return [];
  const release = image.transformers === undefined ? "" : ` with transformers ${image.transformers}`;
  return [
    {
      severity: "error",
      code: "no-image",
      path: "environment.python",
      message: `Found ${JSON.stringify(python)}. The image${release} has Python ${image.python}.`,
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

/** The library's images come without transformers, which the requirements have to bring. */
function checkTransformers({ transformers }: Image): Diagnostic[] {
  if (transformers !== undefined) return [];
  return [
    {
      severity: "warning",
      code: "not-checked",
      path: "environment.transformers",
      message: "The image of the model parallelism library holds no transformers.",
      fix: "Name its release in a requirements.txt, and that file in `environment.requirements`.",
    },
  ];
}

function checkRegion({ region }: ResolvedSettings, family: ImageFamily): Diagnostic[] {
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
  if (family.isListed(region)) return [];
  const message = `AWS does not list these images for ${region}. They may be there all the same; if not, the job fails when it pulls its image.`;
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
