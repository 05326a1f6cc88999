const pod = (name: string, limits: object, more: object = {}) => ({
  spec: { containers: [{ name, image: "rayproject/ray:2.60.0", resources: { limits, requests: limits } }], ...more },
});

/** A manifest as people write them. */
export const manifest = {
  apiVersion: "ray.io/v1",
  kind: "RayJob",
  metadata: { name: "tune-bert", namespace: "ml", labels: { "kueue.x-k8s.io/queue-name": "gpus" } },
  spec: {
    entrypoint: "python /home/ray/samples/train.py --per-device-train-batch-size 8",
    submissionMode: "K8sJobMode",
    shutdownAfterJobFinishes: true,
    activeDeadlineSeconds: 7200,
    ttlSecondsAfterFinished: 60,
    suspend: true,
    submitterPodTemplate: { spec: { containers: [{ name: "submit" }] } },
    runtimeEnvYAML: 'pip: [datasets]\nenv_vars:\n  A: "1"\n',
    rayClusterSpec: {
      rayVersion: "2.60.0",
      headGroupSpec: { rayStartParams: {}, template: pod("ray-head", { cpu: "4", memory: "16Gi" }) },
      workerGroupSpecs: [
        {
          groupName: "gpu-group",
          replicas: 2,
          minReplicas: 1,
          maxReplicas: 4,
          rayStartParams: {},
          template: pod(
            "worker",
            { "nvidia.com/gpu": 8, cpu: "90", memory: "960Gi" },
            {
              nodeSelector: {
                "cloud.google.com/gke-accelerator": "nvidia-h100-80gb",
                "cloud.google.com/gke-spot": "true",
              },
            },
          ),
        },
      ],
    },
  },
  status: { jobStatus: "SUCCEEDED" },
};
