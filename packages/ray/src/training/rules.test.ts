import { describe, expect, it } from "vitest";
import {
  bundle,
  inputOf,
  known,
  manifestOf,
  onCloud,
  plan,
  problems,
  resolve,
  submissionOf,
} from "../../testing/plan.ts";
import { translate } from "./translate.ts";

describe("what cannot be carried", () => {
  it.each([
    ["torchrun", known],
    ["native", known],
    ["accelerate", onCloud("gke")],
  ] as const)("refuses to start ranks by %s", (kind, settings) => {
    expect(problems(plan({ launch: { kind } }, settings))).toEqual(["error unsupported launch.kind"]);
  });

  it("leaves the plain launcher to start ranks by torchrun", () => {
    const settings = { ...known, train: "launcher" } as const;
    const resources = { accelerator: "L4", acceleratorsPerNode: 2 } as const;
    expect(problems(plan({ resources, launch: { kind: "torchrun" } }, settings))).toEqual(
      problems(plan({ resources }, settings)),
    );
    expect(problems(plan({ launch: { kind: "native" } }, settings))).toContain("error unsupported launch.kind");
  });

  it("refuses the Hub as a place for the model", () => {
    expect(problems(plan({ outputs: { hub: "a/b" } }))).toEqual(["error unsupported outputs.hub"]);
  });

  it("refuses an image on a cluster that exists, and warns of its disks and spot nodes", () => {
    const spec = { environment: { image: "me.io/a" } };
    expect(problems(plan(spec, known, { spot: true, diskGigabytes: 9 }))).toEqual([
      "error unsupported environment.image",
      "warning ignored-disk resources.disk",
      "warning cluster-spot resources.spot",
    ]);
  });

  it("tells of a place for checkpoints, which the plain launcher uses and Ray Train's workers use beside Ray's own", () => {
    const spec = { outputs: { checkpoints: "s3://kept" } };
    const variables = { SWITCHYARD_CHECKPOINTS: "s3://kept/0123456789abcdef0123456789abcdef-1" };
    expect(problems(plan(spec))).toEqual([]);
    expect(submissionOf(plan(spec)).runtime_env?.env_vars).toMatchObject(variables);
    const launcher = plan(spec, { ...known, train: "launcher" }, { spot: true });
    expect(submissionOf(launcher).runtime_env?.env_vars).toMatchObject(variables);
    expect(launcher.diagnostics.find(({ code }) => code === "spot-restart")?.message).toContain("goes on from");
  });

  it("leaves the results of one node there when nothing names a store, and warns", () => {
    const local = plan({}, { address: "http://head:8265" });
    expect(submissionOf(local).runtime_env?.env_vars?.["SWITCHYARD_RAY_STORE"]).toBe("~/ray_results");
    expect(problems(local)).toEqual(["warning local-store outputs.store"]);
    expect(problems(plan({ outputs: { store: "s3://bucket/runs" } }, { address: "http://head:8265" }))).toEqual([]);
  });

  it("refuses stores that pyarrow does not know", () => {
    const spec = { inputs: { a: "https://x/y", b: "file:///mnt/b" }, outputs: { store: "azureml://x" } };
    expect(problems(plan(spec))).toEqual(["error wrong-store inputs.a", "error wrong-store outputs.store"]);
  });

  it("refuses what the plain launcher cannot do on its one node", () => {
    const spec = { inputs: { a: "s3://a" }, outputs: { store: "s3://b" } };
    const launcher = { ...known, train: "launcher" } as const;
    expect(problems(plan(spec, launcher, { nodes: 2, maxRuntimeSeconds: 60 }))).toEqual([
      "error launcher-only resources.nodes",
      "error launcher-only inputs",
      "error launcher-only outputs.store",
      "error launcher-only resources.maxRuntime",
    ]);
    expect(problems(plan({}, { ...onCloud("gke"), train: "launcher" }, { maxRuntimeSeconds: 60, spot: true }))).toEqual(
      ["warning spot-restart resources.spot"],
    );
  });
});

describe("machines", () => {
  it.each([
    ["Trainium", 1, 1, known, "resources.accelerator"],
    ["MI300X", 8, 1, known, "resources.accelerator"],
    ["L40S", 1, 1, onCloud("gke"), "resources.accelerator"],
    ["A10G", 1, 1, onCloud("aks"), "resources.accelerator"],
    ["A100-80GB", 4, 1, onCloud("eks"), "resources.acceleratorsPerNode"],
    ["TPU-v6e", 3, 1, onCloud("gke"), "resources.acceleratorsPerNode"],
    ["TPU-v6e", 8, 2, onCloud("gke"), "resources.acceleratorsPerNode"],
    ["TPU-v5p", 4, 3, onCloud("gke"), "resources.acceleratorsPerNode"],
    ["TPU-v6e", 4, 1, onCloud("eks"), "resources.accelerator"],
  ] as const)("refuses %s, %i on each of %i", (accelerator, acceleratorsPerNode, nodes, settings, path) => {
    expect(problems(plan({}, settings, { accelerator, acceleratorsPerNode, nodes }))).toContain(
      `error no-machine ${path}`,
    );
  });

  it("says that Ray packs workers onto larger nodes", () => {
    const told = problems(plan({}, known, { accelerator: "L4", acceleratorsPerNode: 2, nodes: 2 }));
    expect(told).toEqual(["info packed-workers resources.nodes"]);
  });
});

