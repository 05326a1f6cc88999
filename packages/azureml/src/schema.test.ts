import { describe, expect, it } from "vitest";
import { checkRequest } from "./schema.ts";

const good = {
  jobType: "Command",
  command: "python train.py",
  environmentId: "azureml://registries/azureml/environments/e/versions/1",
  inputs: { train: { jobInputType: "uri_folder", uri: "azureml://datastores/a/paths/x", mode: "ReadOnlyMount" } },
  outputs: { model: { jobOutputType: "custom_model", mode: "ReadWriteMount" } },
  resources: { instanceType: "Standard_NC24ads_A100_v4", instanceCount: 2, shmSize: "64g" },
  limits: { jobLimitsType: "Command", timeout: "PT6H" },
};

const sweep = {
  jobType: "Sweep",
  trial: { command: good.command, environmentId: good.environmentId },
  searchSpace: { lr: ["uniform", [0.1, 0.2]] },
  objective: { goal: "Minimize", primaryMetric: "loss" },
  samplingAlgorithm: { samplingAlgorithmType: "Random", rule: "Sobol", seed: 3 },
  earlyTermination: { policyType: "Bandit", slackFactor: 0.1, evaluationInterval: 2 },
  limits: { jobLimitsType: "Sweep", maxTotalTrials: 4, maxConcurrentTrials: 2, trialTimeout: "PT1H" },
};

const faultsOf = (body: object, version = "2025-12-01", operation = "Jobs_CreateOrUpdate") =>
  checkRequest(operation, body, version, "/p").map(({ code, path }) => `${code} ${path}`);

