import type { ResolvedResources, TrainerSpec, TranslationInput } from "@switchyard/core";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import "../native-types.ts";
import { leavesOf } from "../pointer.ts";
import { resolveSettings, type SageMakerSettings } from "../settings.ts";
import { translate } from "./translate.ts";

const identity = { key: "0123456789abcdef0123456789abcdef", run: "1", attempt: 1 };
const bundle = { manifest: "cafe", files: 3, bytes: 1234 };
const known: SageMakerSettings = { region: "us-east-1", role: "arn:aws:iam::111122223333:role/Training", store: "s3://bucket/switchyard" };

function inputOf(spec: Partial<TrainerSpec>, resources: Partial<ResolvedResources> = {}): TranslationInput {
  const { accelerator = "cpu", acceleratorsPerNode = 1, nodes = 1, spot = false } = spec.resources ?? {};
  return {
    spec: { name: "bert-imdb", source: "./bert", entryPoint: "train.py", ...spec },
    resources: { accelerator, acceleratorsPerNode, nodes, spot, ...resources },
    bundle,
    identity,
  };
}

function plan(spec: Partial<TrainerSpec> = {}, settings: SageMakerSettings = known, resources: Partial<ResolvedResources> = {}) {
  return translate(inputOf(spec, resources), resolveSettings(settings, () => undefined));
}

const bodyOf = (translation: ReturnType<typeof plan>) => translation.requests[0]?.body;
const problems = (translation: ReturnType<typeof plan>) => translation.diagnostics.map(({ severity, code, path }) => `${severity} ${code} ${path}`);

