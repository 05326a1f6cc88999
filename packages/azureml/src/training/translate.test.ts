import type { TrainerSpec } from "@switchyard/core";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import schema from "../../schema.data.json" with { type: "json" };
import { bundle, identity, jobOf, known, plan, problems, workspace } from "../../testing/plan.ts";
import { leavesOf } from "@switchyard/core/platform";

describe("a plan for Azure Machine Learning", () => {
  it("is a code asset, an environment and a command job, with every member in them", () => {
    const spec: Partial<TrainerSpec> = {
      resources: { accelerator: "A100-80GB", acceleratorsPerNode: 8, nodes: 2 },
      environment: { image: "me.azurecr.io/train:1.2", secrets: { HF_TOKEN: { env: "MY_TOKEN" } } },
      inputs: { train: "azureml://datastores/sets/paths/imdb/", vocabulary: "azureml://data/words/versions/3" },
    };
    const translation = plan(spec, { ...known, identity: "UserIdentity" }, { maxRuntimeSeconds: 21_600 });
    const target = `https://management.azure.com${workspace}`;
    expect(translation.requests).toEqual([
      {
        step: "code",
        service: "azureml",
        operation: "CodeVersions_CreateOrUpdate",
        target: `${target}/codes/switchyard/versions/cafe?api-version=2025-12-01`,
        body: {
          properties: {
            codeUri: "https://account.blob.core.windows.net/container/switchyard/bundles/cafe",
            isAnonymous: true,
          },
        },
      },
      {
        step: "environment",
        service: "azureml",
        operation: "EnvironmentVersions_CreateOrUpdate",
        target: `${target}/environments/switchyard-me_2eazurecr_2eio_2ftrain_3a1_2e2/versions/1?api-version=2025-12-01`,
        body: { properties: { image: "me.azurecr.io/train:1.2", osType: "Linux", isAnonymous: true } },
      },
      {
        step: "job",
        service: "azureml",
        operation: "Jobs_CreateOrUpdate",
        target: `${target}/jobs/bert-imdb-01234567-1-1?api-version=2025-12-01`,
        body: {
          properties: {
            jobType: "Command",
            displayName: "bert-imdb",
            experimentName: "bert-imdb",
            tags: { "switchyard-key": identity.key, "switchyard-run": "1", "switchyard-attempt": "1" },
            identity: { identityType: "UserIdentity" },
            codeId: `${workspace}/codes/switchyard/versions/cafe`,
            command: String.raw`exec env SWITCHYARD_INPUT_train="${"${{inputs.train}}"}" SWITCHYARD_INPUT_vocabulary="${"${{inputs.vocabulary}}"}" SWITCHYARD_MODEL="${"${{outputs.model}}"}" python3 switchyard_launcher.py`,
            distribution: { distributionType: "PyTorch", processCountPerInstance: 1 },
            environmentId: `${workspace}/environments/switchyard-me_2eazurecr_2eio_2ftrain_3a1_2e2/versions/1`,
            inputs: {
              train: {
                jobInputType: "uri_folder",
                uri: "azureml://datastores/sets/paths/imdb/",
                mode: "ReadOnlyMount",
              },
              vocabulary: {
                jobInputType: "uri_folder",
                uri: `${workspace}/data/words/versions/3`,
                mode: "ReadOnlyMount",
              },
            },
            outputs: {
              model: {
                jobOutputType: "custom_model",
                uri: "azureml://datastores/workspaceblobstore/paths/switchyard/models/bert-imdb-01234567-1-1/",
                mode: "ReadWriteMount",
              },
            },
            resources: {
              instanceType: "Standard_ND96amsr_A100_v4",
              instanceCount: 2,
              shmSize: "900g",
              dockerArgs: "--ulimit memlock=-1:-1",
            },
            limits: { jobLimitsType: "Command", timeout: "PT6H" },
            environmentVariables: { HF_TOKEN: { $secret: "HF_TOKEN" } },
          },
        },
      },
    ]);
    expect(translation.uploads).toEqual([
      {
        from: "source",
        format: "files",
        to: "https://account.blob.core.windows.net/container/switchyard/bundles/cafe",
        ...bundle,
      },
    ]);
    expect(translation.uri).toBe(
      "azureml://subscriptions/00000000-1111-2222-3333-444444444444/resourceGroups/group/workspaces/space/jobs/bert-imdb-01234567-1-1",
    );
    expect(translation.image).toBe("me.azurecr.io/train:1.2");
    expect(translation.machine).toEqual({
      type: "Standard_ND96amsr_A100_v4",
      nodes: 2,
      spot: false,
      region: "eastus",
      accelerator: "A100-80GB",
      acceleratorsPerNode: 8,
    });
    expect(problems(translation)).toEqual(["warning readable-secret environment.secrets.HF_TOKEN"]);
  });

  it("needs two requests for the curated environment, which is pinned", () => {
    const translation = plan({ environment: { requirements: "requirements.txt" } });
    expect(translation.requests.map(({ step }) => step)).toEqual(["code", "job"]);
    expect(jobOf(translation).environmentId).toMatch(
      /^azureml:\/\/registries\/azureml\/environments\/acpt-[\w.-]+\/versions\/\d+$/,
    );
    expect(problems(translation)).toEqual([]);
  });

  it("knows where every leaf of every body came from, and of nothing else", () => {
    const translation = plan({
      resources: { accelerator: "T4", spot: true },
      inputs: { train: "https://account.blob.core.windows.net/c/a.csv" },
      environment: { image: "me/train:1" },
      platforms: {
        azureml: {
          services: { board: { jobServiceType: "TensorBoard", properties: { logDir: "outputs" } } },
          tags: { team: "nlp" },
          inputs: { train: { jobInputType: "uri_file", mode: "Download" } },
        },
      },
    });
    const leaves = translation.requests.flatMap(({ body }, index) => leavesOf(body, `/requests/${index}/body`));
    expect(Object.keys(translation.origins).sort()).toEqual(leaves.map((leaf) => leaf.pointer).sort());
    expect(translation.origins).toMatchObject({
      "/requests/0/body/properties/codeUri": "core:bundle",
      "/requests/1/body/properties/image": "spec:environment.image",
      "/requests/2/body/properties/displayName": "spec:name",
      "/requests/2/body/properties/resources/instanceType": "spec:resources.accelerator",
      "/requests/2/body/properties/resources/instanceCount": "default",
      "/requests/2/body/properties/queueSettings/jobTier": "spec:resources.spot",
      "/requests/2/body/properties/inputs/train/uri": "spec:inputs.train",
      "/requests/2/body/properties/inputs/train/mode": "spec:platforms.azureml.inputs.train.mode",
      "/requests/2/body/properties/tags/team": "spec:platforms.azureml.tags.team",
      "/requests/2/body/properties/services/board/jobServiceType":
        "spec:platforms.azureml.services.board.jobServiceType",
    });
  });

  it("is complete without settings, and warns of each one that is missing", () => {
    const translation = plan({ environment: { requirements: "r.txt" } }, {});
    expect(translation.requests[0]?.body).toMatchObject({
      properties: { codeUri: { $setting: "azureml.codeStore", append: "/bundles/cafe" } },
    });
    expect(translation.requests[1]?.target).toContain(
      "/subscriptions/{subscription}/resourceGroups/{resourceGroup}/providers/",
    );
    expect(jobOf(translation)).toMatchObject({
      codeId: { $setting: "azureml.workspaceId", append: "/codes/switchyard/versions/cafe" },
    });
    expect(translation.uri).toBeUndefined();
    expect(problems(translation)).toEqual([
      "warning missing-setting settings.subscription",
      "warning missing-setting settings.resourceGroup",
      "warning missing-setting settings.workspace",
      "warning missing-setting settings.codeStore",
    ]);
    expect(translation.diagnostics[0]?.fix).toContain("AZURE_SUBSCRIPTION_ID");
  });

  it("is plain JSON and the same bytes for the same input", () => {
    const specs = fc.record(
      {
        name: fc.stringMatching(/^[a-z][a-z0-9]{0,30}$/),
        inputs: fc.dictionary(fc.stringMatching(/^[a-z]{1,8}$/), fc.constant("azureml://data/words/versions/1"), {
          maxKeys: 3,
        }),
        resources: fc.record({
          accelerator: fc.constantFrom("cpu", "A10", "T4", "H100"),
          nodes: fc.integer({ min: 1, max: 9 }),
          spot: fc.boolean(),
        }),
      },
      { requiredKeys: ["name"] },
    ) as fc.Arbitrary<Partial<TrainerSpec>>;
    fc.assert(
      fc.property(specs, (spec) => {
        const first = plan(spec);
        expect(JSON.stringify(plan(structuredClone(spec)))).toBe(JSON.stringify(first));
        expect(JSON.parse(JSON.stringify(first))).toEqual(first);
        expect(Object.keys(first.origins)).toHaveLength(first.requests.flatMap(({ body }) => leavesOf(body)).length);
      }),
      { numRuns: 50 },
    );
  });

  it("changes none of what it was given", () => {
    const spec = { platforms: { azureml: { tags: { team: "nlp" } } } };
    const before = structuredClone(spec);
    plan(spec);
    expect(spec).toEqual(before);
  });

  it.each(schema.versions)(
    "says nothing that the api-version %s does not have, unless it is asked to",
    (apiVersion) => {
      const translation = plan(
        { environment: { image: "me:1" }, inputs: { train: "azureml://data/words/versions/3" } },
        { ...known, apiVersion },
        { accelerator: "H100", acceleratorsPerNode: 8, nodes: 2, maxRuntimeSeconds: 60 },
      );
      expect(problems(translation)).toEqual([]);
      expect(translation.requests.every(({ target }) => target.endsWith(`?api-version=${apiVersion}`))).toBe(true);
    },
  );
});