describe("a job's body", () => {
  it("passes when Azure's types allow it", () => {
    expect(faultsOf(good)).toEqual([]);
    expect(faultsOf(sweep)).toEqual([]);
  });

  it("may hold placeholders wherever the types want text", () => {
    expect(faultsOf({ ...good, codeId: { $setting: "azureml.workspaceId", append: "/x" } })).toEqual([]);
    expect(faultsOf({ ...good, resources: { $setting: "x" } })).toEqual(["native-type /p/resources"]);
  });

  it.each<[string, object, string]>([
    ["no kind", { ...good, jobType: undefined }, "native-missing /p/jobType"],
    ["another kind", { ...good, jobType: "Pipeline" }, "native-enum /p/jobType"],
    ["a kind in small letters", { ...good, jobType: "command" }, "native-enum /p/jobType"],
    ["no command", { ...good, command: undefined }, "native-missing /p/command"],
    ["an empty command", { ...good, command: "" }, "native-range /p/command"],
    ["a command without a word", { ...good, command: "!!" }, "native-pattern /p/command"],
    ["no environment", { ...good, environmentId: undefined }, "native-missing /p/environmentId"],
    ["a number for text", { ...good, environmentId: 3 }, "native-type /p/environmentId"],
    ["an unknown member", { ...good, priority: 1 }, "native-unknown /p/priority"],
    ["a member named like something every object has", { ...good, constructor: 1 }, "native-unknown /p/constructor"],
    ["a member in Python's spelling", { ...good, compute_id: "x" }, "native-unknown /p/compute_id"],
    ["a member that only the service tells", { ...good, status: "Running" }, "native-read-only /p/status"],
    ["null", { ...good, tags: null }, "native-type /p/tags"],
    ["a list for an object", { ...good, services: [] }, "native-type /p/services"],
    ["a number in tags", { ...good, tags: { a: 1 } }, "native-type /p/tags/a"],
    [
      "a truth value in variables",
      { ...good, environmentVariables: { A: true } },
      "native-type /p/environmentVariables/A",
    ],
    ["an input without its kind", { ...good, inputs: { a: { uri: "x" } } }, "native-missing /p/inputs/a/jobInputType"],
    [
      "an input of an old kind",
      { ...good, inputs: { a: { jobInputType: "UriFolder", uri: "x" } } },
      "native-enum /p/inputs/a/jobInputType",
    ],
    [
      "an input without its address",
      { ...good, inputs: { a: { jobInputType: "uri_file" } } },
      "native-missing /p/inputs/a/uri",
    ],
    [
      "an input in Python's mode",
      { ...good, inputs: { a: { jobInputType: "uri_file", uri: "x", mode: "ro_mount" } } },
      "native-enum /p/inputs/a/mode",
    ],
    [
      "a literal that is a number",
      { ...good, inputs: { a: { jobInputType: "literal", value: 3 } } },
      "native-type /p/inputs/a/value",
    ],
    [
      "a literal with an address",
      { ...good, inputs: { a: { jobInputType: "literal", value: "3", uri: "x" } } },
      "native-unknown /p/inputs/a/uri",
    ],
    [
      "an output in an input's mode",
      { ...good, outputs: { a: { jobOutputType: "uri_file", mode: "Download" } } },
      "native-enum /p/outputs/a/mode",
    ],
    ["half a node", { ...good, resources: { instanceCount: 1.5 } }, "native-type /p/resources/instanceCount"],
    ["no nodes", { ...good, resources: { instanceCount: 0 } }, "native-nodes /p/resources/instanceCount"],
    ["nodes in quotes", { ...good, resources: { instanceCount: "2" } }, "native-type /p/resources/instanceCount"],
    [
      "101 nodes on InfiniBand",
      { ...good, resources: { instanceCount: 101, instanceType: "standard_nd96isr_h100_v5" } },
      "native-nodes /p/resources/instanceCount",
    ],
    ["shared memory in GiB", { ...good, resources: { shmSize: "64GiB" } }, "native-shared-memory /p/resources/shmSize"],
    ["shared memory without a unit", { ...good, resources: { shmSize: "64" } }, "native-pattern /p/resources/shmSize"],
    [
      "both kinds of docker arguments",
      { ...good, resources: { dockerArgs: "-v", dockerArgsList: ["-v"] } },
      "native-docker-arguments /p/resources/dockerArgsList",
    ],
    [
      "a distribution that no stable version has",
      { ...good, distribution: { distributionType: "Ray" } },
      "native-enum /p/distribution/distributionType",
    ],
    [
      "a member of another distribution",
      { ...good, distribution: { distributionType: "PyTorch", workerCount: 2 } },
      "native-unknown /p/distribution/workerCount",
    ],
    [
      "a tier that does not exist",
      { ...good, queueSettings: { jobTier: "spot" } },
      "native-enum /p/queueSettings/jobTier",
    ],
    [
      "a time that is no duration",
      { ...good, limits: { jobLimitsType: "Command", timeout: "6h" } },
      "native-duration /p/limits",
    ],
    ["22 days", { ...good, limits: { jobLimitsType: "Command", timeout: "P22D" } }, "native-runtime /p/limits/timeout"],
    [
      "8 days on Spot machines",
      { ...good, queueSettings: { jobTier: "Spot" }, limits: { jobLimitsType: "Command", timeout: "P8D" } },
      "native-runtime /p/limits/timeout",
    ],
    [
      "limits of a sweep",
      { ...good, limits: { jobLimitsType: "Sweep", timeout: "PT1H" } },
      "native-limits /p/limits/jobLimitsType",
    ],
    [
      "an identity that is none",
      { ...good, identity: { identityType: "SystemAssigned" } },
      "native-enum /p/identity/identityType",
    ],
    [
      "a client id that is no GUID",
      { ...good, identity: { identityType: "Managed", clientId: "me" } },
      "native-range /p/identity/clientId",
    ],
    [
      "the compute's own identity without a compute",
      { ...good, identity: { identityType: "Managed" } },
      "native-identity /p/identity/clientId",
    ],
    [
      "a mail for nothing",
      { ...good, notificationSetting: { emailOn: ["Done"] } },
      "native-enum /p/notificationSetting/emailOn/0",
    ],
    [
      "nodes of a service that are not all",
      { ...good, services: { a: { nodes: { nodesValueType: "Some" } } } },
      "native-enum /p/services/a/nodes/nodesValueType",
    ],
    ["a sweep without a trial", { ...sweep, trial: undefined }, "native-missing /p/trial"],
    [
      "a goal in small letters",
      { ...sweep, objective: { goal: "minimize", primaryMetric: "x" } },
      "native-enum /p/objective/goal",
    ],
    [
      "a sampling that does not exist",
      { ...sweep, samplingAlgorithm: { samplingAlgorithmType: "Sobol" } },
      "native-enum /p/samplingAlgorithm/samplingAlgorithmType",
    ],
    [
      "2000 trials",
      { ...sweep, limits: { jobLimitsType: "Sweep", maxTotalTrials: 2000 } },
      "native-trials /p/limits/maxTotalTrials",
    ],
    [
      "a trial's distribution that is none",
      { ...sweep, trial: { ...sweep.trial, distribution: {} } },
      "native-missing /p/trial/distribution/distributionType",
    ],
  ])("is refused for %s", (_name, body, expected) => {
    expect(faultsOf(body)).toEqual([expected]);
  });

  it("gets every problem at once, with the nearest name", () => {
    const problems = checkRequest(
      "Jobs_CreateOrUpdate",
      { ...good, comand: "x", queueSettings: { jobTier: "Sport" } },
      "2025-12-01",
    );
    expect(problems.map(({ path, fix }) => [path, fix])).toEqual([
      ["/comand", "Did you mean `command`?"],
      ["/queueSettings/jobTier", 'Did you mean "Spot"?'],
    ]);
  });

  it("never has a value of its environment shown", () => {
    const faulty = { ...good, environmentVariables: { TOKEN: { value: "very-secret" } } };
    expect(JSON.stringify(checkRequest("Jobs_CreateOrUpdate", faulty, "2025-12-01"))).not.toContain("very-secret");
  });
});

