import type { TrainerSpec } from "@switchyard/core";
import type { VertexSettings } from "@switchyard/vertex";
import {
  a100,
  base,
  cpu,
  gpu,
  hub,
  container,
  kmsKey,
  l4,
  network,
  on,
  pool,
  pools,
  serviceAccount,
  together,
  type SharedJob,
  type Values,
} from "./vertex-sdk-words.ts";

interface Python {
  readonly pools?: readonly Values[];
  readonly make?: Values;
  readonly submit?: Values;
}

const custom = (title: string, spec: Partial<TrainerSpec>, python: Python, settings?: VertexSettings): SharedJob => ({
  title,
  spec,
  python: {
    kind: "CustomJob",
    make: {
      display_name: "{job}",
      worker_pool_specs: python.pools ?? pools(cpu),
      base_output_dir: base,
      ...python.make,
    },
    ...(python.submit === undefined ? {} : { submit: python.submit }),
  },
  ...(settings === undefined ? {} : { settings }),
});

const machine = (accelerator: string, count: number, spec: Values): SharedJob =>
  custom(`${count} x ${accelerator}`, on(accelerator, count), { pools: pools(spec) });

const cluster = (accelerator: string, count: number, nodes: number, spec: Values): SharedJob =>
  custom(`${nodes} nodes of ${count} x ${accelerator}`, on(accelerator, count, nodes), {
    pools: pools(spec, nodes),
    submit: together,
  });

type Overrides = NonNullable<NonNullable<TrainerSpec["platforms"]>["vertex"]>;

const override = (title: string, vertex: Overrides, python: Python, spec: Partial<TrainerSpec> = {}): SharedJob =>
  custom(title, { ...spec, platforms: { vertex } }, python);

const reservation = {
  key: "compute.googleapis.com/reservation-name",
  values: ["projects/acme-ml/zones/us-central1-a/reservations/r"],
};
const nfs = { server: "10.0.0.2", path: "/vol", mountPoint: "data" };

