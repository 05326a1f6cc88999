import { GetLogEventsCommand } from "@aws-sdk/client-cloudwatch-logs";
import { GetObjectCommand, HeadObjectCommand } from "@aws-sdk/client-s3";
import { CreateTrainingJobCommand, DescribeTrainingJobCommand } from "@aws-sdk/client-sagemaker";
import { SwitchyardError, type ErrorCode } from "@switchyard/core";
import { http, HttpResponse, passthrough } from "msw";
import { setupServer } from "msw/node";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { lazyClients } from "./clients.ts";
import { attempt } from "./errors.ts";
import { resolveSettings } from "./settings.ts";

const credentials = { accessKeyId: "test", secretAccessKey: "test" };
const clients = lazyClients(resolveSettings({ region: "us-east-1", credentials }, () => undefined));
const server = setupServer();

beforeAll(() => server.listen({ onUnhandledRequest: "error" }));
afterEach(() => server.resetHandlers());
afterAll(() => server.close());

const everywhere = /^https:\/\/[^/]*amazonaws\.com\//;

function answer(status: number, body: object | string, headers: Record<string, string> = {}): void {
  const reply = () =>
    new HttpResponse(typeof body === "string" ? body : JSON.stringify(body), {
      status,
      headers: { "x-amzn-requestid": "request-1", ...headers },
    });
  server.use(http.all(everywhere, reply));
}

/** Creates a job and gives the error. */
async function create(signal?: AbortSignal): Promise<SwitchyardError> {
  const client = await clients.sagemaker("us-east-1");
  const body = { TrainingJobName: "a", RoleArn: "r", OutputDataConfig: { S3OutputPath: "s3://b" } };
  return caught(
    attempt({ operation: "CreateTrainingJob", creates: true }, signal, () =>
      client.send(new CreateTrainingJobCommand(body), signal === undefined ? {} : { abortSignal: signal }),
    ),
  );
}

async function describeJob(): Promise<SwitchyardError> {
  const client = await clients.sagemaker("us-east-1");
  return caught(
    attempt({ operation: "DescribeTrainingJob" }, undefined, () =>
      client.send(new DescribeTrainingJobCommand({ TrainingJobName: "a" })),
    ),
  );
}

async function caught(promise: Promise<unknown>): Promise<SwitchyardError> {
  const error: unknown = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!SwitchyardError.is(error)) throw new Error(`Expected a SwitchyardError, found ${String(error)}`);
  return error;
}

describe("an error of SageMaker", () => {
  it.each<[string, number, object, ErrorCode, boolean, boolean]>([
    [
      "a taken name",
      400,
      { __type: "ResourceInUse", message: "Training job names must be unique" },
      "conflict",
      false,
      false,
    ],
    [
      "a quota",
      400,
      { __type: "ResourceLimitExceeded", message: "The account-level service limit is reached" },
      "quota",
      false,
      false,
    ],
    ["too many calls", 400, { __type: "ThrottlingException", message: "Rate exceeded" }, "throttled", true, false],
    ["too many requests", 429, { __type: "TooManyRequestsException", message: "Slow down" }, "throttled", true, false],
    [
      "a bad field",
      400,
      { __type: "ValidationException", message: "1 validation error detected: Value 'x' at 'roleArn' failed" },
      "request",
      false,
      false,
    ],
    [
      "a role",
      400,
      { __type: "ValidationException", message: "Could not assume role arn:aws:iam::1:role/x" },
      "permission",
      false,
      false,
    ],
    [
      "no right",
      400,
      { __type: "AccessDeniedException", message: "User is not authorized" },
      "permission",
      false,
      false,
    ],
    [
      "wrong credentials",
      400,
      { __type: "UnrecognizedClientException", message: "The security token is invalid" },
      "auth",
      false,
      false,
    ],
    [
      "expired credentials",
      400,
      { __type: "ExpiredTokenException", message: "The security token is expired" },
      "auth",
      false,
      false,
    ],
    [
      "an unknown job, by its own name",
      400,
      { __type: "ResourceNotFound", message: "Unknown job" },
      "not-found",
      false,
      false,
    ],
    [
      "an unknown job, as the service says it",
      400,
      { __type: "ValidationException", message: "Requested resource not found." },
      "not-found",
      false,
      false,
    ],
    ["a failure inside", 500, { __type: "InternalFailure", message: "We failed" }, "unavailable", true, true],
    ["a service that is away", 503, { __type: "ServiceUnavailable" }, "unavailable", true, true],
    ["an error that nobody knows", 400, { __type: "BrandNewException", message: "?" }, "request", false, false],
  ])("for %s has one meaning", async (_name, status, body, code, retryable, ambiguous) => {
    answer(status, body);
    const error = await create();
    expect(error).toMatchObject({ code, retryable, ambiguous, platform: "sagemaker", requestId: "request-1" });
    expect(error.message).toContain("CreateTrainingJob");
  });

  it("of a quota says its three numbers again", async () => {
    answer(400, {
      __type: "ResourceLimitExceeded",
      message:
        "The account-level service limit 'ml.g5.xlarge for training job usage' is 1 Instances, with current utilization of 1 Instances and a request delta of 2 Instances.",
    });
    expect((await create()).hint).toBe(
      'The quota "ml.g5.xlarge for training job usage" is 1, 1 are in use, and this job needs 2 more. Ask for more under Service Quotas, Amazon SageMaker, or use another machine or region; many quotas are 0 at first.',
    );
  });

  it("keeps no object of the vendor's, and no token", async () => {
    answer(400, {
      __type: "ValidationException",
      message: "Value 'hf_abcdefghijklmnopqrstuvwxyz' at 'environment' failed",
    });
    const error = await create();
    expect(error.message).toContain("Value '***'");
    expect(error.cause).toBeUndefined();
  });

  it("says how long the service asks to wait", async () => {
    answer(429, { __type: "ThrottlingException" }, { "retry-after": "3" });
    expect((await create()).retryAfter).toBe(3000);
  });
});

