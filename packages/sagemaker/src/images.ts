import { nearestImage, type AcceleratorName, type TrainerSpec } from "@switchyard/core";
import {
  hostSuffixes,
  neuronImages,
  neuronRegions,
  neuronRepository,
  registryAccounts,
  smpAccount,
  smpImages,
  smpRegions,
  smpRepository,
  trainingImages,
  trainingRepository,
  unlistedRegions,
} from "./images.data.ts";

/** One of AWS's own images. */
export interface Image {
  /** The transformers release in it; undefined where there is none. */
  readonly transformers?: string;
  readonly torch: string;
  readonly python: string;
  /** Repository and tag below the registry, with a leading slash. */
  readonly path: string;
}

/** Images that are chosen by one rule, oldest first. */
export interface ImageFamily {
  readonly name: "training" | "neuron" | "smp";
  readonly images: readonly Image[];
  /** Whether AWS lists the images for a region whose registry is known. */
  readonly isListed: (region: string) => boolean;
}

const short = (python: string): string => `py${python.replace(".", "")}`;

/** Every image here is a GPU build; CPU jobs run on it too. */
const training: ImageFamily = {
  name: "training",
  images: trainingImages.map(({ transformers, torch, python, cuda, os }) => ({
    transformers,
    torch,
    python,
    path: `/${trainingRepository}:${torch}-transformers${transformers}-gpu-${short(python)}-${cuda}-${os}`,
  })),
  isListed: (region) => !unlistedRegions.includes(region),
};

const neuron: ImageFamily = {
  name: "neuron",
  images: neuronImages.map(({ transformers, torch, python, sdk, os }) => ({
    transformers,
    torch,
    python,
    path: `/${neuronRepository}:${torch}-transformers${transformers}-neuronx-${short(python)}-${sdk}-${os}`,
  })),
  isListed: (region) => neuronRegions.includes(region),
};

const smp: ImageFamily = {
  name: "smp",
  images: smpImages.map(({ torch, python, cuda }) => ({
    torch,
    python,
    path: `/${smpRepository}:${torch}-gpu-${short(python)}-${cuda}`,
  })),
  isListed: (region) => smpRegions.includes(region),
};

/** All families; an image's repository tells which is its own. */
export const families: readonly ImageFamily[] = [training, neuron, smp];

/** The family that a spec's job runs in: by its accelerator, and by what the native launcher is asked for. */
export function familyOf({ resources, launch, platforms }: TrainerSpec): ImageFamily {
  const accelerators: readonly (AcceleratorName | undefined)[] = ["Trainium", "Trainium2"];
  if (accelerators.includes(resources?.accelerator)) return neuron;
  const wantsSmp = launch?.kind === "native" && platforms?.sagemaker?.HyperParameters?.["mp_parameters"] !== undefined;
  return wantsSmp ? smp : training;
}

/** The newest image whose transformers release begins with `version`: `"5"`, `"5.3"` and `"5.3.0"` find 5.3.0. */
export function findImage({ images }: ImageFamily, version: string): Image | undefined {
  return images.findLast(
    ({ transformers }) =>
      transformers === undefined || transformers === version || transformers.startsWith(`${version}.`),
  );
}

/** The image for a version: one that has it, or else the nearest in which the launcher can install it. */
export function chooseImage(family: ImageFamily, version: string): Image | undefined {
  const found = findImage(family, version);
  if (found !== undefined || family.name === "neuron") return found;
  return nearestImage(
    family.images.flatMap((image) => (isWhole(image) ? [image] : [])),
    version,
  );
}

const isWhole = (image: Image): image is Image & { readonly transformers: string } => image.transformers !== undefined;

/** The transformers release with an image that is nearest to `version`: of its major release, else the newest of all. */
export function nearestVersion({ images }: ImageFamily, version: string): string {
  const versions = images.flatMap(({ transformers }) => transformers ?? []);
  const [major, minor = "0"] = version.split(".");
  const sameMajor = versions.filter((candidate) => candidate.split(".")[0] === major);
  const distance = (candidate: string): number => Math.abs(Number(candidate.split(".")[1]) - Number(minor));
  return (sameMajor.length > 0 ? sameMajor : versions.slice(-1)).reduce((best, candidate) =>
    distance(candidate) <= distance(best) ? candidate : best,
  );
}

/** What the hosts of AWS end in, in this region. */
export function hostSuffix(region: string): string {
  const match = Object.entries(hostSuffixes).find(([start]) => region.startsWith(start));
  return match?.[1] ?? "amazonaws.com";
}

const registry = (account: string, region: string): string => `${account}.dkr.ecr.${region}.${hostSuffix(region)}`;

/** The registry of AWS's own images; undefined for a region that the table does not know. */
export function registryOf(region: string): string | undefined {
  const account = registryAccounts[region];
  return account === undefined ? undefined : registry(account, region);
}

/** The registry of the model parallelism library's images. */
export function smpRegistryOf(region: string): string {
  return registry(smpAccount, region);
}
