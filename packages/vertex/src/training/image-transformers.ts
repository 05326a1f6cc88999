import type { ImageTransformers, TrainerSpec } from "@switchyard/core";
import type { ImageRow } from "../images.data.ts";
import { chooseImage, rowOfImage } from "../images.ts";
import { imageOf } from "./rules/image.ts";

/** What core is told of a spec's image. */
export function imageTransformers(spec: TrainerSpec): ImageTransformers | undefined {
  const given = imageOf(spec);
  if (given !== undefined) {
    const row = rowOfImage(given.image);
    return row === undefined ? { name: "the image that is given", chosen: false } : known(row, false);
  }
  const row = chooseImage(spec.resources?.accelerator ?? "cpu", spec.environment?.transformers ?? "5");
  return row === undefined ? undefined : known(row, true);
}

function known({ kind, name, transformers: release, python, torch }: ImageRow, chosen: boolean): ImageTransformers {
  const what = { name: `Hugging Face's image ${name}`, chosen, release, python, torch };
  return kind === "tpu" ? { ...what, fixed: "optimum-tpu, which is in it, works with that release alone" } : what;
}