describe("a plan for SageMaker", () => {
  it("is one CreateTrainingJob with every member in it", () => {
    const spec: Partial<TrainerSpec> = {
      resources: { accelerator: "A100-80GB", acceleratorsPerNode: 8, nodes: 2 },
      environment: { transformers: "5.3", secrets: { HF_TOKEN: { env: "MY_TOKEN" } } },
      inputs: { train: "s3://bucket/imdb/" },
    };
    const translation = plan(spec, known, { maxRuntimeSeconds: 21_600 });
    expect(translation.requests).toHaveLength(1);
    expect(translation.requests[0]).toMatchObject({ step: "job", service: "sagemaker", operation: "CreateTrainingJob", target: "https://api.sagemaker.us-east-1.amazonaws.com/" });
    expect(bodyOf(translation)).toEqual({
      TrainingJobName: "bert-imdb-01234567-1-1",
      Tags: [
        { Key: "switchyard-key", Value: identity.key },
        { Key: "switchyard-run", Value: "1" },
        { Key: "switchyard-attempt", Value: "1" },
      ],
      AlgorithmSpecification: {
        TrainingImage: "763104351884.dkr.ecr.us-east-1.amazonaws.com/huggingface-pytorch-training:2.9.0-transformers5.3.0-gpu-py312-cu130-ubuntu22.04",
        ContainerEntrypoint: ["/bin/sh", "-c"],
        ContainerArguments: [
          "mkdir -p /opt/ml/code && tar -xzf /opt/ml/input/data/switchyard/source.tar.gz -C /opt/ml/code && cd /opt/ml/code && exec python3 switchyard_launcher.py",
        ],
        TrainingInputMode: "File",
      },
      RoleArn: "arn:aws:iam::111122223333:role/Training",
      ProfilerConfig: { DisableProfiler: true },
      InputDataConfig: [
        {
          ChannelName: "switchyard",
          DataSource: { S3DataSource: { S3DataType: "S3Prefix", S3Uri: "s3://bucket/switchyard/bundles/cafe/source.tar.gz", S3DataDistributionType: "FullyReplicated" } },
          InputMode: "File",
        },
        {
          ChannelName: "train",
          DataSource: { S3DataSource: { S3DataType: "S3Prefix", S3Uri: "s3://bucket/imdb/", S3DataDistributionType: "FullyReplicated" } },
          InputMode: "File",
        },
      ],
      OutputDataConfig: { S3OutputPath: "s3://bucket/switchyard/models" },
      ResourceConfig: { InstanceType: "ml.p4de.24xlarge", InstanceCount: 2, VolumeSizeInGB: 30 },
      StoppingCondition: { MaxRuntimeInSeconds: 21_600 },
      Environment: { HF_TOKEN: { $secret: "HF_TOKEN" } },
    });
    expect(translation.uploads).toEqual([{ from: "source", to: "s3://bucket/switchyard/bundles/cafe/source.tar.gz", ...bundle }]);
    expect(translation.uri).toBe("sagemaker://us-east-1/training-job/bert-imdb-01234567-1-1");
    expect(translation.machine).toEqual({ type: "ml.p4de.24xlarge", nodes: 2, spot: false, region: "us-east-1", accelerator: "A100-80GB", acceleratorsPerNode: 8 });
    expect(problems(translation)).toEqual(["warning readable-secret environment.secrets.HF_TOKEN"]);
  });

  it("starts its container with an argument that fits SageMaker's 256 characters", () => {
    const [command = ""] = bodyOf(plan())?.AlgorithmSpecification?.ContainerArguments ?? [];
    expect(command.length).toBeLessThanOrEqual(256);
  });

  it("knows where every leaf of the body came from, and of nothing else", () => {
    const translation = plan({
      resources: { accelerator: "L4", spot: true },
      inputs: { "a/b": "s3://bucket/x" },
      platforms: { sagemaker: { EnableNetworkIsolation: false, Tags: [{ Key: "team", Value: "nlp" }], VpcConfig: { Subnets: ["subnet-1"], SecurityGroupIds: ["sg-1"] } } },
    });
    const leaves = leavesOf(bodyOf(translation), "/requests/0/body").map((leaf) => leaf.pointer);
    expect(Object.keys(translation.origins).sort()).toEqual(leaves.sort());
    expect(translation.origins).toMatchObject({
      "/requests/0/body/TrainingJobName": "spec:name",
      "/requests/0/body/ResourceConfig/InstanceType": "spec:resources.accelerator",
      "/requests/0/body/ResourceConfig/InstanceCount": "default",
      "/requests/0/body/StoppingCondition/MaxWaitTimeInSeconds": "spec:resources.spot",
      "/requests/0/body/InputDataConfig/1/ChannelName": "spec:inputs.a/b",
      "/requests/0/body/EnableNetworkIsolation": "spec:platforms.sagemaker.EnableNetworkIsolation",
      "/requests/0/body/Tags/3/Value": "spec:platforms.sagemaker.Tags[0].Value",
    });
  });

  it("is complete without settings, and warns of each one that is missing", () => {
    const translation = plan({}, {});
    expect(bodyOf(translation)).toMatchObject({
      RoleArn: { $setting: "sagemaker.role" },
      OutputDataConfig: { S3OutputPath: { $setting: "sagemaker.store", append: "/models" } },
      AlgorithmSpecification: { TrainingImage: { $setting: "sagemaker.registry", append: "/huggingface-pytorch-training:2.9.0-transformers5.3.0-gpu-py312-cu130-ubuntu22.04" } },
    });
    expect(translation.uploads[0]?.to).toEqual({ $setting: "sagemaker.store", append: "/bundles/cafe/source.tar.gz" });
    expect(translation.uri).toBeUndefined();
    expect(problems(translation)).toEqual(["warning missing-setting settings.region", "warning missing-setting settings.role", "warning missing-setting settings.store"]);
    const role = translation.diagnostics.find((diagnostic) => diagnostic.path === "settings.role");
    expect(role?.fix).toContain("SWITCHYARD_SAGEMAKER_ROLE");
    expect(role?.fix).toContain("`sagemaker.role` in switchyard.config.json");
  });

  it("is plain JSON and the same bytes for the same input", () => {
    const specs = fc.record(
      {
        name: fc.stringMatching(/^[a-z][a-z0-9]{0,30}$/),
        inputs: fc.dictionary(fc.stringMatching(/^[a-z]{1,8}$/), fc.constant("s3://bucket/data"), { maxKeys: 3 }),
        resources: fc.record({ accelerator: fc.constantFrom("cpu", "L4", "T4", "H100"), nodes: fc.integer({ min: 1, max: 9 }), spot: fc.boolean() }),
      },
      { requiredKeys: ["name"] },
    ) as fc.Arbitrary<Partial<TrainerSpec>>;
    fc.assert(
      fc.property(specs, (spec) => {
        const first = plan(spec);
        expect(JSON.stringify(plan(structuredClone(spec)))).toBe(JSON.stringify(first));
        expect(JSON.parse(JSON.stringify(first))).toEqual(first);
        expect(Object.keys(first.origins)).toHaveLength(leavesOf(bodyOf(first)).length);
      }),
      { numRuns: 50 },
    );
  });

  it("changes none of what it was given", () => {
    const spec = { platforms: { sagemaker: { Tags: [{ Key: "team", Value: "nlp" }] } } };
    const before = structuredClone(spec);
    plan(spec);
    expect(spec).toEqual(before);
  });
});

