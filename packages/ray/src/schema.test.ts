import { describe, expect, it } from "vitest";
import { manifestOf, onCloud, plan, submissionOf } from "../testing/plan.ts";
import { checkRequest } from "./schema.ts";

type Json = Record<string, unknown>;

type Fault = [pointer: string, value: unknown, code: string, at?: string];

/** A copy of a body with one member changed; undefined removes it. */
function changed(body: object, pointer: string, value: unknown): Json {
  const copy = structuredClone(body) as Json;
  const keys = pointer
    .slice(1)
    .split("/")
    .map((key) => key.replaceAll("~1", "/"));
  const last = keys.pop() ?? "";
  const parent = keys.reduce<Json>((at, key) => (at[key] ??= {}) as Json, copy);
  if (value === undefined) Reflect.deleteProperty(parent, last);
  else parent[last] = value;
  return copy;
}

const told = (operation: string, body: object): string[] =>
  checkRequest(operation, body).map(({ code, path }) => `${code} ${path}`);

const submission = submissionOf(plan());

/** Planted faults of a submission: where, what stands there, and the code that is told at that place. */
const submissionFaults: Fault[] = [
  ["/entrypoint", undefined, "native-missing"],
  ["/entrypoint", 3, "native-type"],
  ["/entrypoint", "", "native-range"],
  ["/entrypoint", "x".repeat(131_072), "native-range"],
  ["/entry_point", "python a.py", "native-unknown"],
  ["/job_id", "x", "native-unknown"],
  ["/submission_id", "a/b", "native-pattern"],
  ["/submission_id", "x".repeat(201), "native-pattern"],
  ["/metadata/a", 1, "native-type"],
  ["/metadata", [], "native-type"],
  ["/runtime_env/env_vars/A", 1, "native-type"],
  ["/runtime_env/envvars", {}, "native-unknown"],
  ["/runtime_env/working_dir", "/home/me", "native-pattern"],
  ["/runtime_env/working_dir", "gcs://package", "native-pattern"],
  ["/runtime_env/excludes", ["*.bin"], "native-unknown"],
  ["/runtime_env/pip", "requirements.txt", "native-type"],
  ["/runtime_env/pip", { package: ["a"] }, "native-missing", "/runtime_env/pip/packages"],
  ["/runtime_env/pip", { packages: ["a"], pip_cheque: true }, "native-unknown", "/runtime_env/pip/pip_cheque"],
  ["/runtime_env/config/setup_timeout_seconds", -2, "native-range"],
  ["/runtime_env/config/eager_install", "yes", "native-type"],
  ["/runtime_env/py_modules", ["local/path"], "native-pattern", "/runtime_env/py_modules/0"],
  ["/runtime_env/image_uri", "me.io/a", "native-exclusive"],
  ["/entrypoint_num_gpus", 1.5, "native-fraction"],
  ["/entrypoint_num_gpus", -1, "native-range"],
  ["/entrypoint_num_cpus", "two", "native-type"],
  ["/entrypoint_memory", 1.5, "native-type"],
  ["/entrypoint_resources/custom", "1", "native-type"],
  ["/entrypoint_label_selector/region", ["eu"], "native-type"],
];

describe("a submission", () => {
  it("of a plan has no fault", () => {
    expect(told("POST /api/jobs/", submission)).toEqual([]);
  });

  it.each<Fault>(submissionFaults)("with %s of %j is refused with %s", (pointer, value, code, at = pointer) => {
    expect(told("POST /api/jobs/", changed(submission, pointer, value))).toContain(`${code} ${at}`);
  });

  it("takes one of pip, uv and conda", () => {
    const body = changed(changed(submission, "/runtime_env/pip", ["a"]), "/runtime_env/uv", ["b"]);
    expect(told("POST /api/jobs/", body)).toEqual(["native-exclusive /runtime_env"]);
  });
});

const manifest = manifestOf(plan({}, onCloud("gke"), { accelerator: "L4" }));
const cluster = "/spec/rayClusterSpec";
const worker = `${cluster}/workerGroupSpecs/0`;
const container = `${worker}/template/spec/containers/0`;

