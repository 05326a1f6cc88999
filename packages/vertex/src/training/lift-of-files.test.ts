import { createPlanningPlatform } from "@switchyard/core";
import { memoryHost } from "@switchyard/core/conformance";
import { describe, expect, it } from "vitest";
import { known, resolve } from "../../testing/plan.ts";
import { vertexTranslator } from "./translator.ts";

const platform = createPlanningPlatform<"vertex">(vertexTranslator(resolve(known)), memoryHost());

const lifted = (native: unknown) => platform.lift(native);

const toldOf = async (native: unknown) => (await lifted(native)).diagnostics.map(({ code, path }) => `${code} ${path}`);

/** What `gcloud --config` takes, with a shell's text. */
const config = {
  workerPoolSpecs: [
    {
      machineSpec: { machineType: "n1-highmem-16", acceleratorType: "NVIDIA_TESLA_T4", acceleratorCount: 1 },
      replicaCount: 1,
      diskSpec: { bootDiskType: "pd-ssd" },
      containerSpec: {
        imageUri: "<region>-docker.pkg.dev/<project>/tune/train:latest",
        command: ["bash", "-c"],
        args: [
          "cd trainer; WANDB_MODE=offline accelerate launch --num_processes 1 tune.py --epochs 3 --out $AIP_MODEL_DIR; gsutil cp x gs://b",
        ],
        env: [{ name: "RUN", value: "$(CLOUD_ML_JOB_ID)", note: "x" }],
      },
    },
    {
      machineSpec: { machineType: "n1-standard-4" },
      replicaCount: 2,
      containerSpec: { imageUri: "ps", command: ["python", "ps.py"] },
    },
  ],
  scheduling: { timeout: "3600s", disableRetries: false },
  staging: "gs://odd",
};

/** A job as protocol buffers of Python are printed: snake_case, numbers for words, zeros. */
const printed = {
  display_name: "Tune it (2nd)",
  job_spec: {
    worker_pool_specs: [
      {
        machine_spec: { machine_type: "n1-standard-4", accelerator_type: 0, accelerator_count: 0 },
        replica_count: "1",
        disk_spec: { boot_disk_type: "pd-ssd", boot_disk_size_gb: 100 },
        python_package_spec: {
          executor_image_uri: "us-docker.pkg.dev/vertex-ai/training/tf-cpu.2-17.py310:latest",
          package_uris: ["gs://b/trainer.tar.gz"],
          python_module: "trainer.task",
          args: ["--epochs=3", "-v", "loose"],
        },
      },
    ],
    scheduling: { timeout: { seconds: 600, nanos: 500_000_000 }, restart_job_on_worker_restart: false },
    enable_web_access: false,
  },
  labels: { "team-x": "nlp" },
};

describe("a job of a file", () => {
  it("with a shell's text is the script that it starts", async () => {
    expect((await lifted(config)).spec).toMatchObject({
      entryPoint: "trainer/tune.py",
      scriptArgs: { epochs: 3 },
      environment: { variables: { WANDB_MODE: "offline" } },
      platforms: {
        vertex: {
          jobSpec: { workerPoolSpecs: [{ machineSpec: { machineType: "n1-highmem-16" } }, expect.anything()] },
        },
      },
    });
  });

  it.each<[string, unknown, readonly string[]]>([
    [
      "as gcloud takes it",
      config,
      [
        "made-anew workerPoolSpecs[0].containerSpec.args",
        "not-lifted workerPoolSpecs[0].containerSpec.env.RUN.note",
        "not-lifted workerPoolSpecs[1].containerSpec",
        "kept-native workerPoolSpecs[1].machineSpec",
        "made-anew scheduling.disableRetries",
        "not-lifted staging",
      ],
    ],
    [
      "as Python prints it",
      printed,
      [
        "made-anew display_name",
        "made-anew job_spec.worker_pool_specs[0].machine_spec.accelerator_count",
        "not-lifted job_spec.worker_pool_specs[0].python_package_spec.args",
        "not-lifted job_spec.worker_pool_specs[0].python_package_spec.package_uris[0]",
        "made-anew job_spec.scheduling.timeout",
        "made-anew job_spec.enable_web_access",
        "kept-native labels",
      ],
    ],
  ])("%s is answered for every value, in its own words", async (_how, native, told) => {
    const all = await toldOf(native);
    expect(all.filter((each) => each.startsWith("unaccounted"))).toEqual([]);
    expect(all).toEqual(expect.arrayContaining([...told]));
  });

  it("with one pool that is no list is lifted like a list of one", async () => {
    const pool = { machineSpec: { machineType: "n1-standard-8" }, replicaCount: 1, containerSpec: { imageUri: "x" } };
    const [one, list] = [await lifted({ workerPoolSpecs: pool }), await lifted({ workerPoolSpecs: [pool] })];
    expect(one.spec).toEqual(list.spec);
    expect(await toldOf({ workerPoolSpecs: pool })).toContain("not-said workerPoolSpecs.containerSpec");
  });

  it("says of more than one chief that there is one", async () => {
    const pool = { replicaCount: 4, containerSpec: { imageUri: "x", command: ["python", "a.py"] } };
    expect(await toldOf({ workerPoolSpecs: [pool] })).toContain("not-lifted workerPoolSpecs[0].replicaCount");
  });
});