describe("resources", () => {
  it.each([
    ["cpu", 1, "ml.m5.xlarge"],
    ["cpu", 2, "ml.m5.xlarge"],
    ["cpu", 3, "ml.m5.2xlarge"],
    ["cpu", 48, "ml.m5.24xlarge"],
    ["T4", 1, "ml.g4dn.xlarge"],
    ["A10G", 8, "ml.g5.48xlarge"],
    ["H100", 1, "ml.p5.4xlarge"],
    ["V100-32GB", 8, "ml.p3dn.24xlarge"],
  ] as const)("take the cheapest machine for %s x %i", (accelerator, acceleratorsPerNode, type) => {
    const translation = plan({ resources: { accelerator, acceleratorsPerNode } });
    expect(bodyOf(translation)?.ResourceConfig?.InstanceType).toBe(type);
    expect(problems(translation)).toEqual([]);
  });

  it.each([
    ["A100-80GB", 4, "resources.acceleratorsPerNode", "Use 8, and `resources.nodes` for more."],
    ["T4", 2, "resources.acceleratorsPerNode", "Use 1 or 4, and `resources.nodes` for more."],
    ["cpu", 49, "resources.acceleratorsPerNode", "Use fewer ranks, or more `resources.nodes`."],
    ["TPU-v5e", 4, "resources.accelerator", 'Use one of these, such as "A100-80GB".'],
    ["A10", 1, "resources.accelerator", 'Did you mean "A10G"?'],
  ] as const)("refuse %s x %i and say what exists", (accelerator, acceleratorsPerNode, path, fix) => {
    const found = plan({ resources: { accelerator, acceleratorsPerNode } }).diagnostics.find((diagnostic) => diagnostic.code === "no-machine");
    expect(found).toMatchObject({ severity: "error", path, fix });
  });

  it("warn that a disk is ignored on a machine with disks of its own, and carry it elsewhere", () => {
    expect(problems(plan({ resources: { accelerator: "L4" } }, known, { diskGigabytes: 200 }))).toEqual(["warning ignored-disk resources.disk"]);
    const cpu = plan({}, known, { diskGigabytes: 200 });
    expect(problems(cpu)).toEqual([]);
    expect(bodyOf(cpu)?.ResourceConfig?.VolumeSizeInGB).toBe(200);
  });

  it("wait for spot machines as long again as the job may run, and say what a lost machine means", () => {
    const translation = plan({ resources: { spot: true } }, known, { maxRuntimeSeconds: 3600 });
    expect(bodyOf(translation)).toMatchObject({ EnableManagedSpotTraining: true, StoppingCondition: { MaxRuntimeInSeconds: 3600, MaxWaitTimeInSeconds: 7200 } });
    expect(problems(translation)).toEqual(["warning spot-restart resources.spot"]);
  });

  it("refuse to run for more than 28 days", () => {
    expect(problems(plan({}, known, { maxRuntimeSeconds: 29 * 86_400 }))).toEqual(["error native-runtime /requests/0/body/StoppingCondition/MaxRuntimeInSeconds"]);
  });
});

