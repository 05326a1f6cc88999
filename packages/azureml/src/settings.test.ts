import { ConfigError } from "@switchyard/core";
import { describe, expect, it } from "vitest";
import { known } from "../testing/plan.ts";
import { resolveSettings, type AzureMLSettings } from "./settings.ts";

const nothing = (): undefined => undefined;

const issuesOf = (settings: object): string[] => {
  try {
    resolveSettings(settings as AzureMLSettings, nothing);
  } catch (error) {
    if (error instanceof ConfigError) return error.issues.map(({ code, path }) => `${code} ${path}`);
    throw error;
  }
  return [];
};

describe("settings", () => {
  it("have a compute, a store and an api-version by themselves", () => {
    expect(resolveSettings({}, nothing)).toEqual({
      compute: "serverless",
      store: "azureml://datastores/workspaceblobstore/paths/switchyard",
      apiVersion: "2025-12-01",
    });
  });

  it("come from the environment where they are not given", () => {
    const environment: Record<string, string> = {
      AZURE_SUBSCRIPTION_ID: "00000000-1111-2222-3333-444444444444",
      SWITCHYARD_AZUREML_RESOURCE_GROUP: "group",
      SWITCHYARD_AZUREML_WORKSPACE: "space",
      SWITCHYARD_AZUREML_REGION: "westeurope",
      SWITCHYARD_AZUREML_COMPUTE: "gpus",
      SWITCHYARD_AZUREML_IDENTITY: "Managed",
      SWITCHYARD_AZUREML_STORE: "azureml://datastores/mine/paths/x/",
      SWITCHYARD_AZUREML_CODE_STORE: "https://account.blob.core.windows.net/container/",
      SWITCHYARD_AZUREML_API_VERSION: "2024-10-01",
    };
    expect(resolveSettings({ region: "eastus" }, (name) => environment[name])).toEqual({
      subscription: "00000000-1111-2222-3333-444444444444",
      resourceGroup: "group",
      workspace: "space",
      region: "eastus",
      compute: "gpus",
      identity: "Managed",
      store: "azureml://datastores/mine/paths/x",
      codeStore: "https://account.blob.core.windows.net/container",
      apiVersion: "2024-10-01",
    });
  });

  it("pass when they are right", () => {
    expect(issuesOf({ ...known, compute: "gpu-cluster", identity: "UserIdentity" })).toEqual([]);
  });

  it.each<[string, object, string]>([
    ["a name that does not exist", { worksapce: "x" }, "unknown-field settings.worksapce"],
    ["a subscription that is no GUID", { subscription: "mine" }, "wrong-value settings.subscription"],
    ["a workspace that is too short", { workspace: "w" }, "wrong-value settings.workspace"],
    ["a region in words", { region: "East US" }, "wrong-value settings.region"],
    ["a cluster's name with a number at its end", { compute: "gpus-1" }, "wrong-value settings.compute"],
    ["an identity that is none", { identity: "me" }, "wrong-value settings.identity"],
    ["a store elsewhere", { store: "s3://bucket/x" }, "wrong-value settings.store"],
    [
      "a code store that is no blob container",
      { codeStore: "azureml://datastores/a/paths/x" },
      "wrong-value settings.codeStore",
    ],
    ["a preview", { apiVersion: "2026-05-15-preview" }, "wrong-value settings.apiVersion"],
    ["a number", { resourceGroup: 3 }, "wrong-value settings.resourceGroup"],
  ])("are refused for %s", (_name, settings, expected) => {
    expect(issuesOf(settings)).toEqual([expected]);
  });

  it("are refused for all that is wrong with them at once", () => {
    expect(issuesOf({ subscription: "x", compute: "-", apiVersion: "2020-01-01" })).toHaveLength(3);
  });
});
