import type { TrainerSpec } from "@switchyard/core";
import { hostSuffixes, registryAccounts, trainingImages, trainingRepository } from "./images.data.ts";

export type TrainingImage = (typeof trainingImages)[number];

/** What the hosts of AWS end in, in this region. */
export function hostSuffix(region: string): string {
  const match = Object.entries(hostSuffixes).find(([start]) => region.startsWith(start));
  return match?.[1] ?? "amazonaws.com";
}

/** The registry of AWS's own images; undefined for a region that the table does not know. */
export function registryOf(region: string): string | undefined {
  const account = registryAccounts[region];
  return account === undefined ? undefined : `${account}.dkr.ecr.${region}.${hostSuffix(region)}`;
}

/** The newest image whose transformers release begins with `version`: `"5"`, `"5.3"` and `"5.3.0"` find 5.3.0. */
export function findImage(version: string): TrainingImage | undefined {
  return trainingImages.findLast(
    ({ transformers }) => transformers === version || transformers.startsWith(`${version}.`),
  );
}

/** The image of AWS's that a spec runs in; undefined for an image of the user's own, or when there is none. */
export function imageFor({ environment = {}, platforms }: TrainerSpec): TrainingImage | undefined {
  const own = environment.image ?? platforms?.sagemaker?.AlgorithmSpecification?.TrainingImage;
  return own === undefined ? findImage(environment.transformers ?? "5") : undefined;
}

/** The transformers release with an image that is nearest to `version`: of its major release, else the newest of all. */
export function nearestVersion(version: string): string {
  const versions = trainingImages.map((image) => image.transformers);
  const [major, minor = "0"] = version.split(".");
  const sameMajor = versions.filter((candidate) => candidate.split(".")[0] === major);
  const distance = (candidate: string): number => Math.abs(Number(candidate.split(".")[1]) - Number(minor));
  return (sameMajor.length > 0 ? sameMajor : versions.slice(-1)).reduce((best, candidate) =>
    distance(candidate) <= distance(best) ? candidate : best,
  );
}

/** Repository and tag below the registry, with a leading slash. Every training image is a GPU build; CPU jobs run on it too. */
export function imagePath(image: TrainingImage): string {
  const python = `py${image.python.replace(".", "")}`;
  return `/${trainingRepository}:${image.torch}-transformers${image.transformers}-gpu-${python}-${image.cuda}-${image.os}`;
}
