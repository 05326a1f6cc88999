import { ConfigError } from "@switchyard/core";
import { describe, expect, it } from "vitest";
import { resolveSettings, type SageMakerSettings } from "./settings.ts";

const from = (variables: Record<string, string>) => (name: string) => variables[name];

function issuesOf(settings: object): string[] {
  try {
    resolveSettings(settings as SageMakerSettings, () => undefined);
    return [];
  } catch (error) {
    return error instanceof ConfigError
      ? error.issues.map(({ path, message, fix }) => `${path}: ${message}${fix === undefined ? "" : ` ${fix}`}`)
      : [];
  }
}

describe("settings", () => {
  it("may all be missing", () => {
    expect(resolveSettings({}, () => undefined)).toEqual({ pollInterval: 5000, pathStyle: false });
  });

  it("come from the environment where they are not given", () => {
    const variables = {
      AWS_DEFAULT_REGION: "eu-west-1",
      SWITCHYARD_SAGEMAKER_ROLE: "arn:aws:iam::111122223333:role/R",
      SWITCHYARD_SAGEMAKER_STORE: "s3://bucket/x/",
    };
    expect(resolveSettings({}, from(variables))).toMatchObject({
      region: "eu-west-1",
      role: "arn:aws:iam::111122223333:role/R",
      store: "s3://bucket/x",
      registry: "763104351884.dkr.ecr.eu-west-1.amazonaws.com",
    });
    expect(resolveSettings({}, from({ ...variables, AWS_REGION: "us-east-2" })).region).toBe("us-east-2");
    expect(resolveSettings({ region: "us-west-2" }, from({ ...variables, AWS_REGION: "us-east-2" })).region).toBe(
      "us-west-2",
    );
    expect(resolveSettings({}, from({ AWS_REGION: "" })).region).toBeUndefined();
  });

  it("look often at this machine and put buckets into the path for any endpoint", () => {
    expect(resolveSettings({ endpoint: "http://127.0.0.1:4566" }, () => undefined)).toMatchObject({
      pollInterval: 500,
      pathStyle: true,
    });
    expect(resolveSettings({}, from({ AWS_ENDPOINT_URL: "http://localhost:1" }))).toMatchObject({
      pollInterval: 500,
      pathStyle: true,
    });
    expect(resolveSettings({ endpoint: "https://vpce-1.example" }, () => undefined)).toMatchObject({
      pollInterval: 5000,
      pathStyle: true,
    });
    expect(resolveSettings({ endpoint: "http://[::1]:4566", pollInterval: 9 }, () => undefined)).toMatchObject({
      pollInterval: 9,
    });
  });

  it("are refused with every problem at once, and the nearest name", () => {
    expect(
      issuesOf({
        reigon: "us-east-1",
        role: "Training",
        store: "bucket",
        endpoint: "here",
        pollInterval: 0,
        clients: { s4: {} },
      }),
    ).toEqual([
      'settings.role: Found "Training". Allowed: the role\'s whole ARN, such as "arn:aws:iam::111122223333:role/Training".',
      'settings.store: Found "bucket". Allowed: a bucket and prefix, such as "s3://my-bucket/switchyard".',
      'settings.endpoint: Found "here". Allowed: a URL, such as "http://127.0.0.1:4566".',
      "settings.pollInterval: Found 0. Allowed: at least 1 millisecond.",
      "settings.clients.s4: SageMaker has no such setting. Did you mean `s3`?",
      "settings.reigon: SageMaker has no such setting. Did you mean `region`?",
    ]);
  });

  it("never show credentials in an error", () => {
    expect(issuesOf({ credentials: "AKIASECRETSECRET" })).toEqual([
      "settings.credentials: Found something else. Allowed: credentials, or a function that resolves to them.",
    ]);
  });
});
