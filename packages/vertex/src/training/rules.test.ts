import type { TrainerSpec } from "@switchyard/core";
import { describe, expect, it } from "vitest";
import { bodyOf, image, known, plan, problems } from "../../testing/plan.ts";

type Overrides = NonNullable<NonNullable<TrainerSpec["platforms"]>["vertex"]>;

const on = (accelerator: string, acceleratorsPerNode = 1, nodes = 1): Partial<TrainerSpec> =>
  ({ resources: { accelerator, acceleratorsPerNode, nodes } }) as Partial<TrainerSpec>;

const poolsOf = (...given: Parameters<typeof plan>) => bodyOf(plan(...given))?.jobSpec.workerPoolSpecs ?? [];

const overriding = (vertex: Overrides): Partial<TrainerSpec> => ({ platforms: { vertex } });

describe("machines", () => {
  it.each([
    ["cpu", 1, 1, { machineType: "e2-standard-4" }],
    ["cpu", 40, 1, { machineType: "n1-standard-96" }],
    ["T4", 2, 1, { machineType: "n1-standard-16", acceleratorType: "NVIDIA_TESLA_T4", acceleratorCount: 2 }],
    ["L4", 1, 1, { machineType: "g2-standard-4", acceleratorType: "NVIDIA_L4", acceleratorCount: 1 }],
    ["A100-40GB", 16, 2, { machineType: "a2-megagpu-16g", acceleratorType: "NVIDIA_TESLA_A100", acceleratorCount: 16 }],
    ["H100", 8, 4, { machineType: "a3-highgpu-8g", acceleratorType: "NVIDIA_H100_80GB", acceleratorCount: 8 }],
    ["H200", 8, 2, { machineType: "a3-ultragpu-8g", acceleratorType: "NVIDIA_H200_141GB", acceleratorCount: 8 }],
    ["TPU-v5e", 8, 1, { machineType: "ct5lp-hightpu-8t", tpuTopology: "2x4" }],
    ["TPU-v6e", 4, 8, { machineType: "ct6e-standard-4t", tpuTopology: "4x8" }],
  ])("%s x %i on %i nodes are %j in every pool", (accelerator, count, nodes, machineSpec) => {
    const pools = poolsOf(on(accelerator, count, nodes));
    expect(pools.map((pool) => pool.machineSpec)).toEqual(pools.map(() => machineSpec));
    const replicas = pools.reduce((sum, { replicaCount }) => sum + Number(replicaCount), 0);
    expect(replicas).toBe(accelerator.startsWith("TPU") ? 1 : nodes);
  });

  it.each([
    ["MI300X", 8, 1, "error no-machine resources.accelerator"],
    ["A10", 1, 1, "error no-machine resources.accelerator"],
    ["H200", 4, 1, "error no-machine resources.acceleratorsPerNode"],
    ["cpu", 49, 1, "error no-machine resources.acceleratorsPerNode"],
    ["TPU-v6e", 4, 3, "error no-machine resources.nodes"],
    ["TPU-v6e", 8, 2, "error no-machine resources.nodes"],
  ])("are refused for %s x %i on %i nodes", (accelerator, count, nodes, problem) => {
    expect(problems(plan(on(accelerator, count, nodes)))).toContain(problem);
  });

  it("warn when another is named natively that does not fit the ranks", () => {
    const machineSpec = { machineType: "g2-standard-24", acceleratorCount: 2 };
    const translation = plan({ ...on("L4"), ...overriding({ jobSpec: { workerPoolSpecs: [{ machineSpec }] } }) });
    expect(problems(translation)).toEqual([
      "warning other-machine platforms.vertex.jobSpec.workerPoolSpecs[0].machineSpec.acceleratorCount",
    ]);
    expect(translation.machine).toMatchObject({ type: "g2-standard-24", acceleratorsPerNode: 2 });
  });

  it("warn when only one of the two pools is overridden", () => {
    const machineSpec = { machineType: "g2-standard-12" };
    const translation = plan({
      ...on("L4", 1, 2),
      ...overriding({ jobSpec: { workerPoolSpecs: [{ machineSpec }] } }),
    });
    expect(problems(translation)).toEqual(["warning unlike-nodes platforms.vertex.jobSpec.workerPoolSpecs"]);
  });

  it("of a reservation are not spot machines", () => {
    const machineSpec = { reservationAffinity: { reservationAffinityType: "ANY_RESERVATION" } } as const;
    const spec = { ...on("L4"), ...overriding({ jobSpec: { workerPoolSpecs: [{ machineSpec }] } }) };
    expect(problems(plan(spec, known, { spot: true }))).toContain("warning reserved-spot resources.spot");
    expect(problems(plan(spec))).toEqual([]);
  });

  it("have a disk of the kind that they boot from", () => {
    expect(poolsOf(on("L4"), known, { diskGigabytes: 300 })[0]?.diskSpec).toEqual({
      bootDiskType: "pd-ssd",
      bootDiskSizeGb: 300,
    });
    expect(poolsOf(on("H200", 8), known, { diskGigabytes: 300 })[0]?.diskSpec?.bootDiskType).toBe("hyperdisk-balanced");
    expect(poolsOf(on("H200", 8))[0]?.diskSpec).toBeUndefined();
    expect(problems(plan({}, known, { diskGigabytes: 50 }))).toEqual([
      "error native-disk /requests/0/body/jobSpec/workerPoolSpecs/0/diskSpec/bootDiskSizeGb",
    ]);
  });
});

