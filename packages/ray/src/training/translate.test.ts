import { expect, it } from "vitest";
import { bundle, identity, manifestOf, onCloud, plan, submissionOf } from "../../testing/plan.ts";

const spec = {
  args: { num_train_epochs: 3, save_total_limit: 2 },
  environment: {
    requirements: "requirements.txt",
    variables: { HF_HOME: "/tmp/hf" },
    secrets: { HF_TOKEN: { env: "MY_TOKEN" } },
  },
} as const;

const logVariables = {
  PYTHONIOENCODING: "utf-8",
  RAY_DEDUP_LOGS: "0",
  RAY_COLOR_PREFIX: "0",
  RAY_TRAIN_ENABLE_PRINT_PATCH: "0",
  RAY_TRAIN_HEALTH_CHECK_INTERVAL_S: "0.5",
};

const tags = { "switchyard-key": identity.key, "switchyard-run": "1", "switchyard-attempt": "1" };

it("plans a submission to a cluster that exists", () => {
  const translation = plan(spec, undefined, { accelerator: "A100-80GB", acceleratorsPerNode: 8, nodes: 2 });
  expect(translation.requests).toEqual([
    {
      step: "job",
      service: "ray",
      operation: "POST /api/jobs/",
      target: "http://10.0.0.1:8265/api/jobs/",
      body: {
        entrypoint: "exec python switchyard_ray_driver.py",
        submission_id: "bert-imdb-01234567-1-1",
        metadata: {
          "switchyard-name": "bert-imdb",
          "switchyard-script": "train.py",
          "switchyard-resources": '{"accelerator":"A100-80GB","acceleratorsPerNode":8,"nodes":2}',
          ...tags,
        },
        runtime_env: {
          working_dir: "gcs://_ray_pkg_cafe.zip",
          pip: { packages: ["-r ${RAY_RUNTIME_ENV_CREATE_WORKING_DIR}/requirements.txt"] },
          env_vars: {
            SWITCHYARD_RAY_RUN: "bert-imdb-01234567-1",
            SWITCHYARD_RAY_STORE: "s3://bucket/switchyard",
            ...logVariables,
            HF_HOME: "/tmp/hf",
            HF_TOKEN: { $secret: "HF_TOKEN" },
          },
        },
      },
    },
  ]);
  expect(translation.uploads).toEqual([{ from: "source", format: "zip", to: "gcs://_ray_pkg_cafe.zip", ...bundle }]);
  expect(translation.uri).toBe("ray://10.0.0.1:8265/bert-imdb-01234567-1-1");
  expect(translation.machine).toEqual({
    type: "A100",
    nodes: 2,
    spot: false,
    accelerator: "A100-80GB",
    acceleratorsPerNode: 8,
  });
});

