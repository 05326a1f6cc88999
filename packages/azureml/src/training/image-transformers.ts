import type { ImageTransformers, TrainerSpec } from "@switchyard/core";
import { curatedEnvironment } from "../images.data.ts";
import { usesCuratedEnvironment } from "../images.ts";

/** What core is told of a spec's environment: the curated one promises a major of transformers and no more. */
export function imageTransformers(spec: TrainerSpec): ImageTransformers {
  if (!usesCuratedEnvironment(spec)) return { name: "the environment that is given", chosen: false };
  const { name, version, transformersMajor: release, python, torch } = curatedEnvironment;
  return { name: `Azure's curated environment ${name}:${version}`, chosen: true, release, python, torch };
}
