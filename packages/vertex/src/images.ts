import { accelerators, type AcceleratorName } from "@switchyard/core";
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
export function findImage(accelerator: AcceleratorName, version: string): ImageRow | undefined {
  const fitting = imagesFor(accelerator).filter(
    ({ transformers }) => transformers === version || transformers.startsWith(`${version}.`),
  );
  return fitting.find(({ unseen }) => unseen !== true) ?? fitting[0];
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
