import type { TrainerSpec } from "@switchyard/core";
import { describe, expect, it } from "vitest";
import { jobOf, known, plan, problems, workspace } from "../../testing/plan.ts";

/** A spec that has nothing to be told about. */
const quiet = { environment: { requirements: "requirements.txt" } };

const on = (accelerator: string, acceleratorsPerNode = 1, nodes = 1): Partial<TrainerSpec> =>
  ({ ...quiet, resources: { accelerator, acceleratorsPerNode, nodes } }) as Partial<TrainerSpec>;

describe("machines", () => {
  it.each([
    ["cpu", 1, 1, "Standard_DS3_v2", "7g"],
    ["cpu", 4, 1, "Standard_F8s_v2", "8g"],
    ["T4", 4, 1, "Standard_NC64as_T4_v3", "220g"],
    ["A100-80GB", 2, 1, "Standard_NC48ads_A100_v4", "220g"],
    ["V100-16GB", 4, 1, "Standard_NC24s_v3", "224g"],
    ["V100-16GB", 4, 2, "Standard_NC24rs_v3", "224g"],
    ["H100-NVL", 2, 1, "Standard_NC80adis_H100_v5", "320g"],
    ["H200", 8, 1, "Standard_ND96isr_H200_v5", "925g"],
  ])("%s x %i on %i nodes are %s with %s of shared memory", (accelerator, count, nodes, instanceType, shmSize) => {
    expect(jobOf(plan(on(accelerator, count, nodes))).resources).toMatchObject({
      instanceType,
      instanceCount: nodes,
      shmSize,
    });
  });

  it("lock memory without a lid for InfiniBand between nodes, and not otherwise", () => {
    expect(jobOf(plan(on("H100", 8, 2))).resources?.dockerArgs).toBe("--ulimit memlock=-1:-1");
    expect(jobOf(plan(on("H100", 8, 1))).resources?.dockerArgs).toBeUndefined();
    expect(jobOf(plan(on("T4", 1, 2))).resources?.dockerArgs).toBeUndefined();
  });

  it.each([
    ["L4", 1, "error no-machine resources.accelerator"],
    ["TPU-v6e", 1, "error no-machine resources.accelerator"],
    ["H100", 4, "error no-machine resources.acceleratorsPerNode"],
    ["A100-40GB", 1, "error no-machine resources.acceleratorsPerNode"],
    ["cpu", 40, "error no-machine resources.acceleratorsPerNode"],
  ])("are refused for %s x %i", (accelerator, count, problem) => {
    expect(problems(plan(on(accelerator, count)))).toEqual([problem]);
  });

  it("are decided by a cluster, which the plan says", () => {
    const translation = plan(on("T4"), { ...known, compute: "gpus" });
    expect(jobOf(translation)).toMatchObject({
      computeId: `${workspace}/computes/gpus`,
      resources: { instanceCount: 1 },
    });
    expect(jobOf(translation).resources?.instanceType).toBeUndefined();
    expect(problems(translation)).toEqual(["info cluster-machine resources.accelerator"]);
  });

  it("warn when another is named natively that does not fit the ranks", () => {
    const resources = { instanceType: "Standard_ND96isr_H100_v5" };
    const translation = plan({ ...on("T4"), platforms: { azureml: { resources } } });
    expect(problems(translation)).toEqual(["warning other-machine platforms.azureml.resources.instanceType"]);
    expect(translation.machine).toMatchObject({ type: "Standard_ND96isr_H100_v5", acceleratorsPerNode: 8 });
  });
});

