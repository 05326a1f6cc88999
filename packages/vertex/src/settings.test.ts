import { ConfigError } from "@switchyard/core";
import { describe, expect, it } from "vitest";
import { known } from "../testing/plan.ts";
import { resolveSettings, type VertexSettings } from "./settings.ts";

const nothing = (): undefined => undefined;

const issuesOf = (settings: object): string[] => {
  try {
    resolveSettings(settings as VertexSettings, nothing);
  } catch (error) {
    if (error instanceof ConfigError) return error.issues.map(({ code, path }) => `${code} ${path}`);
    throw error;
  }
  return [];
};

describe("settings", () => {
  it("are none by themselves", () => {
    expect(resolveSettings({}, nothing)).toEqual({});
  });

  it("come from the environment where they are not given", () => {
    const environment: Record<string, string> = {
      GOOGLE_CLOUD_PROJECT: "my-project",
      GOOGLE_CLOUD_REGION: "europe-west4",
      SWITCHYARD_VERTEX_STORE: "gs://bucket/x/",
      SWITCHYARD_VERTEX_SERVICE_ACCOUNT: "me@my-project.iam.gserviceaccount.com",
      SWITCHYARD_VERTEX_NETWORK: "projects/12/global/networks/vpc",
      SWITCHYARD_VERTEX_ENCRYPTION_KEY: "projects/p/locations/europe-west4/keyRings/r/cryptoKeys/k",
      CLOUDSDK_API_ENDPOINT_OVERRIDES_AIPLATFORM: "http://127.0.0.1:4566/",
    };
    expect(resolveSettings({ region: "us-east1" }, (name) => environment[name])).toEqual({
      project: "my-project",
      region: "us-east1",
      store: "gs://bucket/x",
      mount: "/gcs/bucket/x",
      serviceAccount: "me@my-project.iam.gserviceaccount.com",
      network: "projects/12/global/networks/vpc",
      encryptionKey: "projects/p/locations/europe-west4/keyRings/r/cryptoKeys/k",
      endpoint: "http://127.0.0.1:4566",
    });
  });

  it.each([
    ["CLOUDSDK_CORE_PROJECT", "my-project", "project"],
    ["CLOUD_ML_REGION", "us-west1", "region"],
    ["CLOUDSDK_AI_REGION", "us-west1", "region"],
    ["CLOUDSDK_COMPUTE_REGION", "us-west1", "region"],
  ])("read gcloud's and Google's own %s", (variable, value, setting) => {
    expect(resolveSettings({}, (name) => (name === variable ? value : undefined))).toEqual({ [setting]: value });
  });

  it("pass when they are right", () => {
    expect(issuesOf({ ...known, labels: { team: "nlp", ort: "zürich", empty: "" } })).toEqual([]);
    expect(issuesOf({ project: "example.com:my-project" })).toEqual([]);
    expect(issuesOf({ project: "123456789" })).toEqual([]);
  });

  it.each<[string, object, string]>([
    ["a name that does not exist", { proejct: "x" }, "unknown-field settings.proejct"],
    ["a project in capitals", { project: "My-Project" }, "wrong-value settings.project"],
    ["a zone for a region", { region: "us-central1-a" }, "wrong-value settings.region"],
    ["a store elsewhere", { store: "s3://bucket/x" }, "wrong-value settings.store"],
    ["a store without a bucket", { store: "gs://" }, "wrong-value settings.store"],
    ["an account that is no address", { serviceAccount: "trainer" }, "wrong-value settings.serviceAccount"],
    ["a network by its project's id", { network: "projects/acme/global/networks/vpc" }, "wrong-value settings.network"],
    ["a key that is no name", { encryptionKey: "my-key" }, "wrong-value settings.encryptionKey"],
    ["a label in capitals", { labels: { team: "NLP" } }, "wrong-value settings.labels.team"],
    ["an endpoint that is no URL", { endpoint: "localhost" }, "wrong-value settings.endpoint"],
    ["a number", { region: 3 }, "wrong-value settings.region"],
  ])("are refused for %s", (_name, settings, expected) => {
    expect(issuesOf(settings)).toEqual([expected]);
  });

  it.each(["switchyard-key", "Team", "1st", "a".repeat(64)])("are refused for a label called %s", (key) => {
    expect(issuesOf({ labels: { [key]: "x" } })).toHaveLength(1);
  });

  it("are refused for all that is wrong with them at once", () => {
    expect(issuesOf({ project: "x", region: "-", store: "here" })).toHaveLength(3);
  });
});