describe("the environment", () => {
  it.each([
    [undefined, "2.9.0-transformers5.3.0-gpu-py312-cu130-ubuntu22.04"],
    ["5", "2.9.0-transformers5.3.0-gpu-py312-cu130-ubuntu22.04"],
    ["4", "2.8.0-transformers4.56.2-gpu-py312-cu129-ubuntu22.04"],
    ["4.49", "2.5.1-transformers4.49.0-gpu-py311-cu124-ubuntu22.04"],
  ])("of transformers %s takes the image %s", (transformers, tag) => {
    const spec = { environment: transformers === undefined ? {} : { transformers } } as Partial<TrainerSpec>;
    expect(plan(spec).image).toBe(`763104351884.dkr.ecr.us-east-1.amazonaws.com/huggingface-pytorch-training:${tag}`);
  });

  it.each([
    ["5.18", "5.3.0"],
    ["4.57", "4.56.2"],
    ["4.47.0", "4.48.0"],
  ])("of transformers %s, without an image, names %s as the nearest", (transformers, near) => {
    const translation = plan({ environment: { transformers } } as Partial<TrainerSpec>);
    expect(problems(translation)).toEqual(["error no-image environment.transformers"]);
    expect(translation.diagnostics[0]?.fix).toBe(`Use "${near}", the nearest, or give an image of your own as \`environment.image\`.`);
  });

  it("takes an image as it is, and cannot tell its Python", () => {
    const translation = plan({ environment: { image: "111122223333.dkr.ecr.us-east-1.amazonaws.com/mine:1", python: "3.13", transformers: "5.18" } } as Partial<TrainerSpec>);
    expect(translation.image).toBe("111122223333.dkr.ecr.us-east-1.amazonaws.com/mine:1");
    expect(problems(translation)).toEqual(["warning not-checked environment.python"]);
  });

  it("accepts the image's Python and refuses another", () => {
    expect(problems(plan({ environment: { python: "3.12" } }))).toEqual([]);
    expect(problems(plan({ environment: { python: "3.11" } }))).toEqual(["error no-image environment.python"]);
  });

  it.each([
    ["cn-north-1", "727897471807.dkr.ecr.cn-north-1.amazonaws.com.cn/", []],
    ["us-iso-east-1", "886529160074.dkr.ecr.us-iso-east-1.c2s.ic.gov/", []],
    ["eu-south-2", "503227376785.dkr.ecr.eu-south-2.amazonaws.com/", ["warning unlisted-region settings.region"]],
  ])("in %s pulls from %s", (region, host, expected) => {
    const translation = plan({}, { ...known, region });
    expect(translation.image?.startsWith(host)).toBe(true);
    expect(problems(translation)).toEqual(expected);
  });

  it("in a region without a known registry needs an image", () => {
    expect(problems(plan({}, { ...known, region: "xx-north-9" }))).toContain("error unknown-region settings.region");
    expect(problems(plan({ environment: { image: "registry/mine:1" } }, { ...known, region: "xx-north-9" }))).toEqual([]);
  });

  it("refuses a secret of the vendor's manager, and says what works", () => {
    const translation = plan({ environment: { secrets: { TOKEN: { native: "arn:aws:secretsmanager:x" } } } });
    expect(problems(translation)).toEqual(["error unsupported environment.secrets.TOKEN.native"]);
    expect(bodyOf(translation)).not.toHaveProperty("Environment");
  });
});