describe("the start", () => {
  it("is one process on one node, without a distribution", () => {
    const job = jobOf(plan(on("T4")));
    expect(job.distribution).toBeUndefined();
    expect(job.command).toBe('exec env SWITCHYARD_MODEL="${{outputs.model}}" python3 switchyard_launcher.py');
  });

  it("is one process on each of several nodes, never the ranks", () => {
    expect(jobOf(plan(on("A100-80GB", 8, 4))).distribution).toEqual({
      distributionType: "PyTorch",
      processCountPerInstance: 1,
    });
  });

  it.each(["torchrun", "accelerate", "deepspeed"] as const)("goes to the launcher, which starts %s", (kind) => {
    expect(problems(plan({ ...quiet, launch: { kind } }))).toEqual([]);
  });

  it("is refused to Azure's own start of every rank", () => {
    expect(problems(plan({ ...quiet, launch: { kind: "native" } }))).toEqual(["error unsupported launch.kind"]);
  });
});

describe("the environment", () => {
  const environmentOf = (image: string) => {
    const translation = plan({ environment: { image } });
    return {
      id: jobOf(translation).environmentId,
      steps: translation.requests.map(({ step }) => step),
      told: problems(translation),
    };
  };

  it("of a docker image is registered first, under a name that no other image has", () => {
    const one = environmentOf("a/b:1");
    expect(one).toMatchObject({ steps: ["code", "environment", "job"], told: [] });
    expect(new Set(["a/b:1", "a/b-1", "a-b:1", "a_2fb:1"].map((image) => environmentOf(image).id)).size).toBe(4);
  });

  it.each([
    ["azureml:mine:3", `${workspace}/environments/mine/versions/3`],
    ["azureml://registries/r/environments/e/versions/2", "azureml://registries/r/environments/e/versions/2"],
    [`${workspace}/environments/e/versions/2`, `${workspace}/environments/e/versions/2`],
  ])("that exists is named: %s", (image, id) => {
    expect(environmentOf(image)).toEqual({ id, steps: ["code", "job"], told: [] });
  });

  it.each(["azureml:mine@latest", "azureml:mine"])("without a version is refused: %s", (image) => {
    expect(environmentOf(image).told).toEqual(["error no-version environment.image"]);
  });

  it("with too long a name is refused", () => {
    expect(environmentOf(`r.io/${"a/".repeat(80)}b`).told).toEqual(["error long-name environment.image"]);
  });

  it.each<[string, TrainerSpec["environment"], string[]]>([
    ["nothing", {}, []],
    ["a release, which core sees to", { transformers: "4.57.6" }, []],
    ["its own Python", { requirements: "r.txt", python: "3.10" }, []],
    ["another Python", { requirements: "r.txt", python: "3.12" }, ["error no-image environment.python"]],
    ["another Python with an image", { image: "me:1", python: "3.12" }, ["warning not-checked environment.python"]],
  ])("that Azure curates is told about with %s", (_name, environment, expected) => {
    expect(problems(plan({ ...(environment === undefined ? {} : { environment }) }))).toEqual(expected);
  });

  it("is not registered when another one is named natively", () => {
    const translation = plan({
      environment: { image: "me:1" },
      platforms: { azureml: { environmentId: "azureml://x" } },
    });
    expect(translation.requests.map(({ step }) => step)).toEqual(["code", "job"]);
  });

  it("for AMD accelerators is the user's", () => {
    expect(problems(plan(on("MI300X", 8)))).toEqual(["error no-image environment.image"]);
  });
});

