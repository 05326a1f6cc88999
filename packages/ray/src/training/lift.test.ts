import { checkTrainerSpec } from "@switchyard/core";
import { describe, expect, it } from "vitest";
import { manifest } from "../../testing/manifest.ts";
import { known, onCloud, resolve } from "../../testing/plan.ts";
import { lift } from "./lift.ts";

const lifted = (native: unknown) => lift(native, resolve(known));

const toldOf = (native: unknown): string[] =>
  lifted(native).diagnostics.map(({ severity, path }) => `${severity} ${path}`);

/** A job as a dashboard tells it. */
const described = {
  type: "SUBMISSION",
  job_id: "02000000",
  submission_id: "sft_1",
  driver_info: { id: "02000000", node_ip_address: "10.0.0.2", pid: "5855" },
  status: "SUCCEEDED",
  entrypoint:
    "pip install -r requirements.txt && torchrun --nproc-per-node 2 train.py --model-name Qwen/Qwen3-0.6B --output_dir out --learning-rate 2e-5 --num_train_epochs=3 --lr_scheduler_type 'cosine' --packing --layers 1 2",
  message: "Job finished successfully.",
  error_type: null,
  start_time: 1795498710862,
  end_time: 1795498771606,
  metadata: { team: "nlp" },
  runtime_env: {
    working_dir: "gcs://_ray_pkg_0f0f0f0f0f0f0f0f.zip",
    pip: ["datasets"],
    env_vars: { HF_HOME: "/mnt/hf", HF_TOKEN: "hf_abcdef", WANDB: "<redacted>" },
    _ray_release: "2.60.0",
  },
  driver_agent_http_address: "http://10.0.0.2:52365",
  driver_node_id: "f157",
  driver_exit_code: 0,
};

describe("a submitted job", () => {
  it("becomes a spec, with overrides for what has no portable form", () => {
    const { spec } = lifted(described);
    expect(spec).toEqual({
      name: "sft-1",
      source: ".",
      entryPoint: "train.py",
      args: { output_dir: "out", learning_rate: 2e-5, num_train_epochs: 3, lr_scheduler_type: "cosine" },
      scriptArgs: { "model-name": "Qwen/Qwen3-0.6B", packing: true, layers: [1, 2] },
      environment: {
        requirements: "requirements.txt",
        variables: { HF_HOME: "/mnt/hf" },
        secrets: { HF_TOKEN: { env: "HF_TOKEN" }, WANDB: { env: "WANDB" } },
      },
      platforms: { ray: { job: { metadata: { team: "nlp" }, runtime_env: { pip: ["datasets"] } } } },
    });
    expect(checkTrainerSpec(spec).filter(({ severity }) => severity === "error")).toEqual([]);
  });

  it("is answered for every member that has no portable home", () => {
    expect(toldOf(described).sort()).toEqual(
      [
        "info status",
        "warning entrypoint_resources",
        "info entrypoint",
        "warning runtime_env.env_vars.HF_TOKEN",
        "warning runtime_env.env_vars.WANDB",
        "warning runtime_env.working_dir",
        "warning runtime_env._ray_release",
        "info metadata.team",
        "info runtime_env.pip",
      ].sort(),
    );
  });

  it("gives away no secret", () => {
    expect(JSON.stringify(lifted(described))).not.toContain("hf_abcdef");
  });

  it("says which accelerator its driver asked for", () => {
    const body = {
      entrypoint: "python a.py",
      entrypoint_num_gpus: 4,
      entrypoint_resources: { "accelerator_type:H100": 0.001 },
    };
    expect(lifted(body).spec.resources).toEqual({ accelerator: "H100", acceleratorsPerNode: 4 });
    expect(toldOf({ ...body, entrypoint_resources: { custom: 1 } })).toContain("warning entrypoint_num_gpus");
  });
});

