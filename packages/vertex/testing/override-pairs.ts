import type { VertexTraining } from "../src/native-types.ts";

type Pair = readonly [VertexTraining, VertexTraining];
type Job = NonNullable<VertexTraining["jobSpec"]>;
type Pool = NonNullable<Job["workerPoolSpecs"]>[number];

const job = (one: Job, other: Job): Pair => [{ jobSpec: one }, { jobSpec: other }];

/** Of the chief's pool. */
const pool = (one: Pool, other: Pool): Pair => job({ workerPoolSpecs: [one] }, { workerPoolSpecs: [other] });

const machine = (one: Pool["machineSpec"] & object, other: Pool["machineSpec"] & object): Pair =>
  pool({ machineSpec: one }, { machineSpec: other });

const key = "projects/acme-ml/locations/us-central1/keyRings/r/cryptoKeys";
const attachment = "projects/acme-ml/regions/us-central1/networkAttachments";
const metadata = "projects/acme-ml/locations/us-central1/metadataStores/default/contexts";
const serviceAccount = "trainer@acme-ml.iam.gserviceaccount.com";
const board = "projects/acme-ml/locations/us-central1/tensorboards";
const nfs = { server: "10.0.0.2", path: "/data", mountPoint: "data" } as const;
const lustre = { instanceIp: "10.0.0.3", volumeHandle: "v/one", filesystem: "one", mountPoint: "one" } as const;
const peering = { domain: "a.internal.", targetProject: "acme-net", targetNetwork: "one" } as const;
const container = { imageUri: "us-docker.pkg.dev/acme/ml/other:1", command: ["a"], args: ["b"] } as const;
const server = { replicaCount: "1", machineSpec: { machineType: "n1-highcpu-16" }, containerSpec: container } as const;
const python = {
  executorImageUri: "image",
  packageUris: ["gs://acme/a.tar.gz"],
  pythonModule: "trainer.task",
} as const;

const peerings = (one: Partial<typeof peering> | object): Job => ({
  pscInterfaceConfig: { networkAttachment: `${attachment}/a`, dnsPeeringConfigs: [{ ...peering, ...one }] },
});

const reservation = (name: string, affinityKey = "compute.googleapis.com/reservation-name") => ({
  reservationAffinity: {
    reservationAffinityType: "SPECIFIC_RESERVATION" as const,
    key: affinityKey,
    values: [`projects/acme-ml/zones/us-central1-a/reservations/${name}`],
  },
});

/** Behind the pools of a plan, which has two at most. */
const third = (change: object): Job => ({ workerPoolSpecs: [{}, {}, { ...server, ...change }] });

const ofJob: readonly Pair[] = [
  [{ displayName: "mine" }, { displayName: "yours" }],
  [{ labels: { team: "a" } }, { labels: { team: "b" } }],
  [{ labels: { team: "a" } }, { labels: { team: "a", group: "a" } }],
  [{ encryptionSpec: { kmsKeyName: `${key}/a` } }, { encryptionSpec: { kmsKeyName: `${key}/b` } }],
  job({ persistentResourceId: "one" }, { persistentResourceId: "two" }),
  job({ serviceAccount }, { serviceAccount: `other-${serviceAccount}` }),
  job({ network: "projects/123/global/networks/a" }, { network: "projects/123/global/networks/b" }),
  job({ reservedIpRanges: ["one"] }, { reservedIpRanges: ["two"] }),
  job({ reservedIpRanges: ["one"] }, { reservedIpRanges: ["one", "two"] }),
  job(
    { pscInterfaceConfig: { networkAttachment: `${attachment}/a` } },
    { pscInterfaceConfig: { networkAttachment: `${attachment}/b` } },
  ),
  job(peerings({}), peerings({ domain: "b.internal." })),
  job(peerings({}), peerings({ targetProject: "acme-dns" })),
  job(peerings({}), peerings({ targetNetwork: "two" })),
  job(
    { baseOutputDirectory: { outputUriPrefix: "gs://mine/a" } },
    { baseOutputDirectory: { outputUriPrefix: "gs://mine/b" } },
  ),
  job({ protectedArtifactLocationId: "us" }, { protectedArtifactLocationId: "eu" }),
  job({ serviceAccount, tensorboard: `${board}/1` }, { serviceAccount, tensorboard: `${board}/2` }),
  job({ enableWebAccess: false }, { enableWebAccess: true }),
  job({ enableDashboardAccess: false }, { enableDashboardAccess: true }),
  job({ experiment: `${metadata}/a` }, { experiment: `${metadata}/b` }),
  job({ experimentRun: `${metadata}/a-1` }, { experimentRun: `${metadata}/a-2` }),
  job({ models: ["projects/acme-ml/locations/us-central1/models/1"] }, { models: [] }),
];

