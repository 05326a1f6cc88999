import { nearest, type Diagnostic, type TrainerSpec, type TranslationInput } from "@switchyard/core";
import type { ImageRow } from "../../images.data.ts";
import { blackwell, blackwellCuda, chooseImage, imagesFor, uriOfImage } from "../../images.ts";
import type { VertexTraining } from "../../native-types.ts";
import type { Fragment } from "../fragment.ts";
import { inEveryPool } from "../pools.ts";
import { overridesOf } from "./overrides.ts";

type VertexPools = NonNullable<NonNullable<VertexTraining["jobSpec"]>["workerPoolSpecs"]>;

/** The container image: the one that was given, or Hugging Face's for the accelerator and the transformers release. */
export function imageRule(input: TranslationInput): Fragment {
  const { spec, resources } = input;
  const { python, transformers } = spec.environment ?? {};
  const given = imageOf(spec);
  const part = (origin: string, imageUri: string) => ({
    origin,
    body: inEveryPool(resources, { containerSpec: { imageUri } }),
  });
  if (given !== undefined)
    return {
      parts: [part(given.origin, given.image)],
      diagnostics: python === undefined ? [] : [uncheckedPython(python)],
    };
  const image = chooseImage(resources.accelerator, transformers ?? "5");
  if (image === undefined) return { diagnostics: [noImage(input)] };
  const origin = transformers === undefined ? "default" : "spec:environment.transformers";
  return {
    parts: [part(origin, uriOfImage(image))],
    diagnostics: [...checkPython(python, image), ...checkPublished(image), ...checkCuda(input, image)],
  };
}

/**
 * The image that a spec names: for every platform, or for Vertex AI alone as the chief's, which then is that of all nodes.
 */
export function imageOf(spec: TrainerSpec): { readonly image: string; readonly origin: string } | undefined {
  const image = spec.environment?.image;
  if (image !== undefined) return { image, origin: "spec:environment.image" };
  // A spec may come from JavaScript or a file, where an override is anything at all; its types are checked in the end.
  const pools: unknown = overridesOf({ spec }).jobSpec?.workerPoolSpecs;
  const own: unknown = Array.isArray(pools) ? (pools as VertexPools)[0]?.containerSpec?.imageUri : undefined;
  if (typeof own !== "string" || own === "") return undefined;
  return { image: own, origin: "spec:platforms.vertex.jobSpec.workerPoolSpecs[0].containerSpec.imageUri" };
}

function noImage({ spec, resources }: TranslationInput): Diagnostic {
  const version = spec.environment?.transformers ?? "5";
  const releases = imagesFor(resources.accelerator).map(({ transformers }) => transformers);
  const near = nearest(version, releases) ?? releases.at(-1) ?? "";
  return {
    severity: "error",
    code: "no-image",
    path: "environment.transformers",
    message: `Found ${JSON.stringify(version)}, for which Hugging Face has no training image on Google Cloud. It has images with transformers ${releases.join(", ")}; Google's own training images have none.`,
    fix: `Give an image of your own as \`environment.image\`, with python3, torch and transformers ${version} in it; or use "${near.split(".").slice(0, 2).join(".")}".`,
  };
}

function checkPython(python: string | undefined, image: ImageRow): Diagnostic[] {
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
    message: `The image that is given decides the Python release; whether it is ${python} cannot be told from here.`,
    fix: "Leave `environment.python` out.",
  };
}

function checkPublished({ unseen, transformers, name }: ImageRow): Diagnostic[] {
  if (unseen !== true) return [];
  return [
    {
      severity: "warning",
      code: "unlisted-image",
      path: "environment.transformers",
      message: `Hugging Face's sources have an image with transformers ${transformers}, and no public list shows it. If it is not there, the job fails when it pulls ${name}.`,
      fix: "Look for it with `gcloud container images list`, or build it and give it as `environment.image`.",
    },
  ];
}

/** The newest release of CUDA that the hosts of older GPUs were seen to have. */
const hostCuda = 12.6;

function checkCuda({ resources: { accelerator } }: TranslationInput, { cuda }: ImageRow): Diagnostic[] {
  if (cuda === undefined || accelerator === "cpu") return [];
  const problem = { code: "no-image", path: "environment.image" } as const;
  if (accelerator === "GB200") {
    const message = "Machines with GB200 have Arm processors, and Hugging Face's images are for x86.";
    return [{ ...problem, severity: "error", message, fix: "Give an image for arm64 as `environment.image`." }];
  }
  if (blackwell.includes(accelerator)) {
    if (cuda >= blackwellCuda) return [];
    const message = `The image has CUDA ${cuda}, and ${accelerator} needs at least ${blackwellCuda}.`;
    return [
      {
        ...problem,
        severity: "error",
        message,
        fix: 'Use `environment.transformers: "4.57"`, or give an image of your own.',
      },
    ];
  }
  if (cuda <= hostCuda) return [];
  const message = `The image has CUDA ${cuda}; drivers of Vertex AI's training hosts were reported to end at ${hostCuda}.`;
  return [
    {
      ...problem,
      severity: "warning",
      code: "not-checked",
      message,
      fix: 'Try a short run first, or use `environment.transformers: "4.48"`.',
    },
  ];
}
