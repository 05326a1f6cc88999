/**
 * Hugging Face training images of AWS, newest last. Sources: `image_uri_config/huggingface.json` of aws/sagemaker-python-sdk
 * 3.20.0, and the releases of aws/deep-learning-containers. As of August 2026.
 *
 * To refresh: add a row for each new entry under `training.versions` of that file (its `pytorch…` keys), and for each new
 * release whose name holds `-hf-…-pt-…-tr-gpu-`.
 */
export const trainingImages = [
  { transformers: "4.46.1", torch: "2.3.0", python: "3.11", cuda: "cu121", os: "ubuntu20.04" },
  { transformers: "4.48.0", torch: "2.3.0", python: "3.11", cuda: "cu121", os: "ubuntu20.04" },
  { transformers: "4.49.0", torch: "2.5.1", python: "3.11", cuda: "cu124", os: "ubuntu22.04" },
  { transformers: "4.55.0", torch: "2.7.1", python: "3.12", cuda: "cu128", os: "ubuntu22.04" },
  { transformers: "4.56.2", torch: "2.8.0", python: "3.12", cuda: "cu129", os: "ubuntu22.04" },
  { transformers: "5.3.0", torch: "2.9.0", python: "3.12", cuda: "cu130", os: "ubuntu22.04" },
] as const;

/** The repository that holds them, in every region's registry. */
export const trainingRepository = "huggingface-pytorch-training";

/**
 * Hugging Face training images for Trainium, newest last. Sources: `image_uri_config/huggingface-neuronx.json` of
 * aws/sagemaker-python-sdk 2.257.7, and the releases of aws/deep-learning-containers. As of August 2026; refreshed alike.
 */
export const neuronImages = [
  { transformers: "4.36.2", torch: "1.13.1", python: "3.10", sdk: "sdk2.18.0", os: "ubuntu20.04" },
  { transformers: "4.48.1", torch: "2.1.2", python: "3.10", sdk: "sdk2.20.0", os: "ubuntu20.04" },
  { transformers: "4.51.0", torch: "2.7.0", python: "3.10", sdk: "sdk2.24.1", os: "ubuntu22.04" },
  { transformers: "4.55.4", torch: "2.8.0", python: "3.10", sdk: "sdk2.26.0", os: "ubuntu22.04" },
] as const;

/** The repository that holds them. */
export const neuronRepository = "huggingface-pytorch-training-neuronx";

/**
 * Images of the SageMaker model parallelism library v2, newest last. They hold no transformers. Source:
 * `image_uri_config/pytorch-smp.json` of aws/sagemaker-python-sdk 2.257.7.
 */
export const smpImages = [
  { torch: "2.4.1", python: "3.11", cuda: "cu121" },
  { torch: "2.5.1", python: "3.11", cuda: "cu124" },
] as const;

/** The repository that holds them, and the one account whose registries do. */
export const smpRepository = "smdistributed-modelparallel";
export const smpAccount = "658645717510";

const shared = "763104351884";

/** The account that owns the registry of AWS's own images, by region. Source: aws/deep-learning-containers, region availability. */
export const registryAccounts: Readonly<Record<string, string>> = {
  "us-east-1": shared,
  "us-east-2": shared,
  "us-west-1": shared,
  "us-west-2": shared,
  "ca-central-1": shared,
  "sa-east-1": shared,
  "eu-central-1": shared,
  "eu-north-1": shared,
  "eu-west-1": shared,
  "eu-west-2": shared,
  "eu-west-3": shared,
  "ap-south-1": shared,
  "ap-southeast-1": shared,
  "ap-southeast-2": shared,
  "ap-northeast-1": shared,
  "ap-northeast-2": shared,
  "af-south-1": "626614931356",
  "ap-east-1": "871362719292",
  "ap-east-2": "975050140332",
  "ap-northeast-3": "364406365360",
  "ap-south-2": "772153158452",
  "ap-southeast-3": "907027046896",
  "ap-southeast-4": "457447274322",
  "ap-southeast-5": "550225433462",
  "ap-southeast-6": "633930458069",
  "ap-southeast-7": "590183813437",
  "ca-west-1": "204538143572",
  "cn-north-1": "727897471807",
  "cn-northwest-1": "727897471807",
  "eu-central-2": "380420809688",
  "eu-south-1": "692866216735",
  "eu-south-2": "503227376785",
  "il-central-1": "780543022126",
  "me-central-1": "914824155844",
  "me-south-1": "217643126080",
  "mx-central-1": "637423239942",
  "us-gov-east-1": "446045086412",
  "us-gov-west-1": "442386744353",
  "us-iso-east-1": "886529160074",
  "us-isob-east-1": "094389454867",
  "us-isof-east-1": "303241398832",
  "us-isof-south-1": "454834333376",
};

/** Regions with a registry for which AWS does not list the training repository; it may be there all the same. */
export const unlistedRegions: readonly string[] = [
  "ap-east-2",
  "ap-south-2",
  "ap-southeast-4",
  "ap-southeast-5",
  "ap-southeast-6",
  "ap-southeast-7",
  "eu-central-2",
  "eu-south-2",
  "mx-central-1",
  "us-isof-east-1",
  "us-isof-south-1",
];

/** Regions for which AWS lists the Trainium images. */
export const neuronRegions: readonly string[] = [
  "ap-northeast-1",
  "ap-south-1",
  "ap-south-2",
  "ap-southeast-1",
  "ap-southeast-2",
  "ap-southeast-4",
  "ap-southeast-5",
  "ap-southeast-7",
  "ca-west-1",
  "cn-north-1",
  "cn-northwest-1",
  "eu-central-1",
  "eu-central-2",
  "eu-south-2",
  "eu-west-1",
  "eu-west-3",
  "il-central-1",
  "mx-central-1",
  "sa-east-1",
  "us-east-1",
  "us-east-2",
  "us-gov-east-1",
  "us-gov-west-1",
  "us-west-2",
];

/** Regions for which AWS lists the images of the model parallelism library. */
export const smpRegions: readonly string[] = [
  "ap-northeast-1",
  "ap-northeast-2",
  "ap-northeast-3",
  "ap-south-1",
  "ap-southeast-1",
  "ap-southeast-2",
  "ca-central-1",
  "eu-central-1",
  "eu-north-1",
  "eu-west-1",
  "eu-west-2",
  "eu-west-3",
  "sa-east-1",
  "us-east-1",
  "us-east-2",
  "us-west-1",
  "us-west-2",
];

/** What host names end in, by the beginning of the region; all others end in `amazonaws.com`. */
export const hostSuffixes: Readonly<Record<string, string>> = {
  "cn-": "amazonaws.com.cn",
  "us-iso-": "c2s.ic.gov",
  "us-isob-": "sc2s.sgov.gov",
};
