/** One image of Hugging Face's for training on Google Cloud. */
export interface ImageRow {
  readonly kind: "gpu" | "tpu";
  /** Its name in the registry, which says all versions; without a tag it is the newest build of that name. */
  readonly name: string;
  readonly transformers: string;
  readonly python: string;
  readonly torch: string;
  /** CUDA's release as a number, such as 12.1; none on TPU. */
  readonly cuda?: number;
  /** A name that Hugging Face's sources give, and that was seen in no public job. */
  readonly unseen?: true;
}

/** Where Google keeps them; `europe-docker` and `asia-docker` mirror it. */
export const imageRegistry = "us-docker.pkg.dev/deeplearning-platform-release/gcr.io";

/**
 * Hugging Face's training images on Google Cloud, the newest first. Source: README.md and `containers/pytorch/training` of
 * huggingface/Google-Cloud-Containers, May 2026. A name joins the major and minor numbers by hyphens, and on TPU has whole
 * releases; there is no catalogue that a machine could read.
 *
 * To refresh: list the images with `gcloud container images list --repository us-docker.pkg.dev/deeplearning-platform-release/gcr.io`,
 * and read the releases from the Dockerfile of that version.
 */
export const images: readonly ImageRow[] = [
  {
    kind: "gpu",
    name: "huggingface-pytorch-training-cu128.2-8.transformers.4-57.ubuntu2204.py311",
    transformers: "4.57.1",
    python: "3.11",
    torch: "2.8.0",
    cuda: 12.8,
    unseen: true,
  },
  {
    kind: "gpu",
    name: "huggingface-pytorch-training-cu121.2-3.transformers.4-48.ubuntu2204.py311",
    transformers: "4.48.0",
    python: "3.11",
    torch: "2.3.1",
    cuda: 12.1,
  },
  {
    kind: "tpu",
    name: "huggingface-pytorch-training-tpu.2.5.1.transformers.4.46.3.py310",
    transformers: "4.46.3",
    python: "3.10",
    torch: "2.5.1",
  },
];
