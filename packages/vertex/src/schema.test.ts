import { describe, expect, it } from "vitest";
import type { CustomJob } from "./native-types.gen.ts";
import { checkRequest } from "./schema.ts";

const createJob = "projects.locations.customJobs.create";

const container = { imageUri: "us-docker.pkg.dev/acme/ml/train:1", command: ["sh"], env: [{ name: "A", value: "b" }] };
const chief = {
  replicaCount: "1",
  machineSpec: { machineType: "a2-ultragpu-8g", acceleratorType: "NVIDIA_A100_80GB", acceleratorCount: 8 },
  diskSpec: { bootDiskType: "pd-ssd", bootDiskSizeGb: 200 },
  containerSpec: container,
} as const;

const jobSpec = {
  workerPoolSpecs: [chief, { ...chief, replicaCount: "3" }],
  scheduling: { timeout: "3600s", restartJobOnWorkerRestart: true, strategy: "SPOT" },
  baseOutputDirectory: { outputUriPrefix: "gs://acme/runs/1" },
} as const;

const good: CustomJob = { displayName: "bert", labels: { team: "nlp" }, jobSpec };

const faultsOf = (body: object) => checkRequest(createJob, body, "/p").map(({ code, path }) => `${code} ${path}`);

/** The good job with its jobSpec, its chief or its chief's container changed. */
const withSpec = (change: object) => ({ ...good, jobSpec: { ...jobSpec, ...change } });
const withPool = (change: object) => withSpec({ workerPoolSpecs: [{ ...chief, ...change }] });
const withMachine = (machineSpec: object, more: object = {}) =>
  withSpec({ workerPoolSpecs: [{ ...chief, machineSpec }], scheduling: {}, ...more });
const withContainer = (change: object) => withPool({ containerSpec: { ...container, ...change } });

const pools = "/p/jobSpec/workerPoolSpecs";
const first = `${pools}/0`;

