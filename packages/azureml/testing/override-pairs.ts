import type { AzureMLTraining } from "../src/native-types.ts";

type Pair = readonly [AzureMLTraining, AzureMLTraining];

const component = (name: string): string => `azureml://registries/mine/components/${name}/versions/1`;
const mails = (address: string) => ({ notificationSetting: { emails: [address], emailOn: ["JobFailed"] } }) as const;

/** Unlike values of every member of a command job's properties, at several depths. */
export const overridePairs: readonly Pair[] = [
  [{ description: "mine" }, { description: "yours" }],
  [{ displayName: "mine" }, { displayName: "yours" }],
  [{ experimentName: "mine" }, { experimentName: "yours" }],
  [{ tags: { team: "a" } }, { tags: { team: "b" } }],
  [{ tags: { team: "a" } }, { tags: { team: "a", group: "a" } }],
  [{ properties: { team: "a" } }, { properties: { team: "b" } }],
  [{ isArchived: false }, { isArchived: true }],
  [{ identity: { identityType: "AMLToken" } }, { identity: { identityType: "UserIdentity" } }],
  [mails("a@example.com"), mails("b@example.com")],
  [
    { notificationSetting: { webhooks: { a: { webhookType: "AzureDevOps", eventType: "one" } } } },
    { notificationSetting: { webhooks: { a: { webhookType: "AzureDevOps", eventType: "two" } } } },
  ],
  [
    { services: { shell: { jobServiceType: "SSH", properties: { sshPublicKeys: "a" } } } },
    { services: { shell: { jobServiceType: "SSH", properties: { sshPublicKeys: "b" } } } },
  ],
  [
    { services: { board: { jobServiceType: "TensorBoard", nodes: { nodesValueType: "All" } } } },
    { services: { board: { jobServiceType: "TensorBoard" } } },
  ],
  [
    { inputs: { a: { jobInputType: "uri_folder", uri: "azureml://datastores/a/paths/x/" } } },
    { inputs: { a: { jobInputType: "uri_folder", uri: "azureml://datastores/a/paths/y/" } } },
  ],
  [
    { outputs: { more: { jobOutputType: "uri_folder", mode: "Upload" } } },
    { outputs: { more: { jobOutputType: "uri_folder", mode: "ReadWriteMount" } } },
  ],
  [{ queueSettings: { jobTier: "Basic" } }, { queueSettings: { jobTier: "Standard" } }],
  [{ computeId: "/one" }, { computeId: "/two" }],
  [{ componentId: component("a") }, { componentId: component("b") }],
  [{ environmentId: "azureml:mine:1" }, { environmentId: "azureml:mine:2" }],
  [{ environmentVariables: { MODE: "a" } }, { environmentVariables: { MODE: "b" } }],
  [{ resources: { shmSize: "8g" } }, { resources: { shmSize: "16g" } }],
  [{ resources: { dockerArgs: "--ipc=host" } }, { resources: { dockerArgs: "--ipc=private" } }],
  [{ resources: { instanceType: "Standard_NC4as_T4_v3" } }, { resources: { instanceType: "Standard_NC8as_T4_v3" } }],
  [{ resources: { properties: { a: 1 } } }, { resources: { properties: { a: 2 } } }],
  [
    { limits: { jobLimitsType: "Command", timeout: "PT1H" } },
    { limits: { jobLimitsType: "Command", timeout: "PT2H" } },
  ],
  // What cannot be overridden is answered.
  [{}, { jobType: "Command" }],
  [{ command: "one" }, { command: "two" }],
  [{ codeId: "/one" }, { codeId: "/two" }],
  [{}, { distribution: { distributionType: "PyTorch", processCountPerInstance: 1 } }],
];