const manifestFaults: Fault[] = [
  ["/apiVersion", "ray.io/v1alpha1", "native-enum"],
  ["/kind", "RayCluster", "native-enum"],
  ["/kind", undefined, "native-missing"],
  ["/metadata/name", undefined, "native-missing"],
  ["/metadata/name", "1-bert", "native-pattern"],
  ["/metadata/name", "x".repeat(48), "native-range"],
  ["/metadata/namespace", "My_Space", "native-pattern"],
  ["/metadata/labels/team", "a b", "native-pattern"],
  ["/metadata/labels/team", "x".repeat(64), "native-range"],
  ["/spec/entryPoint", "python a.py", "native-unknown"],
  ["/spec/entrypoint", "python $HOME/a.py", "native-shell"],
  ["/spec/activeDeadlineSeconds", 0, "native-deadline"],
  ["/spec/activeDeadlineSeconds", "1h", "native-type"],
  ["/spec/activeDeadlineSeconds", 2 ** 31, "native-range"],
  ["/spec/backoffLimit", 1.5, "native-type"],
  ["/spec/submissionMode", "HttpMode", "native-enum"],
  ["/spec/entrypointResources", { a: 1 }, "native-type"],
  ["/spec/entrypointResources", "a=1", "native-json"],
  ["/spec/clusterSelector", { a: "b" }, "native-missing", cluster],
  [cluster, undefined, "native-missing"],
  ["/spec/shutdownAfterJobFinishes", "true", "native-type"],
  ["/spec/suspend", 1, "native-type"],
  [`${cluster}/rayversion`, "2.60.0", "native-unknown"],
  [`${cluster}/headGroupSpec`, undefined, "native-missing"],
  [`${cluster}/headGroupSpec/rayStartParams/num-cpus`, 0, "native-type"],
  [`${worker}/groupName`, undefined, "native-missing"],
  [`${worker}/replicas`, "2", "native-type"],
  [`${worker}/template/spec/nodeSelector`, ["gpu"], "native-type"],
  [
    `${worker}/template/spec/tolerations`,
    [{ keys: "gpu" }],
    "native-unknown",
    `${worker}/template/spec/tolerations/0/keys`,
  ],
  [`${worker}/template/spec/terminationGracePeriodSeconds`, "15s", "native-type"],
  [`${container}/name`, undefined, "native-missing"],
  [`${container}/images`, "a", "native-unknown"],
  [`${container}/env`, [{ value: "1" }], "native-missing", `${container}/env/0/name`],
  [`${container}/resources/limits/memory`, "8 gigabytes", "native-pattern"],
  [`${container}/resources/limits/nvidia.com~1gpu`, true, "native-type"],
];

describe("a manifest", () => {
  it("of a plan has no fault", () => {
    expect(told("RayJob", manifest)).toEqual([]);
  });

  it.each<Fault>(manifestFaults)("with %s of %j is refused with %s", (pointer, value, code, at = pointer) => {
    expect(told("RayJob", changed(manifest, pointer, value))).toContain(`${code} ${at}`);
  });

  it("that waits to be deleted is shut down", () => {
    const body = changed(
      changed(manifest, "/spec/shutdownAfterJobFinishes", false),
      "/spec/ttlSecondsAfterFinished",
      5,
    );
    expect(told("RayJob", body)).toEqual(["native-shutdown /spec/shutdownAfterJobFinishes"]);
  });

  it("has one way to be deleted, and a submitter's pod in one mode only", () => {
    const body = changed(changed(manifest, "/spec/deletionStrategy", {}), "/spec/submitterPodTemplate", {
      spec: { containers: [{ name: "a" }] },
    });
    expect(told("RayJob", body)).toEqual([
      "native-exclusive /spec/deletionStrategy",
      "native-mode /spec/submitterPodTemplate",
    ]);
  });
});

it("says what to type instead, and shows no value of a variable", () => {
  const [near] = checkRequest("POST /api/jobs/", changed(submission, "/runtime_env/env_var", {}));
  expect(near?.fix).toBe("Did you mean `env_vars`?");
  const [hidden] = checkRequest("POST /api/jobs/", changed(submission, "/runtime_env/env_vars/TOKEN", 12345));
  expect(hidden?.message).toBe("Found a number. Allowed: string.");
});

it("knows the configuration of Ray Train by the same means", () => {
  expect(told("RayTrain", { scaling_config: { num_workers: [2, 8] }, failure_config: { max_failures: -1 } })).toEqual(
    [],
  );
  expect(told("RayTrain", { scaling_config: { num_worker: 2, placement_strategy: "PACKED" }, run_config: {} })).toEqual(
    [
      "native-unknown /scaling_config/num_worker",
      "native-enum /scaling_config/placement_strategy",
      "native-unknown /run_config",
    ],
  );
});