describe("data", () => {
  it.each([
    ["azureml://datastores/a/paths/x/", "uri_folder", "azureml://datastores/a/paths/x/"],
    ["azureml://datastores/a/paths/x.csv", "uri_file", "azureml://datastores/a/paths/x.csv"],
    ["azureml://data/words/versions/1.2", "uri_folder", `${workspace}/data/words/versions/1.2`],
    [
      "azureml://subscriptions/s/resourcegroups/g/workspaces/w/data/words/versions/1",
      "uri_folder",
      "/subscriptions/s/resourceGroups/g/providers/Microsoft.MachineLearningServices/workspaces/w/data/words/versions/1",
    ],
    ["azureml://registries/r/data/words/versions/1", "uri_folder", "azureml://registries/r/data/words/versions/1"],
    ["https://a.blob.core.windows.net/c/d.parquet", "uri_file", "https://a.blob.core.windows.net/c/d.parquet"],
    ["wasbs://c@a.blob.core.windows.net/d", "uri_folder", "wasbs://c@a.blob.core.windows.net/d"],
  ])("at %s is a %s", (uri, jobInputType, address) => {
    expect(jobOf(plan({ ...quiet, inputs: { a: uri } })).inputs).toEqual({
      a: { jobInputType, uri: address, mode: "ReadOnlyMount" },
    });
  });

  it.each(["s3://bucket/x", "gs://bucket/x", "hf://datasets/x"])("elsewhere is refused: %s", (uri) => {
    expect(problems(plan({ ...quiet, inputs: { a: uri } }))).toEqual(["error wrong-store inputs.a"]);
  });

  it("with a name that Azure cannot fill in is refused, with one that it can", () => {
    const translation = plan({ ...quiet, inputs: { "a.b": "azureml://datastores/a/paths/x" } });
    expect(problems(translation)).toEqual(["error wrong-name inputs.a.b"]);
    expect(translation.diagnostics[0]?.fix).toBe('Name it "a_b".');
  });

  it("of a model goes where the spec says, below the job's name", () => {
    const outputs = { store: "azureml://datastores/m/paths/models/" };
    expect(jobOf(plan({ ...quiet, outputs })).outputs?.["model"]?.uri).toBe(
      "azureml://datastores/m/paths/models/bert-imdb-01234567-1-1/",
    );
    expect(problems(plan({ ...quiet, outputs: { store: "https://a.blob.core.windows.net/c" } }))).toEqual([
      "error wrong-store outputs.store",
    ]);
  });
});

describe("time", () => {
  it("is told to Azure, and nothing where nothing is said", () => {
    expect(jobOf(plan(quiet, known, { maxRuntimeSeconds: 90_000 })).limits).toEqual({
      jobLimitsType: "Command",
      timeout: "P1DT1H",
    });
    expect(jobOf(plan(quiet)).limits).toBeUndefined();
  });

  it("of a Spot job is Azure's to end", () => {
    const serverless = plan(quiet, known, { spot: true });
    expect(jobOf(serverless).queueSettings).toEqual({ jobTier: "Spot" });
    expect(problems(serverless)).toEqual(["info spot-restart resources.spot"]);
    expect(problems(plan({ ...quiet, launch: { resume: "none" } }, known, { spot: true }))).toEqual([
      "warning spot-restart resources.spot",
    ]);
    const cluster = plan(quiet, { ...known, compute: "gpus" }, { spot: true });
    expect(jobOf(cluster).queueSettings).toBeUndefined();
    expect(cluster.machine.spot).toBe(true);
    expect(problems(cluster)).toContain("warning cluster-spot resources.spot");
  });

  it("brings the checkpoints of a Spot job to the store, for all attempts of the run", () => {
    const { outputs, command } = jobOf(plan(quiet, known, { spot: true }));
    const uri =
      "azureml://datastores/workspaceblobstore/paths/switchyard/checkpoints/0123456789abcdef0123456789abcdef/1/";
    expect(outputs?.["checkpoints"]).toEqual({ jobOutputType: "uri_folder", uri, mode: "ReadWriteMount" });
    expect(command).toContain('SWITCHYARD_CHECKPOINTS="${{outputs.checkpoints}}"');
    expect(jobOf(plan(quiet)).outputs).not.toHaveProperty("checkpoints");
  });

  it("keeps checkpoints where the spec says: a datastore is mounted, the launcher copies to other stores", () => {
    const keeping = (checkpoints: string) => jobOf(plan({ ...quiet, outputs: { checkpoints } }));
    const mounted = keeping("azureml://datastores/mine/paths/kept/");
    expect(mounted.outputs?.["checkpoints"]?.uri).toBe(
      "azureml://datastores/mine/paths/kept/0123456789abcdef0123456789abcdef-1/",
    );
    const copied = keeping("hf://acme/kept");
    expect(copied.outputs).not.toHaveProperty("checkpoints");
    expect(copied.command).not.toContain("SWITCHYARD_CHECKPOINTS");
    expect(copied.environmentVariables).toEqual({
      SWITCHYARD_CHECKPOINTS: "hf://acme/kept/0123456789abcdef0123456789abcdef-1",
    });
  });

  it("above the lid is refused once, where the job says it", () => {
    expect(problems(plan(quiet, known, { maxRuntimeSeconds: 22 * 86_400 }))).toEqual([
      "error native-runtime /requests/1/body/properties/limits/timeout",
    ]);
  });

  it("before tiers there is no Spot", () => {
    expect(problems(plan(quiet, { ...known, apiVersion: "2023-04-01" }, { spot: true }))).toContain(
      "error native-version /requests/1/body/properties/queueSettings",
    );
  });
});