it.each(["torchrun", "accelerate", "deepspeed"] as const)("a start by %s is the launcher's to make", (kind) => {
  expect(problems(plan({ launch: { kind } }))).toEqual([]);
});

it("a native start is refused", () => {
  expect(problems(plan({ launch: { kind: "native" } }))).toEqual(["error unsupported launch.kind"]);
});

it.each(["torchrun", "accelerate", "deepspeed"] as const)("a start by %s does not fit a TPU", (kind) => {
  const resources = { accelerator: "TPU-v5e", acceleratorsPerNode: 8 } as const;
  expect(problems(plan({ resources, launch: { kind } }))).toContain("error unfit-launch launch.kind");
});

describe("data", () => {
  it.each(["s3://bucket/x", "hf://datasets/x", "https://storage.googleapis.com/b/x", "gs://"])(
    "elsewhere is refused: %s",
    (uri) => {
      expect(problems(plan({ inputs: { a: uri } }))).toEqual(["error wrong-store inputs.a"]);
    },
  );

  it("of a model goes where the spec says, below the job's name", () => {
    const translation = plan({ outputs: { store: "gs://models/nlp/" } });
    expect(bodyOf(translation)?.jobSpec.baseOutputDirectory).toEqual({
      outputUriPrefix: "gs://models/nlp/bert-imdb-01234567-1-1",
    });
    expect(translation.uploads[0]?.to).toBe("gs://acme/switchyard/bundles/cafe/source.tar.gz");
    expect(problems(plan({ outputs: { store: "s3://models" } }))).toContain("error wrong-store outputs.store");
  });

  it("of a bundle goes to the spec's store where the settings have none", () => {
    const { store: _store, ...without } = known;
    const translation = plan({ outputs: { store: "gs://models/nlp" } }, without);
    expect(translation.uploads[0]?.to).toBe("gs://models/nlp/bundles/cafe/source.tar.gz");
    expect(problems(translation)).toEqual([]);
  });

  it("with names that variables cannot have get variables that no other name gives", () => {
    const names = ["a.b", "a-b", "a_b", "a_2eb", "a_2db"];
    const inputs = Object.fromEntries(names.map((name) => [name, "gs://data/x"]));
    const variables = poolsOf({ inputs })[0]?.containerSpec?.env?.map(({ name }) => name);
    expect(new Set(variables).size).toBe(names.length);
    expect(problems(plan({ inputs }))).toEqual([]);
  });
});

describe("time", () => {
  it("is told to Google, and nothing where nothing is said", () => {
    expect(bodyOf(plan({}, known, { maxRuntimeSeconds: 90_000 }))?.jobSpec.scheduling).toEqual({ timeout: "90000s" });
    expect(bodyOf(plan())?.jobSpec.scheduling).toBeUndefined();
  });

  it("of several nodes begins anew for all when one is started again", () => {
    expect(bodyOf(plan(on("L4", 1, 2)))?.jobSpec.scheduling).toEqual({ restartJobOnWorkerRestart: true });
  });

  it("of several nodes whose retries are disabled asks for no restarts", () => {
    const spec = { ...on("L4", 1, 2), ...overriding({ jobSpec: { scheduling: { disableRetries: true } } }) };
    expect(bodyOf(plan(spec))?.jobSpec.scheduling).toEqual({ disableRetries: true });
    expect(problems(plan(spec))).toEqual([]);
  });

  it("of flexible start has a lid", () => {
    const spec = { ...on("L4"), ...overriding({ jobSpec: { scheduling: { strategy: "FLEX_START" } } }) };
    expect(problems(plan(spec, known, { maxRuntimeSeconds: 8 * 86_400 }))).toEqual([
      "error native-runtime /requests/0/body/jobSpec/scheduling/timeout",
    ]);
  });
});

it.each([
  [{}, "https://us-central1-aiplatform.googleapis.com/v1/projects/acme-ml/locations/us-central1/customJobs"],
  [
    { endpoint: "http://127.0.0.1:4566/" },
    "http://127.0.0.1:4566/v1/projects/acme-ml/locations/us-central1/customJobs",
  ],
  [
    { region: "europe-west4", project: "42" },
    "https://europe-west4-aiplatform.googleapis.com/v1/projects/42/locations/europe-west4/customJobs",
  ],
])("with the settings %j a plan goes to %s", (settings, target) => {
  expect(plan({}, { ...known, ...settings }).requests[0]?.target).toBe(target);
});