describe("secrets and variables", () => {
  it("warns of a secret that others can read", () => {
    const secrets = { A: { env: "B" } } as const;
    expect(problems(plan({ environment: { secrets } }))).toEqual(["warning readable-secret environment.secrets.A"]);
    expect(problems(plan({ environment: { secrets } }, onCloud("gke")))).toEqual([
      "warning readable-secret environment.secrets.A",
    ]);
  });

  it("takes Kubernetes' own secrets in a manifest only", () => {
    const secrets = { A: { native: "hub/token" }, B: { native: "hub" } } as const;
    const manifest = plan({ environment: { secrets } }, onCloud("gke"));
    expect(problems(manifest)).toEqual(["error wrong-value environment.secrets.B.native"]);
    const container = manifestOf(manifest).spec?.rayClusterSpec?.headGroupSpec.template.spec?.containers[0];
    expect(container?.env).toContainEqual({ name: "A", valueFrom: { secretKeyRef: { name: "hub", key: "token" } } });
  });

  it("takes a file of the cluster's nodes as a job's secret", () => {
    expect(problems(plan({ environment: { secrets: { A: { native: "/etc/secrets/token" } } } }))).toEqual([
      "info secret-by-name environment.secrets.A.native",
    ]);
    expect(problems(plan({ environment: { secrets: { A: { native: "a/b" } } } }))).toEqual([
      "error wrong-value environment.secrets.A.native",
    ]);
  });

  it("warns of what Ray replaces in a value, and refuses what Linux cannot hand over", () => {
    const variables = { A: "${HOME}/x", B: "x".repeat(131_072) };
    expect(problems(plan({ environment: { variables } }))).toEqual([
      "warning expanded-variable environment.variables.A",
      "error long-variable environment.variables.B",
    ]);
  });
});

describe("names", () => {
  const named = (name: string): string => manifestOf(plan({ name }, onCloud("gke"))).metadata.name as string;

  it("of manifests begin with a letter and are short and small", () => {
    expect(named("7B-Chat")).toBe("j7b-chat-01234567-1-1");
    expect(named("A".repeat(40))).toMatch(/^a{33}-01234567-1-1$/);
  });

  it("of submissions keep their letters", () => {
    expect(submissionOf(plan({ name: "7B-Chat" })).submission_id).toBe("7B-Chat-01234567-1-1");
  });
});

it("refuses overrides on which its promises stand", () => {
  const job = {
    submission_id: "x",
    entrypoint: "y",
    metadata: { "switchyard-key": "z" },
    runtime_env: { working_dir: "s3://a.zip" },
  };
  expect(problems(plan({ platforms: { ray: { job } } }))).toEqual([
    "error reserved-member platforms.ray.job.submission_id",
    "error reserved-member platforms.ray.job.entrypoint",
    "error reserved-member platforms.ray.job.runtime_env.working_dir",
    'error reserved-member platforms.ray.job.metadata["switchyard-key"]',
  ]);
  const rayJob = {
    metadata: { name: "x" },
    spec: { jobId: "y", entrypoint: "z", runtimeEnvYAML: "", submissionMode: "K8sJobMode" },
  };
  expect(problems(plan({ platforms: { ray: { rayJob } } }, onCloud("gke"))).map((told) => told.split(" ")[2])).toEqual([
    "platforms.ray.rayJob.metadata.name",
    "platforms.ray.rayJob.spec.jobId",
    "platforms.ray.rayJob.spec.entrypoint",
    "platforms.ray.rayJob.spec.runtimeEnvYAML",
    "platforms.ray.rayJob.spec.submissionMode",
  ]);
});

it("says which parts of the overrides it does not use or know", () => {
  const ray = { job: { entrypoint_memory: 1 }, rayJob: { spec: {} }, train: {}, jobs: {} } as object;
  expect(problems(plan({ platforms: { ray } }))).toEqual([
    "info unused-override platforms.ray.rayJob",
    "error unknown-field platforms.ray.jobs",
  ]);
  expect(problems(plan({ platforms: { ray } }, { ...onCloud("gke"), train: "launcher" }))).toEqual([
    "info unused-override platforms.ray.job",
    "info unused-override platforms.ray.train",
    "error unknown-field platforms.ray.jobs",
  ]);
});

it("warns of a bundle that no dashboard takes", () => {
  const large = { ...inputOf({}), bundle: { ...bundle, bytes: 200 * 1024 * 1024 } };
  expect(problems(translate(large, resolve(known)))).toEqual(["warning large-bundle source"]);
  expect(problems(translate(large, resolve(onCloud("gke"))))).toEqual([]);
});