describe("inputs and outputs", () => {
  it("must be on S3, and must not take the bundle's name", () => {
    const translation = plan({ inputs: { train: "gs://bucket/x", switchyard: "s3://bucket/y" }, outputs: { store: "az://z" } });
    expect(problems(translation)).toEqual([
      "error wrong-store inputs.train",
      "error reserved-name inputs.switchyard",
      "error wrong-store outputs.store",
      "error native-pattern /requests/0/body/OutputDataConfig/S3OutputPath",
    ]);
  });

  it("put the bundle beside the models where only the spec names a bucket", () => {
    const translation = plan({ outputs: { store: "s3://mine/out/" } }, { region: "us-east-1", role: known.role ?? "" });
    expect(bodyOf(translation)?.OutputDataConfig).toEqual({ S3OutputPath: "s3://mine/out/" });
    expect(translation.uploads[0]?.to).toBe("s3://mine/out/bundles/cafe/source.tar.gz");
    expect(problems(translation)).toEqual([]);
  });

  it("do not reach the Hub, and say so", () => {
    expect(problems(plan({ outputs: { hub: "acme/bert" } }))).toEqual(["error unsupported outputs.hub"]);
  });

  it("are not for another launcher than Switchyard's own", () => {
    expect(problems(plan({ launch: { kind: "torchrun" } }))).toEqual(["error unsupported launch.kind"]);
    expect(problems(plan({ launch: { kind: "spawn" } }))).toEqual([]);
  });
});

describe("platforms.sagemaker", () => {
  it("reaches every native member, and lists with names grow", () => {
    const translation = plan({
      inputs: { train: "s3://bucket/a" },
      platforms: {
        sagemaker: {
          ResourceConfig: { InstanceType: "ml.g5.2xlarge" },
          InputDataConfig: [{ ChannelName: "train", ContentType: "text/csv" }],
          Tags: [{ Key: "team", Value: "nlp" }],
        },
      },
    });
    expect(bodyOf(translation)?.InputDataConfig?.map((channel) => [channel.ChannelName, channel.ContentType])).toEqual([
      ["switchyard", undefined],
      ["train", "text/csv"],
    ]);
    expect(bodyOf(translation)?.Tags).toHaveLength(4);
    expect(translation.machine).toMatchObject({ type: "ml.g5.2xlarge", accelerator: "A10G" });
  });

  it("cannot take what Switchyard's promises stand on", () => {
    const translation = plan({
      platforms: {
        sagemaker: {
          TrainingJobName: "mine",
          AlgorithmSpecification: { ContainerEntrypoint: ["python"], ContainerArguments: ["x.py"] },
          InputDataConfig: [{ ChannelName: "other", DataSource: { S3DataSource: { S3DataType: "S3Prefix", S3Uri: "s3://b/o" } } }, { ChannelName: "switchyard" }],
          Tags: [{ Key: "switchyard-run", Value: "9" }],
        },
      },
    });
    expect(problems(translation)).toEqual([
      "error reserved-member platforms.sagemaker.TrainingJobName",
      "error reserved-member platforms.sagemaker.AlgorithmSpecification.ContainerEntrypoint",
      "error reserved-member platforms.sagemaker.AlgorithmSpecification.ContainerArguments",
      "error reserved-member platforms.sagemaker.InputDataConfig[1]",
      "error reserved-member platforms.sagemaker.Tags[0]",
    ]);
  });

  it("is judged by Amazon's own model, with the nearest name", () => {
    const override = { StoppingCondition: { MaxRuntimInSeconds: 5 }, EnableNetworkIsolation: "yes" };
    const translation = plan({ platforms: { sagemaker: override as object } });
    expect(problems(translation)).toEqual(["error native-unknown /requests/0/body/StoppingCondition/MaxRuntimInSeconds", "error native-type /requests/0/body/EnableNetworkIsolation"]);
    expect(translation.diagnostics[0]?.fix).toBe("Did you mean `MaxRuntimeInSeconds`?");
  });
});