it("plans a RayJob for GKE", () => {
  const settings = onCloud("gke", { namespace: "ml", serviceAccount: "trainer", queue: "gpus", rayVersion: "2.60.0" });
  const translation = plan(spec, settings, {
    accelerator: "A100-80GB",
    acceleratorsPerNode: 8,
    nodes: 2,
    spot: true,
    maxRuntimeSeconds: 3600,
    diskGigabytes: 500,
  });
  const env = [
    { name: "SWITCHYARD_RAY_STORE", value: "s3://bucket/switchyard" },
    { name: "HF_TOKEN", value: { $secret: "HF_TOKEN" } },
  ];
  const runtimeEnvYAML = [
    "working_dir: s3://bucket/switchyard/bundles/cafe.zip",
    "env_vars:",
    '  "SWITCHYARD_RAY_RUN": "bert-imdb-01234567-1"',
    ...Object.entries(logVariables).map(([name, value]) => `  "${name}": "${value}"`),
    '  "HF_HOME": "/tmp/hf"',
    "",
  ].join("\n");
  expect(translation.requests).toEqual([
    {
      step: "job",
      service: "kubernetes",
      operation: "RayJob",
      target: "/apis/ray.io/v1/namespaces/ml/rayjobs",
      body: {
        apiVersion: "ray.io/v1",
        kind: "RayJob",
        metadata: {
          name: "bert-imdb-01234567-1-1",
          namespace: "ml",
          labels: { ...tags, "kueue.x-k8s.io/queue-name": "gpus" },
        },
        spec: {
          jobId: "bert-imdb-01234567-1-1",
          entrypoint: "exec python switchyard_ray_driver.py",
          submissionMode: "HTTPMode",
          shutdownAfterJobFinishes: true,
          activeDeadlineSeconds: 3600,
          runtimeEnvYAML,
          metadata: {
            "switchyard-name": "bert-imdb",
            "switchyard-script": "train.py",
            "switchyard-resources": '{"accelerator":"A100-80GB","acceleratorsPerNode":8,"nodes":2}',
            ...tags,
          },
          rayClusterSpec: {
            rayVersion: "2.60.0",
            headGroupSpec: {
              rayStartParams: { "num-cpus": "0" },
              template: {
                spec: {
                  serviceAccountName: "trainer",
                  containers: [
                    {
                      name: "ray-head",
                      image: "me.io/ray:1",
                      env,
                      resources: { limits: { cpu: "2", memory: "8Gi" }, requests: { cpu: "2", memory: "8Gi" } },
                    },
                  ],
                },
              },
            },
            workerGroupSpecs: [
              {
                groupName: "workers",
                rayStartParams: {},
                replicas: 2,
                minReplicas: 2,
                maxReplicas: 2,
                template: {
                  spec: {
                    serviceAccountName: "trainer",
                    terminationGracePeriodSeconds: 15,
                    nodeSelector: {
                      "cloud.google.com/gke-accelerator": "nvidia-a100-80gb",
                      "cloud.google.com/gke-spot": "true",
                    },
                    tolerations: [
                      { key: "cloud.google.com/gke-spot", operator: "Equal", value: "true", effect: "NoSchedule" },
                    ],
                    containers: [
                      {
                        name: "ray-worker",
                        image: "me.io/ray:1",
                        env,
                        resources: {
                          limits: { "nvidia.com/gpu": "8", memory: "960Gi", "ephemeral-storage": "500G" },
                          requests: {
                            "nvidia.com/gpu": "8",
                            cpu: "80",
                            memory: "960Gi",
                            "ephemeral-storage": "500G",
                          },
                        },
                      },
                    ],
                  },
                },
              },
            ],
          },
        },
      },
    },
  ]);
  expect(translation.uploads[0]?.to).toBe("s3://bucket/switchyard/bundles/cafe.zip");
  expect(translation.uri).toBe("ray://kuberay/ml/bert-imdb-01234567-1-1");
  expect(translation.image).toBe("me.io/ray:1");
});

const workersOf = (settings: Parameters<typeof onCloud>[0], resources: object) =>
  manifestOf(plan({}, onCloud(settings), resources)).spec?.rayClusterSpec?.workerGroupSpecs?.[0];

it("names machines, taints and spot nodes as EKS does", () => {
  expect(workersOf("eks", { accelerator: "H100", acceleratorsPerNode: 8, spot: true })?.template.spec).toMatchObject({
    nodeSelector: { "node.kubernetes.io/instance-type": "p5.48xlarge" },
    tolerations: [{ key: "nvidia.com/gpu", operator: "Exists", effect: "NoSchedule" }],
    terminationGracePeriodSeconds: 120,
    affinity: {
      nodeAffinity: {
        requiredDuringSchedulingIgnoredDuringExecution: {
          nodeSelectorTerms: [
            { matchExpressions: [{ key: "karpenter.sh/capacity-type", operator: "In", values: ["spot"] }] },
            { matchExpressions: [{ key: "eks.amazonaws.com/capacityType", operator: "In", values: ["SPOT"] }] },
          ],
        },
      },
    },
  });
});

it("names machines, taints and spot nodes as AKS does", () => {
  expect(workersOf("aks", { accelerator: "T4", acceleratorsPerNode: 4, spot: true })?.template.spec).toMatchObject({
    nodeSelector: {
      "node.kubernetes.io/instance-type": "Standard_NC64as_T4_v3",
      "kubernetes.azure.com/scalesetpriority": "spot",
    },
    tolerations: [
      { key: "sku", operator: "Equal", value: "gpu", effect: "NoSchedule" },
      { key: "kubernetes.azure.com/scalesetpriority", operator: "Equal", value: "spot", effect: "NoSchedule" },
    ],
  });
});