describe("a member that came with a later version", () => {
  it.each<[string, object, string, string]>([
    ["a tier", { ...good, queueSettings: { jobTier: "Spot" } }, "2023-04-01", "/p/queueSettings"],
    ["a notification", { ...good, notificationSetting: { emails: ["a@b.c"] } }, "2023-10-01", "/p/notificationSetting"],
    [
      "a registered output",
      { ...good, outputs: { m: { jobOutputType: "uri_folder", assetName: "m" } } },
      "2024-10-01",
      "/p/outputs/m/assetName",
    ],
    [
      "a list of docker arguments",
      { ...good, resources: { dockerArgsList: ["-v"] } },
      "2025-09-01",
      "/p/resources/dockerArgsList",
    ],
  ])("is refused before it, and taken from it on: %s", (_name, body, version, at) => {
    expect(faultsOf(body, version)).toEqual([`native-version ${at}`]);
    expect(faultsOf(body, "2026-05-01")).toEqual([]);
  });

  it("is answered with the version that has it", () => {
    const body = { ...good, queueSettings: { jobTier: "Spot" } };
    expect(checkRequest("Jobs_CreateOrUpdate", body, "2023-04-01")[0]?.fix).toContain('apiVersion: "2023-10-01"');
  });
});

it.each<[string, object, string]>([
  ["CodeVersions_CreateOrUpdate", { codeUri: "https://a", hash: "x" }, "native-unknown /p/hash"],
  ["CodeVersions_CreateOrUpdate", { codeUri: 3 }, "native-type /p/codeUri"],
  ["EnvironmentVersions_CreateOrUpdate", { image: "a", osType: "linux" }, "native-enum /p/osType"],
  [
    "EnvironmentVersions_CreateOrUpdate",
    { image: "a", environmentType: "Curated" },
    "native-read-only /p/environmentType",
  ],
  ["EnvironmentVersions_CreateOrUpdate", { build: {} }, "native-missing /p/build/contextUri"],
])("%s refuses %j", (operation, body, expected) => {
  expect(faultsOf(body, "2025-12-01", operation)).toEqual([expected]);
});

it("an operation without a model is a mistake of the caller", () => {
  expect(() => checkRequest("Models_Create", {}, "2025-12-01")).toThrow("no model of the operation Models_Create");
});