it.each([
  ["AMLToken", { identityType: "AMLToken" }],
  ["UserIdentity", { identityType: "UserIdentity" }],
  [
    "00000000-1111-2222-3333-444444444444",
    { identityType: "Managed", clientId: "00000000-1111-2222-3333-444444444444" },
  ],
])("the identity %s is the job's", (identity, expected) => {
  expect(jobOf(plan(quiet, { ...known, identity })).identity).toEqual(expected);
});

it("the compute's own identity needs a cluster", () => {
  expect(problems(plan(quiet, { ...known, identity: "Managed" }))).toEqual([
    "error native-identity /requests/1/body/properties/identity/clientId",
  ]);
  expect(problems(plan(quiet, { ...known, identity: "Managed", compute: "gpus" }))).toEqual([
    "info cluster-machine resources.accelerator",
  ]);
});

it("a secret of Key Vault is left to the launcher, when it is one", () => {
  const named = (native: string) => plan({ environment: { ...quiet.environment, secrets: { A: { native } } } });
  const translation = named("https://mine.vault.azure.net/secrets/a");
  expect(problems(translation)).toEqual(["info secret-by-name environment.secrets.A.native"]);
  expect(jobOf(translation).environmentVariables).toBeUndefined();
  for (const wrong of ["vault/a", "https://mine.example.com/secrets/a", "http://mine.vault.azure.net/secrets/a"])
    expect(problems(named(wrong))).toEqual(["error wrong-value environment.secrets.A.native"]);
});

it("a disk is what the machine has", () => {
  expect(problems(plan(quiet, known, { diskGigabytes: 500 }))).toEqual(["warning ignored-disk resources.disk"]);
});

it("a model is not published by the job", () => {
  expect(problems(plan({ ...quiet, outputs: { hub: "acme/bert" } }))).toEqual(["error unsupported outputs.hub"]);
});

describe("overrides", () => {
  it.each([
    ["jobType", { jobType: "Command" }],
    ["command", { command: "python mine.py" }],
    ["codeId", { codeId: "x" }],
    ["distribution", { distribution: { distributionType: "PyTorch", processCountPerInstance: 8 } }],
    ["resources.instanceCount", { resources: { instanceCount: 3 } }],
    ['tags["switchyard-key"]', { tags: { "switchyard-key": "x" } }],
  ] as const)("of %s are refused", (path, azureml) => {
    expect(problems(plan({ ...quiet, platforms: { azureml } }))).toContain(
      `error reserved-member platforms.azureml.${path}`,
    );
  });

  it("are judged by Azure's types as all the rest", () => {
    const azureml = { notificationSetting: { emailOn: ["JobDone"] } } as unknown as NonNullable<
      TrainerSpec["platforms"]
    >["azureml"];
    expect(problems(plan({ ...quiet, platforms: { ...(azureml === undefined ? {} : { azureml }) } }))).toEqual([
      "error native-enum /requests/1/body/properties/notificationSetting/emailOn/0",
    ]);
  });
});
