import { accelerators, nearestImage, type AcceleratorName } from "@switchyard/core";
import { imageRegistry, images, type ImageRow } from "./images.data.ts";

/** The images for an accelerator. A job without any runs in an image for GPUs, which works without one. */
export function imagesFor(accelerator: AcceleratorName): readonly ImageRow[] {
  const kind = accelerators[accelerator].kind === "tpu" ? "tpu" : "gpu";
  return images.filter((row) => row.kind === kind);
}

/**
 * The image with a transformers release: `4` is the newest that was seen to be published, `4.57` and `4.57.1` that one.
 * Undefined when there is none.
 */
function findImage(accelerator: AcceleratorName, version: string): ImageRow | undefined {
  const fitting = imagesFor(accelerator).filter(
    ({ transformers }) => transformers === version || transformers.startsWith(`${version}.`),
  );
  return fitting.find(({ unseen }) => unseen !== true) ?? fitting[0];
}

/** The first release of CUDA that knows NVIDIA's Blackwell, and the GPUs that are of it. */
export const blackwellCuda = 12.8;
export const blackwell: readonly string[] = ["B200", "GB200", "RTX-PRO-6000"];

/**
 * The image for a version: one that has it, or else the nearest in which the launcher can install it. What is on TPU is
 * never replaced: Hugging Face's optimum-tpu pins it.
 */
export function chooseImage(accelerator: AcceleratorName, version: string): ImageRow | undefined {
  const found = findImage(accelerator, version);
  if (found !== undefined || accelerators[accelerator].kind === "tpu") return found;
  const suitable = imagesFor(accelerator).filter(
    ({ cuda = 0 }) => !blackwell.includes(accelerator) || cuda >= blackwellCuda,
  );
  return nearestImage(suitable, version);
}

/** The image as a job names it. */
export function uriOfImage({ name }: ImageRow): string {
  return `${imageRegistry}/${name}`;
}

/** The row of an image that a job names, in whichever of Google's registries and with whichever tag. */
export function rowOfImage(uri: string): ImageRow | undefined {
  const name =
    /^(?:(?:us|europe|asia)-docker\.pkg\.dev\/deeplearning-platform-release\/gcr\.io|gcr\.io\/deeplearning-platform-release)\/([^:@]+)/.exec(
      uri,
    )?.[1];
  return images.find((row) => row.name === name);
}