describe("account and network", () => {
  it("of the settings give way to an interface of Private Service Connect", () => {
    const pscInterfaceConfig = { networkAttachment: "projects/p/regions/r/networkAttachments/a" };
    const translation = plan(overriding({ jobSpec: { pscInterfaceConfig } }), {
      ...known,
      network: "projects/123/global/networks/vpc",
    });
    expect(bodyOf(translation)?.jobSpec.network).toBeUndefined();
    expect(problems(translation)).toEqual([]);
  });

  it("refuse a key of another region", () => {
    const encryptionKey = "projects/p/locations/europe-west4/keyRings/r/cryptoKeys/k";
    expect(problems(plan({}, { ...known, encryptionKey }))).toEqual(["error other-region settings.encryptionKey"]);
  });
});

describe("a secret", () => {
  it("of Secret Manager is left to the launcher, when it is one", () => {
    const named = (native: string) => ({ environment: { image, secrets: { A: { native } } } });
    expect(problems(plan(named("projects/p/secrets/a")))).toEqual(["info secret-by-name environment.secrets.A.native"]);
    expect(poolsOf(named("projects/p/secrets/a/versions/7"))[0]?.containerSpec?.env).toBeUndefined();
    expect(problems(plan(named("a")))).toEqual(["error wrong-value environment.secrets.A.native"]);
  });

  it("is warned of, since Google shows variables and fills $( in", () => {
    const [warning] = plan({ environment: { image, secrets: { A: { env: "B" } } } }).diagnostics;
    expect(warning).toMatchObject({ severity: "warning", code: "readable-secret" });
    expect(warning?.message).toContain("$(");
  });
});

it("a model is not published by the job", () => {
  expect(problems(plan({ outputs: { hub: "acme/bert" } }))).toEqual(["error unsupported outputs.hub"]);
});

describe("overrides", () => {
  const pool = (change: object): Overrides => ({ jobSpec: { workerPoolSpecs: [change] } });

  it.each<[string, Overrides]>([
    ["labels.switchyard-key", { labels: { "switchyard-key": "x" } }],
    ["jobSpec.workerPoolSpecs[0].replicaCount", pool({ replicaCount: "2" })],
    ["jobSpec.workerPoolSpecs[0].pythonPackageSpec", pool({ pythonPackageSpec: { pythonModule: "m" } })],
    ["jobSpec.workerPoolSpecs[0].containerSpec.command", pool({ containerSpec: { command: ["python"] } })],
    ["jobSpec.workerPoolSpecs[0].containerSpec.args", pool({ containerSpec: { args: ["x"] } })],
    [
      "jobSpec.workerPoolSpecs[0].containerSpec.env[0]",
      pool({ containerSpec: { env: [{ name: "SWITCHYARD_MODEL", value: "x" }] } }),
    ],
  ])("of %s are refused", (path, vertex) => {
    expect(problems(plan(overriding(vertex)))).toContain(`error reserved-member platforms.vertex.${path}`);
  });

  it("are merged into the pool in their place, and variables by their names", () => {
    const env = [
      { name: "SECRET", value: "mine" },
      { name: "NCCL_DEBUG", value: "INFO" },
    ];
    const spec = {
      ...on("L4", 1, 2),
      environment: { image, secrets: { SECRET: { env: "X" } } },
      ...overriding({
        jobSpec: {
          workerPoolSpecs: [
            {},
            { containerSpec: { env }, nfsMounts: [{ server: "10.0.0.2", path: "/v", mountPoint: "v" }] },
          ],
        },
      }),
    };
    const [chief, workers] = poolsOf(spec);
    expect(chief?.containerSpec?.env).toEqual([{ name: "SECRET", value: { $secret: "SECRET" } }]);
    expect(workers?.containerSpec?.env).toEqual(env);
    expect(workers?.nfsMounts).toHaveLength(1);
    expect(workers?.replicaCount).toBe("1");
  });

  it("may add pools of their own behind an empty one", () => {
    const reducer = {
      replicaCount: "2",
      machineSpec: { machineType: "n1-highcpu-16" },
      containerSpec: { imageUri: "r" },
    };
    const translation = plan({ ...on("L4"), ...overriding({ jobSpec: { workerPoolSpecs: [{}, {}, reducer] } }) });
    expect(bodyOf(translation)?.jobSpec.workerPoolSpecs.slice(1)).toEqual([{}, reducer]);
    expect(problems(translation)).toEqual([]);
  });

  it("are judged by Google's definition as all the rest", () => {
    const vertex = { jobSpec: { scheduling: { strategy: "CHEAP" } } } as unknown as Overrides;
    expect(problems(plan(overriding(vertex)))).toEqual([
      "error native-enum /requests/0/body/jobSpec/scheduling/strategy",
    ]);
  });
});
