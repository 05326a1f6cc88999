import type { Environment } from "@switchyard/core";
import { registryAccounts, smpAccount } from "../../images.data.ts";
import { families, findImage, type Image, type ImageFamily } from "../../images.ts";
import { findMachine } from "../../resources.ts";
import { membersOf, type Context } from "./piece.ts";

type Version = NonNullable<Environment["transformers"]>;

/** An image of AWS's as the transformers release that chooses it, any other as it is. */
export function liftImage(image: unknown, context: Context): Environment {
  const known = typeof image === "string" ? ownImage(image, context) : withEnd(image, context);
  if (known?.transformers !== undefined) return { transformers: known.transformers as Version };
  return known === undefined && typeof image === "string" && /^\S{1,255}$/.test(image) ? { image } : {};
}

/** A plan without a region holds the end of the image only. */
function withEnd(image: unknown, context: Context): Image | undefined {
  const { append } = membersOf(image);
  return typeof append === "string" ? imageAt(append, context) : undefined;
}

/** The transformers release in the job's image, as far as the image is one of AWS's. */
export function releaseOf(context: Context): string | undefined {
  const { TrainingImage } = membersOf(context.job["AlgorithmSpecification"]);
  return liftImage(TrainingImage, context).transformers;
}

const accounts = new Set([...Object.values(registryAccounts), smpAccount]);

function ownImage(image: string, context: Context): Image | undefined {
  const [, account = "", path = ""] = /^(\d{12})\.dkr\.ecr\.[a-z0-9-]+\.[a-z.]+(\/.+)$/.exec(image) ?? [];
  return accounts.has(account) ? imageAt(path, context) : undefined;
}

/** The image at this place of a registry, when a plan with its release would choose it again. */
function imageAt(path: string, { job }: Context): Image | undefined {
  const isTrainium = findMachine(String(membersOf(job["ResourceConfig"])["InstanceType"]))?.cores !== undefined;
  const isSmp = membersOf(job["HyperParameters"])["mp_parameters"] !== undefined;
  const name: ImageFamily["name"] = isTrainium ? "neuron" : isSmp ? "smp" : "training";
  const family = families.find((candidate) => candidate.name === name);
  if (family === undefined) return undefined;
  const version = family.images.find((image) => image.path === path)?.transformers ?? "5";
  const chosen = findImage(family, version);
  return chosen?.path === path ? chosen : undefined;
}