/** Jobs of the SDK's own class of that name. */
export const customJobs: readonly SharedJob[] = [
  custom("nothing but a script", {}, {}),
  machine("T4", 1, gpu("n1-standard-4", "NVIDIA_TESLA_T4", 1)),
  machine("V100-16GB", 8, gpu("n1-standard-64", "NVIDIA_TESLA_V100", 8)),
  machine("L4", 4, gpu("g2-standard-48", "NVIDIA_L4", 4)),
  machine("RTX-PRO-6000", 2, gpu("g4-standard-96", "NVIDIA_RTX_PRO_6000", 2)),
  machine("A100-40GB", 16, gpu("a2-megagpu-16g", "NVIDIA_TESLA_A100", 16)),
  machine("H100", 1, gpu("a3-highgpu-1g", "NVIDIA_H100_80GB", 1)),
  machine("H200", 8, gpu("a3-ultragpu-8g", "NVIDIA_H200_141GB", 8)),
  machine("B200", 8, gpu("a4-highgpu-8g", "NVIDIA_B200", 8)),
  machine("TPU-v5e", 8, { machine_type: "ct5lp-hightpu-8t", tpu_topology: "2x4" }),
  custom("a TPU slice of four machines", on("TPU-v6e", 4, 4), {
    pools: pools({ machine_type: "ct6e-standard-4t", tpu_topology: "4x4" }),
  }),
  cluster("L4", 1, 2, l4),
  cluster("A100-80GB", 8, 4, a100),
  cluster("H100", 8, 16, gpu("a3-highgpu-8g", "NVIDIA_H100_80GB", 8)),
  custom(
    "spot machines",
    { resources: { accelerator: "L4", spot: true } },
    {
      pools: pools(l4),
      submit: { scheduling_strategy: "SPOT" },
    },
  ),
  custom("six hours", { resources: { maxRuntime: "6h" } }, { submit: { timeout: 21_600 } }),
  custom(
    "a disk",
    { resources: { accelerator: "L4", disk: "500GB" } },
    {
      pools: pools(l4, 1, { disk_spec: { boot_disk_type: "pd-ssd", boot_disk_size_gb: 500 } }),
    },
  ),
  custom(
    "a disk of a machine with hyperdisk",
    { resources: { accelerator: "B200", acceleratorsPerNode: 8, disk: "1000GB" } },
    {
      pools: pools(gpu("a4-highgpu-8g", "NVIDIA_B200", 8), 1, {
        disk_spec: { boot_disk_type: "hyperdisk-balanced", boot_disk_size_gb: 1000 },
      }),
    },
  ),
  custom(
    "inputs",
    { inputs: { train: "gs://data/imdb/", words: "gs://data/$(x)/words.csv" } },
    {
      pools: [
        pool(cpu, 1, {
          container_spec: {
            ...container,
            env: [
              { name: "SWITCHYARD_INPUT_train", value: "/gcs/data/imdb/" },
              { name: "SWITCHYARD_INPUT_words", value: "/gcs/data/$$(x)/words.csv" },
            ],
          },
        }),
      ],
    },
  ),
  custom(
    "a store of its own",
    { outputs: { store: "gs://models/nlp" } },
    { make: { base_output_dir: "gs://models/nlp/{job}" } },
  ),
  custom(
    "an image of Hugging Face's",
    { ...on("L4"), environment: { transformers: "4.48" } },
    {
      pools: [
        pool(l4, 1, {
          container_spec: {
            ...container,
            image_uri: `${hub}/huggingface-pytorch-training-cu121.2-3.transformers.4-48.ubuntu2204.py311`,
          },
        }),
      ],
    },
  ),
  custom("an account", {}, { submit: { service_account: serviceAccount } }, { serviceAccount }),
  custom("a network", {}, { submit: { network } }, { network }),
  custom("a key", {}, { make: { encryption_spec_key_name: kmsKey } }, { encryptionKey: kmsKey }),
  custom("labels", {}, { make: { labels: { team: "nlp", cost: "42" } } }, { labels: { team: "nlp", cost: "42" } }),
  override("labels of one job", { labels: { stage: "dev" } }, { make: { labels: { stage: "dev" } } }),
  override("an interactive shell", { jobSpec: { enableWebAccess: true } }, { submit: { enable_web_access: true } }),
  override(
    "flexible start",
    { jobSpec: { scheduling: { strategy: "FLEX_START", maxWaitDuration: "43200s" } } },
    { pools: pools(l4), submit: { scheduling_strategy: "FLEX_START", max_wait_duration: 43_200, timeout: 3600 } },
    { resources: { accelerator: "L4", maxRuntime: "1h" } },
  ),
  override("no retries", { jobSpec: { scheduling: { disableRetries: true } } }, { submit: { disable_retries: true } }),
  override(
    "a TensorBoard",
    { jobSpec: { tensorboard: "projects/123/locations/us-central1/tensorboards/7", serviceAccount } },
    {
      submit: {
        tensorboard: "projects/123/locations/us-central1/tensorboards/7",
        service_account: serviceAccount,
      },
    },
  ),
  override(
    "a persistent resource",
    { jobSpec: { persistentResourceId: "warm" } },
    { make: { persistent_resource_id: "warm" } },
  ),
  override(
    "Private Service Connect",
    { jobSpec: { pscInterfaceConfig: { networkAttachment: "projects/p/regions/us-central1/networkAttachments/a" } } },
    {
      submit: { psc_interface_config: { network_attachment: "projects/p/regions/us-central1/networkAttachments/a" } },
    },
  ),
  override(
    "another machine",
    { jobSpec: { workerPoolSpecs: [{ machineSpec: { machineType: "n2-highmem-8" } }] } },
    { pools: pools({ machine_type: "n2-highmem-8" }) },
  ),
  override(
    "a reservation",
    {
      jobSpec: {
        workerPoolSpecs: [
          {
            machineSpec: {
              reservationAffinity: { reservationAffinityType: "SPECIFIC_RESERVATION", ...reservation },
            },
          },
        ],
      },
    },
    {
      pools: pools({
        ...a100,
        reservation_affinity: { reservation_affinity_type: "SPECIFIC_RESERVATION", ...reservation },
      }),
    },
    on("A100-80GB", 8),
  ),
  override(
    "a part of a GPU",
    {
      jobSpec: { workerPoolSpecs: [{ machineSpec: { gpuPartitionSize: "1g.10gb" } }] },
    },
    { pools: pools({ ...gpu("a2-ultragpu-1g", "NVIDIA_A100_80GB", 1), gpu_partition_size: "1g.10gb" }) },
    on("A100-80GB"),
  ),
  override(
    "a mounted file system",
    { jobSpec: { workerPoolSpecs: [{ nfsMounts: [nfs] }] } },
    { pools: pools(cpu, 1, { nfs_mounts: [{ server: nfs.server, path: nfs.path, mount_point: nfs.mountPoint }] }) },
  ),
  override(
    "a variable",
    { jobSpec: { workerPoolSpecs: [{ containerSpec: { env: [{ name: "NCCL_DEBUG", value: "INFO" }] } }] } },
    { pools: [pool(cpu, 1, { container_spec: { ...container, env: [{ name: "NCCL_DEBUG", value: "INFO" }] } })] },
  ),
  override(
    "a reduction server",
    {
      jobSpec: {
        workerPoolSpecs: [
          {},
          {},
          { replicaCount: "4", machineSpec: { machineType: "n1-highcpu-16" }, containerSpec: { imageUri: "r:1" } },
        ],
      },
    },
    {
      pools: [
        ...pools(a100, 2),
        { replica_count: 4, machine_spec: { machine_type: "n1-highcpu-16" }, container_spec: { image_uri: "r:1" } },
      ],
      submit: together,
    },
    on("A100-80GB", 8, 2),
  ),
];