describe("a RayJob manifest", () => {
  it("becomes a spec of its workers", () => {
    const { spec } = lift(manifest, resolve(onCloud("gke", { image: "other" })));
    expect(spec).toMatchObject({
      name: "tune-bert",
      entryPoint: "train.py",
      args: { per_device_train_batch_size: 8 },
      resources: { accelerator: "H100", acceleratorsPerNode: 8, nodes: 2, spot: true, maxRuntime: "7200s" },
      environment: { image: "rayproject/ray:2.60.0", variables: { A: "1" } },
    });
    expect(spec.platforms?.ray?.rayJob).toEqual({
      metadata: { namespace: "ml", labels: { "kueue.x-k8s.io/queue-name": "gpus" } },
      spec: {
        ttlSecondsAfterFinished: 60,
        rayClusterSpec: {
          rayVersion: "2.60.0",
          headGroupSpec: {
            template: {
              spec: {
                containers: [
                  {
                    name: "ray-head",
                    resources: { limits: { cpu: "4", memory: "16Gi" }, requests: { cpu: "4", memory: "16Gi" } },
                  },
                ],
              },
            },
          },
          workerGroupSpecs: [
            {
              groupName: "workers",
              minReplicas: 1,
              maxReplicas: 4,
              template: {
                spec: {
                  containers: [
                    {
                      name: "ray-worker",
                      resources: {
                        limits: { "nvidia.com/gpu": 8, cpu: "90", memory: "960Gi" },
                        requests: { "nvidia.com/gpu": 8, cpu: "90", memory: "960Gi" },
                      },
                    },
                  ],
                },
              },
            },
          ],
        },
      },
    });
  });

  it("is answered for what no plan has", () => {
    const told = toldOf(manifest);
    expect(told).toEqual(
      expect.arrayContaining([
        "info status",
        "warning spec.submitterPodTemplate",
        "info spec.suspend",
        "warning spec.runtimeEnvYAML",
        "info spec.rayClusterSpec.workerGroupSpecs[0].groupName",
        "warning spec.rayClusterSpec",
        "warning spec.entrypoint",
      ]),
    );
  });

  it("loses what Kubernetes would refuse or drop", () => {
    const wrong = { ...manifest, spec: { ...manifest.spec, backofLimit: 3, entrypointNumCpus: "two" } };
    expect(toldOf(wrong)).toEqual(
      expect.arrayContaining(["warning spec.backofLimit", "warning spec.entrypointNumCpus"]),
    );
  });

  it("keeps no value of a secret in the pods", () => {
    const secret = structuredClone(manifest) as unknown as {
      spec: { rayClusterSpec: { workerGroupSpecs: { template: { spec: { containers: object[] } } }[] } };
    };
    const [container] = secret.spec.rayClusterSpec.workerGroupSpecs[0]?.template.spec.containers ?? [];
    Object.assign(container ?? {}, {
      env: [
        { name: "HF_TOKEN", value: "hf_abcdef" },
        { name: "WANDB_API_KEY", valueFrom: { secretKeyRef: { name: "wandb", key: "key" } } },
      ],
    });
    const { spec } = lifted(secret);
    expect(JSON.stringify(spec)).not.toContain("hf_abcdef");
    expect(spec.environment?.secrets).toEqual({
      HF_TOKEN: { env: "HF_TOKEN" },
      WANDB_API_KEY: { native: "wandb/key" },
    });
  });
});

it.each<[string, unknown]>([
  ["text", "job"],
  ["nothing", null],
  ["a list", []],
  ["an empty object", {}],
  ["a RayCluster", { apiVersion: "ray.io/v1", kind: "RayCluster", spec: {} }],
  ["a RayService", { apiVersion: "ray.io/v1", kind: "RayService", spec: {} }],
  ["a job of SageMaker", { TrainingJobName: "x" }],
])("%s is refused, with what is allowed", (_name, native) => {
  expect(() => lifted(native)).toThrow("Allowed: ");
});
