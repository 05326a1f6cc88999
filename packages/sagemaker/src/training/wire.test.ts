import { SageMakerClient } from "@aws-sdk/client-sagemaker";
import type { Plan, ReadyRequest } from "@switchyard/core";
import { describe, expect, it } from "vitest";
import { lazyClients } from "../clients.ts";
import type { SageMakerRequest } from "../native-types.ts";
import { resolveSettings } from "../settings.ts";
import { JobReader } from "./describe.ts";
import { sendJob } from "./send.ts";
import { assertAsPlanned, differences } from "./wire.ts";

describe("what is sent", () => {
  it("is what was planned, in whatever order its members come", () => {
    expect(differences({ a: 1, b: [{ c: "x", d: true }] }, { b: [{ d: true, c: "x" }], a: 1 })).toEqual([]);
  });

  it.each<[string, unknown, unknown, string[]]>([
    ["a dropped member", { a: 1, b: { c: 2 } }, { a: 1, b: {} }, ["/b/c"]],
    ["an added member", { a: 1 }, { a: 1, toString: 2 }, ["/toString"]],
    ["another type", { a: "1" }, { a: 1 }, ["/a"]],
    ["a shorter list", { a: [1, 2] }, { a: [1] }, ["/a/1"]],
    ["a list that became an object", { a: [] }, { a: {} }, ["/a"]],
    ["null that was dropped", { a: null }, {}, ["/a"]],
    ["a key that needs escaping", { "a/b~": 1 }, {}, ["/a~1b~0"]],
  ])("differs by %s", (_name, planned, sent, expected) => {
    expect(differences(planned, sent)).toEqual(expected);
  });

  it("is refused when it differs, and no value is said", () => {
    const refuse = () => assertAsPlanned({ Environment: { TOKEN: "very-secret" } }, { body: '{"Environment":{}}' });
    expect(refuse).toThrow(
      "Nothing was sent: Amazon's client would send something else than was planned, at /Environment/TOKEN.",
    );
    expect(refuse).not.toThrow("very-secret");
    expect(() => assertAsPlanned({ a: 1 }, { body: new TextEncoder().encode('{"a":1}') })).not.toThrow();
    expect(() => assertAsPlanned({ a: 1 }, {})).toThrow("neither text nor bytes");
  });
});

const settings = resolveSettings(
  {
    region: "us-east-1",
    endpoint: "http://127.0.0.1:9",
    credentials: { accessKeyId: "test", secretAccessKey: "test" },
  },
  () => undefined,
);

it("a member that the client drops stops the sending before the network", async () => {
  // A client that loses a member stands for one that is older than the model.
  const client = new SageMakerClient({
    region: "us-east-1",
    endpoint: "http://127.0.0.1:9",
    credentials: { accessKeyId: "test", secretAccessKey: "test" },
    maxAttempts: 1,
  });
  client.middlewareStack.add(
    (next) => (args) => next({ ...args, input: { ...args.input, EnableNetworkIsolation: undefined } }),
    { step: "initialize" },
  );
  const clients = lazyClients({ ...settings, clients: { sagemaker: client } });
  const body = {
    TrainingJobName: "bert-1",
    RoleArn: "arn:aws:iam::111122223333:role/Training",
    AlgorithmSpecification: { TrainingImage: "image:1", TrainingInputMode: "File" },
    OutputDataConfig: { S3OutputPath: "s3://bucket/models" },
    ResourceConfig: { InstanceType: "ml.g5.xlarge", InstanceCount: 1 },
    EnableNetworkIsolation: true,
  };
  const ready = { body } as ReadyRequest<SageMakerRequest>;
  const sending = sendJob(clients, new JobReader(clients), "us-east-1", ready, {} as Plan<SageMakerRequest>, {});
  await expect(sending).rejects.toMatchObject({
    code: "request",
    ambiguous: false,
    message: expect.stringContaining("at /EnableNetworkIsolation.") as string,
  });
});

it("a body that breaks Amazon's model when its secrets are in it is refused without showing them", async () => {
  const clients = lazyClients(settings);
  const ready = {
    body: { Environment: { TOKEN: "very-secret".repeat(60) } },
  } as unknown as ReadyRequest<SageMakerRequest>;
  const error: unknown = await sendJob(
    clients,
    new JobReader(clients),
    "us-east-1",
    ready,
    {} as Plan<SageMakerRequest>,
    {},
  ).catch((reason: unknown) => reason);
  expect(error).toMatchObject({
    code: "config",
    issues: expect.arrayContaining([expect.objectContaining({ path: "/Environment/TOKEN" })]) as unknown,
  });
  expect(String(error)).not.toContain("very-secret");
});
