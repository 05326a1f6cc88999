import { createPlanningPlatform } from "@switchyard/core";
import { memoryHost } from "@switchyard/core/conformance";
import { describe, expect, it } from "vitest";
import { known, onCloud, resolve } from "../../testing/plan.ts";
import { rayTranslator } from "./translator.ts";

const platform = createPlanningPlatform<"ray">(rayTranslator(resolve(onCloud("other"))), memoryHost());

const sidecar = {
  name: "collector",
  image: "collector:1",
  env: [
    { name: "AWS_SECRET_ACCESS_KEY", value: "do-not-show" },
    { name: "BUCKET", value: "logs" },
  ],
};

const manifest = {
  apiVersion: "ray.io/v1",
  kind: "RayJob",
  metadata: { name: "tune", namespace: "ml" },
  spec: {
    submissionMode: "SidecarMode",
    jobId: "tune-1",
    entrypoint: "python -u src/tune.py --epochs 3 --data $DATA",
    runtimeEnvYAML: "pip: [peft]\nenv_vars: { MODE: fast }\n",
    rayClusterSpec: {
      headGroupSpec: { template: { spec: { containers: [{ name: "head", image: "ray:2" }, sidecar] } } },
      workerGroupSpecs: [
        {
          groupName: "tpu",
          replicas: 1,
          template: {
            spec: {
              containers: [{ name: "w", image: "ray:2", resources: { limits: { "google.com/tpu": "4" } } }],
              initContainers: [sidecar],
              nodeSelector: { "cloud.google.com/gke-tpu-accelerator": "tpu-v6e-slice" },
            },
          },
        },
      ],
    },
  },
};

describe("a manifest of a guide", () => {
  it("is answered for every value, and none of its answers is for all of the manifest", async () => {
    const { diagnostics } = await platform.lift(manifest);
    expect(diagnostics.filter(({ code }) => code === "unaccounted")).toEqual([]);
    expect(diagnostics.filter(({ path }) => path === "spec" || path === "")).toEqual([]);
    expect(diagnostics.map(({ code, path }) => `${code} ${path}`)).toEqual(
      expect.arrayContaining([
        "not-lifted spec.submissionMode",
        "made-anew spec.jobId",
        "not-lifted spec.entrypoint",
        "not-lifted spec.runtimeEnvYAML",
      ]),
    );
  });

  it("read by a platform that submits jobs is answered for every value, too", async () => {
    const other = createPlanningPlatform<"ray">(rayTranslator(resolve(known)), memoryHost());
    const { diagnostics } = await other.lift(manifest);
    expect(diagnostics.filter(({ code }) => code === "unaccounted")).toEqual([]);
    expect(diagnostics.map(({ path }) => path)).toContain("spec.rayClusterSpec.workerGroupSpecs[0].replicas");
  });

  it("keeps no secret of a sidecar or of what runs before, and says where it stood", async () => {
    const { spec, diagnostics } = await platform.lift(manifest);
    expect(JSON.stringify([spec, diagnostics])).not.toContain("do-not-show");
    expect(JSON.stringify(spec)).toContain("logs");
    const head = "spec.rayClusterSpec.headGroupSpec.template.spec.containers[1].env.AWS_SECRET_ACCESS_KEY";
    const init = "spec.rayClusterSpec.workerGroupSpecs[0].template.spec.initContainers[0].env.AWS_SECRET_ACCESS_KEY";
    expect(diagnostics.map(({ path }) => path)).toEqual(expect.arrayContaining([head, init]));
  });
});
