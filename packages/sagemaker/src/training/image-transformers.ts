import type { ImageTransformers, TrainerSpec } from "@switchyard/core";
import { chooseImage, familyOf } from "../images.ts";

/** What core is told of a spec's image; nothing of one without transformers, which the image's rule warns of. */
export function imageTransformers(spec: TrainerSpec): ImageTransformers | undefined {
  const fixed = whyFixed(spec);
  const { AlgorithmSpecification } = spec.platforms?.sagemaker ?? {};
  if ((spec.environment?.image ?? AlgorithmSpecification?.TrainingImage) !== undefined)
    return { name: "the image that is given", chosen: false, ...(fixed === undefined ? {} : { fixed }) };
  const family = familyOf(spec);
  const image = chooseImage(family, spec.environment?.transformers ?? "5");
  if (image?.transformers === undefined) return undefined;
  const { transformers: release, python, torch, path } = image;
  return {
    name: `AWS's image ${path.slice(1)}`,
    chosen: true,
    release,
    python,
    torch,
    ...(fixed === undefined ? {} : { fixed }),
  };
}

function whyFixed({ launch, platforms }: TrainerSpec): string | undefined {
  if (launch?.kind === "native")
    return "SageMaker's own launcher starts the script, and Switchyard's, which would install it, does not run";
  if (platforms?.sagemaker?.EnableNetworkIsolation === true)
    return "`platforms.sagemaker.EnableNetworkIsolation` leaves the container without a network";
  return undefined;
}