describe("a job's body", () => {
  it("passes when Google's definition and the rules allow it", () => {
    expect(faultsOf(good)).toEqual([]);
  });

  it("may hold placeholders wherever the definition wants text", () => {
    expect(faultsOf(withSpec({ network: { $setting: "vertex.network" } }))).toEqual([]);
    expect(faultsOf(withSpec({ scheduling: { $setting: "x" } }))).toEqual(["native-type /p/jobSpec/scheduling"]);
  });

  it("may have pools behind the chief and the workers, and an empty one between", () => {
    const reducer = { replicaCount: "4", machineSpec: { machineType: "n1-highcpu-16" }, containerSpec: container };
    expect(faultsOf(withSpec({ workerPoolSpecs: [chief, {}, reducer] }))).toEqual([]);
  });

  it("of flexible start may take a whole week", () => {
    expect(faultsOf(withSpec({ scheduling: { strategy: "FLEX_START", timeout: "604800s" } }))).toEqual([]);
  });

  it.each<[string, object, string]>([
    ["no name", { ...good, displayName: undefined }, "native-missing /p/displayName"],
    ["an empty name", { ...good, displayName: "" }, "native-missing /p/displayName"],
    ["a name of 129 letters", { ...good, displayName: "a".repeat(129) }, "native-name /p/displayName"],
    ["a number for a name", { ...good, displayName: 3 }, "native-type /p/displayName"],
    ["no job", { ...good, jobSpec: undefined }, "native-missing /p/jobSpec"],
    ["no pools", withSpec({ workerPoolSpecs: [] }), "native-missing /p/jobSpec/workerPoolSpecs"],
    ["an object for pools", withSpec({ workerPoolSpecs: {} }), "native-type /p/jobSpec/workerPoolSpecs"],
    ["five pools", withSpec({ workerPoolSpecs: [chief, {}, {}, {}, {}] }), `native-pools ${pools}`],
    ["an unknown member", { ...good, priority: 1 }, "native-unknown /p/priority"],
    ["a member named like something every object has", { ...good, constructor: 1 }, "native-unknown /p/constructor"],
    ["a member in Python's spelling", { ...good, display_name: "x" }, "native-unknown /p/display_name"],
    ["a member that only the service tells", { ...good, state: "JOB_STATE_QUEUED" }, "native-read-only /p/state"],
    ["a label in capitals", { ...good, labels: { team: "NLP" } }, "native-label /p/labels/team"],
    ["a label that is a number", { ...good, labels: { team: 3 } }, "native-type /p/labels/team"],
    [
      "65 labels",
      { ...good, labels: Object.fromEntries(Array.from({ length: 65 }, (_, index) => [`l${index}`, "x"])) },
      "native-labels /p/labels",
    ],
    ["null", withSpec({ scheduling: null }), "native-type /p/jobSpec/scheduling"],
    [
      "a strategy in the spec's words",
      withSpec({ scheduling: { strategy: "spot" } }),
      "native-enum /p/jobSpec/scheduling/strategy",
    ],
    [
      "a strategy that is deprecated",
      withSpec({ scheduling: { strategy: "ON_DEMAND" } }),
      "native-strategy /p/jobSpec/scheduling/strategy",
    ],
    [
      "a time without a unit",
      withSpec({ scheduling: { timeout: "3600" } }),
      "native-type /p/jobSpec/scheduling/timeout",
    ],
    ["no time", withSpec({ scheduling: { timeout: "0s" } }), "native-runtime /p/jobSpec/scheduling/timeout"],
    [
      "eight days of flexible start",
      withSpec({ scheduling: { strategy: "FLEX_START", timeout: "691200s" } }),
      "native-runtime /p/jobSpec/scheduling/timeout",
    ],
    [
      "a wait without flexible start",
      withSpec({ scheduling: { maxWaitDuration: "60s" } }),
      "native-wait /p/jobSpec/scheduling/maxWaitDuration",
    ],
    [
      "restarts without retries",
      withSpec({ scheduling: { disableRetries: true, restartJobOnWorkerRestart: true } }),
      "native-restart /p/jobSpec/scheduling/restartJobOnWorkerRestart",
    ],
    [
      "a network by its project's id",
      withSpec({ network: "projects/acme/global/networks/vpc" }),
      "native-network /p/jobSpec/network",
    ],
    [
      "two networks",
      withSpec({ network: "projects/1/global/networks/vpc", pscInterfaceConfig: { networkAttachment: "x" } }),
      "native-network /p/jobSpec/pscInterfaceConfig",
    ],
    [
      "a domain without its dot",
      withSpec({
        pscInterfaceConfig: {
          dnsPeeringConfigs: [{ domain: "a.internal", targetProject: "p", targetNetwork: "n" }],
        },
      }),
      "native-domain /p/jobSpec/pscInterfaceConfig/dnsPeeringConfigs/0/domain",
    ],
    [
      "a TensorBoard without an account",
      withSpec({ tensorboard: "projects/p/locations/r/tensorboards/1" }),
      "native-tensorboard /p/jobSpec/tensorboard",
    ],
    [
      "an output elsewhere",
      withSpec({ baseOutputDirectory: { outputUriPrefix: "s3://bucket/x" } }),
      "native-output /p/jobSpec/baseOutputDirectory/outputUriPrefix",
    ],
    ["two chiefs", withPool({ replicaCount: "2" }), `native-chief ${first}/replicaCount`],
    ["text for a list", withSpec({ reservedIpRanges: "a" }), "native-type /p/jobSpec/reservedIpRanges"],
    [
      "workers that are none",
      withSpec({ workerPoolSpecs: [chief, { ...chief, replicaCount: "0" }] }),
      `native-replicas ${pools}/1/replicaCount`,
    ],
    [
      "a container and a package",
      withPool({ pythonPackageSpec: { executorImageUri: "i", packageUris: ["gs://a/b"], pythonModule: "m" } }),
      `native-either ${first}/pythonPackageSpec`,
    ],
    ["no image", withContainer({ imageUri: "" }), `native-missing ${first}/containerSpec/imageUri`],
    ["text for a command", withContainer({ command: "sh" }), `native-type ${first}/containerSpec/command`],
    ["variables as an object", withContainer({ env: { A: "b" } }), `native-type ${first}/containerSpec/env`],
    [
      "a variable with an empty value",
      withContainer({ env: [{ name: "A", value: "" }] }),
      `native-missing ${first}/containerSpec/env/0/value`,
    ],
    [
      "a variable with a hyphen",
      withContainer({ env: [{ name: "A-B", value: "c" }] }),
      `native-variable ${first}/containerSpec/env/0/name`,
    ],
    [
      "101 variables",
      withContainer({ env: Array.from({ length: 101 }, (_, index) => ({ name: `A${index}`, value: "b" })) }),
      `native-variables ${first}/containerSpec/env`,
    ],
    ["a small disk", withPool({ diskSpec: { bootDiskSizeGb: 50 } }), `native-disk ${first}/diskSpec/bootDiskSizeGb`],
    [
      "half a gigabyte",
      withPool({ diskSpec: { bootDiskSizeGb: 100.5 } }),
      `native-type ${first}/diskSpec/bootDiskSizeGb`,
    ],
    [
      "pd-ssd where there is hyperdisk only",
      withMachine({ machineType: "a3-ultragpu-8g", acceleratorType: "NVIDIA_H200_141GB", acceleratorCount: 8 }),
      `native-disk ${first}/diskSpec/bootDiskType`,
    ],
    [
      "an accelerator that Google does not have",
      withMachine({ machineType: "c2-standard-4", acceleratorType: "NVIDIA_L40S", acceleratorCount: 1 }),
      `native-enum ${first}/machineSpec/acceleratorType`,
    ],
    [
      "an accelerator of another machine",
      withMachine({ machineType: "g2-standard-12", acceleratorType: "NVIDIA_TESLA_T4", acceleratorCount: 1 }),
      `native-machine ${first}/machineSpec/acceleratorType`,
    ],
    [
      "three of what comes in fours",
      withMachine({ machineType: "n1-standard-16", acceleratorType: "NVIDIA_TESLA_T4", acceleratorCount: 3 }),
      `native-machine ${first}/machineSpec/acceleratorType`,
    ],
    [
      "a kind of accelerators without their number",
      withMachine({ machineType: "other", acceleratorType: "NVIDIA_L4" }),
      `native-accelerator ${first}/machineSpec/acceleratorCount`,
    ],
    [
      "a part of eight GPUs",
      withMachine({ ...chief.machineSpec, gpuPartitionSize: "1g.10gb" }),
      `native-partition ${first}/machineSpec/gpuPartitionSize`,
    ],
    [
      "a slice without a shape",
      withMachine({ machineType: "ct5lp-hightpu-4t" }),
      `native-topology ${first}/machineSpec/tpuTopology`,
    ],
    [
      "a slice with a shape in words",
      withMachine({ machineType: "ct6e-standard-4t", tpuTopology: "2 by 2" }),
      `native-topology ${first}/machineSpec/tpuTopology`,
    ],
    [
      "a spot slice of several machines",
      withMachine({ machineType: "ct6e-standard-4t", tpuTopology: "4x4" }, { scheduling: { strategy: "SPOT" } }),
      `native-tpu-spot ${first}/machineSpec/tpuTopology`,
    ],
    [
      "a specific reservation without a name",
      withMachine({
        ...chief.machineSpec,
        reservationAffinity: { reservationAffinityType: "SPECIFIC_RESERVATION" },
      }),
      `native-reservation ${first}/machineSpec/reservationAffinity`,
    ],
    [
      "flexible start of a T4",
      withMachine(
        { machineType: "n1-standard-4", acceleratorType: "NVIDIA_TESLA_T4", acceleratorCount: 1 },
        { scheduling: { strategy: "FLEX_START" } },
      ),
      `native-flexible ${first}/machineSpec`,
    ],
    [
      "flexible start of unlike machines",
      withSpec({
        scheduling: { strategy: "FLEX_START" },
        workerPoolSpecs: [
          chief,
          {
            ...chief,
            machineSpec: { machineType: "g2-standard-4", acceleratorType: "NVIDIA_L4", acceleratorCount: 1 },
          },
        ],
      }),
      `native-flexible ${pools}/1/machineSpec`,
    ],
  ])("is refused for %s", (_name, body, expected) => {
    expect(faultsOf(body)).toEqual([expected]);
  });

  it("gets every problem at once, with the nearest name", () => {
    const faulty = { ...good, lables: {}, jobSpec: { ...jobSpec, scheduling: { strategy: "SPOTS" } } };
    expect(checkRequest(createJob, faulty).map(({ path, fix }) => [path, fix])).toEqual([
      ["/jobSpec/scheduling/strategy", 'Did you mean "SPOT"?'],
      ["/lables", "Did you mean `labels`?"],
    ]);
  });

  it.each<[string, object, string]>([
    ["an object", withSpec({ scheduling: 3 }), "Found 3. Allowed: an object."],
    ["a word", withSpec({ scheduling: { strategy: 3 } }), "Found 3. Allowed: one of Google's words."],
    ["seconds", withSpec({ scheduling: { timeout: "1h" } }), 'Found "1h". Allowed: seconds as text, such as "3600s".'],
    ["text", { ...good, displayName: ["a".repeat(100)] }, `Found ["${"a".repeat(77)}…. Allowed: text.`],
  ])("is told in words where %s is wanted", (_name, body, message) => {
    expect(checkRequest(createJob, body).map((problem) => problem.message)).toEqual([message]);
  });

  it("never has a value of its variables shown", () => {
    const faulty = withContainer({ env: [{ name: "TOKEN", value: ["very-secret"] }] });
    expect(JSON.stringify(checkRequest(createJob, faulty))).not.toContain("very-secret");
  });
});

it("an operation without a model is a mistake of the caller", () => {
  expect(() => checkRequest("projects.locations.models.upload", {})).toThrow("no model of the operation");
});