it("makes a TPU slice one replica of several hosts on GKE", () => {
  expect(workersOf("gke", { accelerator: "TPU-v6e", acceleratorsPerNode: 4, nodes: 4 })).toMatchObject({
    replicas: 1,
    numOfHosts: 4,
    template: {
      spec: {
        nodeSelector: {
          "cloud.google.com/gke-tpu-accelerator": "tpu-v6e-slice",
          "cloud.google.com/gke-tpu-topology": "4x4",
        },
        containers: [{ resources: { limits: { "google.com/tpu": "4" }, requests: { "google.com/tpu": "4" } } }],
      },
    },
  });
});

it("starts the plain launcher with what its ranks need", () => {
  const settings = { address: "http://h:1", train: "launcher" } as const;
  expect(submissionOf(plan({}, settings, { accelerator: "L4", acceleratorsPerNode: 2 }))).toMatchObject({
    entrypoint: "exec python switchyard_launcher.py",
    entrypoint_num_gpus: 2,
    entrypoint_resources: { "accelerator_type:L4": 0.001 },
    runtime_env: {
      env_vars: { SWITCHYARD_CONTAINER_ROOT: "/tmp/switchyard/bert-imdb-01234567-1", RAY_JOB_STOP_WAIT_TIME_S: "30" },
    },
  });
});

it("holds placeholders for what is not set, with one warning each", () => {
  const bare = plan({}, {}, { nodes: 2 });
  expect(submissionOf(bare).runtime_env?.env_vars?.["SWITCHYARD_RAY_STORE"]).toEqual({ $setting: "ray.store" });
  expect(bare.requests[0]?.target).toBe("{address}/api/jobs/");
  expect(bare.uri).toBeUndefined();
  expect(bare.diagnostics.map(({ path }) => path)).toEqual(["settings.address", "settings.store"]);
  const manifest = plan({}, { submit: "kuberay" });
  expect(manifestOf(manifest).spec?.runtimeEnvYAML).toMatchObject({
    $setting: "ray.workingDirStart",
    append: expect.stringMatching(/^\/bundles\/cafe\.zip\nenv_vars:\n/) as string,
  });
  expect(manifest.uploads[0]?.to).toEqual({ $setting: "ray.storeUri", append: "/bundles/cafe.zip" });
  expect(manifest.diagnostics.map(({ path }) => path)).toEqual(["settings.store", "settings.kuberay.image"]);
});

it.each([{}, onCloud("gke"), onCloud("aks"), { train: "launcher" } as const])(
  "tells where every leaf came from, and gives the same bytes twice",
  (settings) => {
    const once = plan(spec, settings, { accelerator: "T4" });
    expect(JSON.stringify(plan(spec, settings, { accelerator: "T4" }))).toBe(JSON.stringify(once));
    expect(JSON.parse(JSON.stringify(once))).toEqual(once);
    expect(Object.keys(once.origins).length).toBeGreaterThan(12);
    expect(Object.values(once.origins).every((origin) => /^(spec:|settings:|core:|default$)/.test(origin))).toBe(true);
  },
);

it("merges overrides last, into the part that is named", () => {
  const job = { entrypoint_memory: 1024, runtime_env: { config: { setup_timeout_seconds: 1200 } } };
  const rayJob = {
    spec: {
      rayClusterSpec: {
        workerGroupSpecs: [
          {
            groupName: "workers",
            template: { spec: { containers: [{ name: "ray-worker", env: [{ name: "A", value: "1" }] }] } },
          },
        ],
      },
    },
  };
  const platforms = { ray: { job, rayJob } };
  const submitted = plan({ platforms });
  expect(submissionOf(submitted)).toMatchObject(job);
  expect(submitted.origins["/requests/0/body/entrypoint_memory"]).toBe("spec:platforms.ray.job.entrypoint_memory");
  const manifest = plan({ platforms }, onCloud("eks"));
  const [workers] = manifestOf(manifest).spec?.rayClusterSpec?.workerGroupSpecs ?? [];
  expect(workers?.replicas).toBe(1);
  expect(workers?.template.spec?.containers[0]?.env).toEqual([
    { name: "SWITCHYARD_RAY_STORE", value: "s3://bucket/switchyard" },
    { name: "A", value: "1" },
  ]);
});