const ofScheduling: readonly Pair[] = [
  job({ scheduling: { timeout: "3600s" } }, { scheduling: { timeout: "3601s" } }),
  job({ scheduling: { restartJobOnWorkerRestart: false } }, { scheduling: { restartJobOnWorkerRestart: true } }),
  job({ scheduling: { strategy: "STANDARD" } }, { scheduling: { strategy: "SPOT" } }),
  job({ scheduling: { strategy: "SPOT" } }, { scheduling: { strategy: "FLEX_START" } }),
  job({ scheduling: { disableRetries: false } }, { scheduling: { disableRetries: true } }),
  job(
    { scheduling: { strategy: "FLEX_START", maxWaitDuration: "0s" } },
    { scheduling: { strategy: "FLEX_START", maxWaitDuration: "60s" } },
  ),
];

const ofPools: readonly Pair[] = [
  pool({ containerSpec: { imageUri: "mine:1" } }, { containerSpec: { imageUri: "mine:2" } }),
  pool(
    { containerSpec: { env: [{ name: "MODE", value: "a" }] } },
    { containerSpec: { env: [{ name: "MODE", value: "b" }] } },
  ),
  pool(
    { containerSpec: { env: [{ name: "MODE", value: "a" }] } },
    { containerSpec: { env: [{ name: "MODUS", value: "a" }] } },
  ),
  machine({ machineType: "g2-standard-8" }, { machineType: "g2-standard-12" }),
  machine(
    { machineType: "n1-standard-8", acceleratorType: "NVIDIA_TESLA_T4" },
    {
      machineType: "n1-standard-8",
      acceleratorType: "NVIDIA_TESLA_P4",
    },
  ),
  machine(
    { machineType: "n1-standard-16", acceleratorType: "NVIDIA_TESLA_T4", acceleratorCount: 2 },
    { machineType: "n1-standard-16", acceleratorType: "NVIDIA_TESLA_T4", acceleratorCount: 4 },
  ),
  machine({ gpuPartitionSize: "1g.10gb" }, { gpuPartitionSize: "2g.20gb" }),
  machine({ tpuTopology: "2x2" }, { tpuTopology: "2x4" }),
  machine(
    { reservationAffinity: { reservationAffinityType: "NO_RESERVATION" } },
    { reservationAffinity: { reservationAffinityType: "ANY_RESERVATION" } },
  ),
  machine(reservation("a"), reservation("b")),
  machine(reservation("a"), reservation("a", "compute.googleapis.com/other-name")),
  pool({ diskSpec: { bootDiskType: "pd-ssd" } }, { diskSpec: { bootDiskType: "pd-standard" } }),
  pool({ diskSpec: { bootDiskSizeGb: 200 } }, { diskSpec: { bootDiskSizeGb: 201 } }),
  pool({ nfsMounts: [nfs] }, { nfsMounts: [{ ...nfs, server: "10.0.0.4" }] }),
  pool({ nfsMounts: [nfs] }, { nfsMounts: [{ ...nfs, path: "/other" }] }),
  pool({ nfsMounts: [nfs] }, { nfsMounts: [{ ...nfs, mountPoint: "other" }] }),
  pool({ lustreMounts: [lustre] }, { lustreMounts: [{ ...lustre, instanceIp: "10.0.0.5" }] }),
  pool({ lustreMounts: [lustre] }, { lustreMounts: [{ ...lustre, volumeHandle: "v/two" }] }),
  pool({ lustreMounts: [lustre] }, { lustreMounts: [{ ...lustre, filesystem: "two" }] }),
  pool({ lustreMounts: [lustre] }, { lustreMounts: [{ ...lustre, mountPoint: "two" }] }),
];

const ofPoolsBehind: readonly Pair[] = [
  job(third({}), third({ replicaCount: "2" })),
  job(third({}), third({ containerSpec: { ...container, command: ["c"] } })),
  job(third({}), third({ containerSpec: { ...container, args: ["b", "c"] } })),
];

/** What cannot be overridden is answered. */
const refused: readonly Pair[] = [
  [{}, { labels: { "switchyard-key": "mine" } }],
  pool({}, { replicaCount: "2" }),
  pool({}, { containerSpec: { command: ["python"] } }),
  pool({}, { containerSpec: { args: ["mine"] } }),
  pool({}, { containerSpec: { env: [{ name: "SWITCHYARD_MODEL", value: "mine" }] } }),
  pool({}, { pythonPackageSpec: { ...python, args: ["--a"], env: [{ name: "A", value: "1" }] } }),
];

/** Unlike values of every member of a CustomJob, at several depths. */
export const overridePairs: readonly Pair[] = [...ofJob, ...ofScheduling, ...ofPools, ...ofPoolsBehind, ...refused];
