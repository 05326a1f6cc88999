import type { TrainerSpec } from "@switchyard/core";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { bodyOf, bundle, identity, image, known, plan, problems } from "../../testing/plan.ts";
import { leavesOf } from "@switchyard/core/platform";

const start: string[] = [
  "sh",
  "-c",
  `mkdir -p /tmp/switchyard && tar -xzf "$1" -C /tmp/switchyard && cd /tmp/switchyard && shift && export SWITCHYARD_MODEL="/gcs/\${AIP_MODEL_DIR#gs://}" && exec python3 switchyard_launcher.py "$@"`,
  "switchyard",
];

describe("a plan for Vertex AI", () => {
  it("is one CustomJob with every member in it", () => {
    const spec: Partial<TrainerSpec> = {
      resources: { accelerator: "A100-80GB", acceleratorsPerNode: 8, nodes: 3, spot: true },
      environment: { transformers: "4.48", secrets: { HF_TOKEN: { env: "MY_TOKEN" } } },
      inputs: { train: "gs://data/imdb/" },
    };
    const settings = {
      ...known,
      serviceAccount: "trainer@acme-ml.iam.gserviceaccount.com",
      network: "projects/123/global/networks/vpc",
      encryptionKey: "projects/acme-ml/locations/us-central1/keyRings/r/cryptoKeys/k",
      labels: { team: "nlp" },
    };
    const translation = plan(spec, settings, { maxRuntimeSeconds: 21_600, diskGigabytes: 500 });
    expect(translation.requests).toHaveLength(1);
    expect(translation.requests[0]).toMatchObject({
      step: "job",
      service: "vertex",
      operation: "projects.locations.customJobs.create",
      target: "https://us-central1-aiplatform.googleapis.com/v1/projects/acme-ml/locations/us-central1/customJobs",
    });
    const machine = {
      machineSpec: { machineType: "a2-ultragpu-8g", acceleratorType: "NVIDIA_A100_80GB", acceleratorCount: 8 },
      diskSpec: { bootDiskType: "pd-ssd", bootDiskSizeGb: 500 },
      containerSpec: {
        imageUri:
          "us-docker.pkg.dev/deeplearning-platform-release/gcr.io/huggingface-pytorch-training-cu121.2-3.transformers.4-48.ubuntu2204.py311",
        command: start,
        args: ["/gcs/acme/switchyard/bundles/cafe/source.tar.gz"],
        env: [
          { name: "SWITCHYARD_INPUT_train", value: "/gcs/data/imdb/" },
          { name: "HF_TOKEN", value: { $secret: "HF_TOKEN" } },
          {
            name: "SWITCHYARD_CHECKPOINTS",
            value: "/gcs/acme/switchyard/checkpoints/0123456789abcdef0123456789abcdef/1",
          },
        ],
      },
    };
    expect(bodyOf(translation)).toEqual({
      displayName: "bert-imdb-01234567-1-1",
      labels: {
        "switchyard-key": identity.key,
        "switchyard-run": "1",
        "switchyard-attempt": "1",
        team: "nlp",
      },
      encryptionSpec: { kmsKeyName: settings.encryptionKey },
      jobSpec: {
        serviceAccount: settings.serviceAccount,
        network: settings.network,
        workerPoolSpecs: [
          { ...machine, replicaCount: "1" },
          { ...machine, replicaCount: "2" },
        ],
        baseOutputDirectory: { outputUriPrefix: "gs://acme/switchyard/runs/bert-imdb-01234567-1-1" },
        scheduling: { timeout: "21600s", restartJobOnWorkerRestart: true, strategy: "SPOT" },
      },
    });
    expect(translation.uploads).toEqual([
      { from: "source", format: "tar.gz", to: "gs://acme/switchyard/bundles/cafe/source.tar.gz", ...bundle },
    ]);
    expect(translation.uri).toBeUndefined();
    expect(translation.machine).toEqual({
      type: "a2-ultragpu-8g",
      nodes: 3,
      spot: true,
      region: "us-central1",
      accelerator: "A100-80GB",
      acceleratorsPerNode: 8,
    });
    expect(problems(translation)).toEqual([
      "warning readable-secret environment.secrets.HF_TOKEN",
      "info spot-restart resources.spot",
    ]);
  });

  it("says as little as it can of one CPU machine", () => {
    const translation = plan();
    expect(bodyOf(translation)?.jobSpec).toEqual({
      workerPoolSpecs: [
        {
          replicaCount: "1",
          machineSpec: { machineType: "e2-standard-4" },
          containerSpec: {
            imageUri: image,
            command: start,
            args: ["/gcs/acme/switchyard/bundles/cafe/source.tar.gz"],
          },
        },
      ],
      baseOutputDirectory: { outputUriPrefix: "gs://acme/switchyard/runs/bert-imdb-01234567-1-1" },
    });
    expect(problems(translation)).toEqual([]);
    expect(translation.image).toBe(image);
  });

  it("is one replica of a TPU slice, however many machines that has", () => {
    const translation = plan({ resources: { accelerator: "TPU-v6e", acceleratorsPerNode: 4, nodes: 4 } });
    const [slice, ...others] = bodyOf(translation)?.jobSpec.workerPoolSpecs ?? [];
    expect(others).toEqual([]);
    expect(slice).toMatchObject({
      replicaCount: "1",
      machineSpec: { machineType: "ct6e-standard-4t", tpuTopology: "4x4" },
      containerSpec: { command: start },
    });
    expect(slice?.machineSpec).not.toHaveProperty("acceleratorType");
    expect(problems(translation)).toEqual(["warning not-checked resources.accelerator"]);
    expect(translation.machine).toMatchObject({ nodes: 4, accelerator: "TPU-v6e", acceleratorsPerNode: 4 });
  });

  it("holds nothing that Google would fill in", () => {
    const translation = plan({ inputs: { train: "gs://data/$(HOME)/x", "a.b": "gs://data/y" } });
    const pools = bodyOf(translation)?.jobSpec.workerPoolSpecs ?? [];
    expect(pools[0]?.containerSpec?.env).toEqual([
      { name: "SWITCHYARD_INPUT_train", value: "/gcs/data/$$(HOME)/x" },
      { name: "SWITCHYARD_INPUT_a_2eb", value: "/gcs/data/y" },
    ]);
    const { command = [], args = [] } = pools[0]?.containerSpec ?? {};
    expect([...command, ...args].join(" ")).not.toContain("$(");
  });

  it("knows where every leaf of the body came from, and of nothing else", () => {
    const translation = plan({
      resources: { accelerator: "L4", nodes: 2, spot: true },
      inputs: { train: "gs://bucket/x" },
      platforms: {
        vertex: {
          labels: { team: "nlp" },
          jobSpec: {
            enableWebAccess: true,
            workerPoolSpecs: [{ containerSpec: { env: [{ name: "NCCL_DEBUG", value: "WARN" }] } }],
          },
        },
      },
    });
    const leaves = leavesOf(bodyOf(translation), "/requests/0/body").map((leaf) => leaf.pointer);
    expect(Object.keys(translation.origins).sort()).toEqual(leaves.sort());
    const pool = "/requests/0/body/jobSpec/workerPoolSpecs";
    expect(translation.origins).toMatchObject({
      "/requests/0/body/displayName": "spec:name",
      [`${pool}/0/machineSpec/machineType`]: "spec:resources.accelerator",
      [`${pool}/1/replicaCount`]: "spec:resources.nodes",
      [`${pool}/0/containerSpec/env/0/value`]: "spec:inputs.train",
      [`${pool}/0/containerSpec/env/1/value`]: "spec:resources.spot",
      [`${pool}/0/containerSpec/env/2/value`]:
        "spec:platforms.vertex.jobSpec.workerPoolSpecs[0].containerSpec.env[0].value",
      "/requests/0/body/jobSpec/scheduling/strategy": "spec:resources.spot",
      "/requests/0/body/jobSpec/baseOutputDirectory/outputUriPrefix": "settings:store",
      "/requests/0/body/labels/team": "spec:platforms.vertex.labels.team",
    });
  });

  it("is complete without settings, and warns of each one that is missing", () => {
    const translation = plan({}, {});
    expect(translation.requests[0]?.target).toBe(
      "https://{region}-aiplatform.googleapis.com/v1/projects/{project}/locations/{region}/customJobs",
    );
    expect(bodyOf(translation)?.jobSpec).toMatchObject({
      baseOutputDirectory: { outputUriPrefix: { $setting: "vertex.store", append: "/runs/bert-imdb-01234567-1-1" } },
      workerPoolSpecs: [
        { containerSpec: { args: [{ $setting: "vertex.mount", append: "/bundles/cafe/source.tar.gz" }] } },
      ],
    });
    expect(translation.uploads[0]?.to).toEqual({ $setting: "vertex.store", append: "/bundles/cafe/source.tar.gz" });
    expect(problems(translation)).toEqual([
      "warning missing-setting settings.project",
      "warning missing-setting settings.region",
      "warning missing-setting settings.store",
    ]);
    expect(translation.diagnostics.at(-1)?.fix).toContain("SWITCHYARD_VERTEX_STORE");
  });

  it("is plain JSON and the same bytes for the same input", () => {
    const specs = fc.record(
      {
        name: fc.stringMatching(/^[a-z][a-z0-9]{0,30}$/),
        inputs: fc.dictionary(fc.stringMatching(/^[a-z.-]{1,8}$/), fc.constant("gs://bucket/data"), { maxKeys: 3 }),
        resources: fc.record({
          accelerator: fc.constantFrom("cpu", "L4", "T4", "H100", "TPU-v5e"),
          nodes: fc.integer({ min: 1, max: 9 }),
          spot: fc.boolean(),
        }),
      },
      { requiredKeys: ["name"] },
    ) as fc.Arbitrary<Partial<TrainerSpec>>;
    fc.assert(
      fc.property(specs, (spec) => {
        const first = plan(spec);
        expect(JSON.stringify(plan(structuredClone(spec)))).toBe(JSON.stringify(first));
        expect(JSON.parse(JSON.stringify(first))).toEqual(first);
        expect(Object.keys(first.origins)).toHaveLength(leavesOf(bodyOf(first)).length);
      }),
      { numRuns: 50 },
    );
  });

  it("changes none of what it was given", () => {
    const spec: Partial<TrainerSpec> = {
      platforms: { vertex: { jobSpec: { workerPoolSpecs: [{ diskSpec: { bootDiskSizeGb: 200 } }] } } },
    };
    const before = structuredClone(spec);
    plan(spec);
    expect(spec).toEqual(before);
  });
});