describe("an answer that never came", () => {
  it("leaves open whether a job was created", async () => {
    server.use(http.all(everywhere, () => HttpResponse.error()));
    expect(await create()).toMatchObject({ code: "unavailable", ambiguous: true, retryable: true });
    expect(await describeJob()).toMatchObject({ code: "unavailable", ambiguous: false, retryable: true });
  });

  it("or that is no JSON, as well", async () => {
    answer(200, "<html>proxy</html>");
    expect(await create()).toMatchObject({ code: "unexpected-reply", ambiguous: true, retryable: false });
  });

  it("because nobody listens, does not", async () => {
    const local = lazyClients(
      resolveSettings({ region: "us-east-1", endpoint: "http://127.0.0.1:9", credentials }, () => undefined),
    );
    server.use(http.all("http://127.0.0.1:9/*", () => passthrough()));
    const client = await local.sagemaker("us-east-1");
    const body = { TrainingJobName: "a", RoleArn: "r", OutputDataConfig: { S3OutputPath: "s3://b" } };
    const creating = attempt({ operation: "CreateTrainingJob", creates: true }, undefined, () =>
      client.send(new CreateTrainingJobCommand(body)),
    );
    expect(await caught(creating)).toMatchObject({ code: "unavailable", ambiguous: false, retryable: true });
  });

  it("because the caller gave up, is the caller's own reason", async () => {
    server.use(http.all(everywhere, () => new Promise<Response>(() => {})));
    const controller = new AbortController();
    const reason = new Error("enough");
    setTimeout(() => controller.abort(reason), 20);
    await expect(create(controller.signal)).rejects.toThrow("found Error: enough");
  });
});

it("missing credentials are an error of their own", async () => {
  const none = lazyClients(
    resolveSettings(
      {
        region: "us-east-1",
        credentials: () =>
          Promise.reject(Object.assign(new Error("Could not load credentials"), { name: "CredentialsProviderError" })),
      },
      () => undefined,
    ),
  );
  const client = await none.sagemaker("us-east-1");
  const error = await caught(
    attempt({ operation: "DescribeTrainingJob" }, undefined, () =>
      client.send(new DescribeTrainingJobCommand({ TrainingJobName: "a" })),
    ),
  );
  expect(error).toMatchObject({ code: "auth", hint: expect.stringContaining("AWS_PROFILE") as string });
});

describe("an error of the other services", () => {
  it.each<[string, number, ErrorCode]>([
    ["NoSuchKey", 404, "not-found"],
    ["NoSuchBucket", 404, "not-found"],
    ["AccessDenied", 403, "permission"],
    ["SlowDown", 503, "throttled"],
    ["InvalidAccessKeyId", 403, "auth"],
  ])("of S3, %s, has one meaning", async (name, status, code) => {
    answer(status, `<Error><Code>${name}</Code><Message>text</Message></Error>`, { "content-type": "application/xml" });
    const s3 = await clients.s3("us-east-1");
    expect(
      await caught(
        attempt({ operation: "GetObject" }, undefined, () => s3.send(new GetObjectCommand({ Bucket: "b", Key: "k" }))),
      ),
    ).toMatchObject({ code });
  });

  it.each<[number, ErrorCode]>([
    [404, "not-found"],
    [403, "permission"],
    [500, "unavailable"],
  ])("of S3 without a body, %i, has one meaning", async (status, code) => {
    server.use(http.all(everywhere, () => new HttpResponse(null, { status })));
    const s3 = await clients.s3("us-east-1");
    expect(
      await caught(
        attempt({ operation: "HeadObject" }, undefined, () =>
          s3.send(new HeadObjectCommand({ Bucket: "b", Key: "k" })),
        ),
      ),
    ).toMatchObject({ code });
  });

  it("of CloudWatch Logs has one meaning", async () => {
    answer(400, { __type: "ResourceNotFoundException", message: "The specified log group does not exist." });
    const logs = await clients.logs("us-east-1");
    const call = () => logs.send(new GetLogEventsCommand({ logGroupName: "g", logStreamName: "s" }));
    expect(await caught(attempt({ operation: "GetLogEvents" }, undefined, call))).toMatchObject({ code: "not-found" });
  });
});
