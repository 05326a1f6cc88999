import type { TrainerSpec } from "@switchyard/core";
import { describe, expect, it } from "vitest";
import { bodyOf, identity, inputOf, known, plan, problems } from "../../testing/plan.ts";
import { imageTransformers } from "./image-transformers.ts";

const specOf = (spec: Partial<TrainerSpec>): TrainerSpec => inputOf(spec).spec;

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
    const found = plan({ resources: { accelerator, acceleratorsPerNode } }).diagnostics.find(
      (diagnostic) => diagnostic.code === "no-machine",
    );
    expect(found).toMatchObject({ severity: "error", path, fix });
  });

  it("warn that a disk is ignored on a machine with disks of its own, and carry it elsewhere", () => {
    expect(problems(plan({ resources: { accelerator: "L4" } }, known, { diskGigabytes: 200 }))).toEqual([
      "warning ignored-disk resources.disk",
    ]);
    const cpu = plan({}, known, { diskGigabytes: 200 });
    expect(problems(cpu)).toEqual([]);
    expect(bodyOf(cpu)?.ResourceConfig?.VolumeSizeInGB).toBe(200);
  });

  it("wait for spot machines as long again as the job may run, and say what a lost machine means", () => {
    const translation = plan({ resources: { spot: true } }, known, { maxRuntimeSeconds: 3600 });
    expect(bodyOf(translation)).toMatchObject({
      EnableManagedSpotTraining: true,
      StoppingCondition: { MaxRuntimeInSeconds: 3600, MaxWaitTimeInSeconds: 7200 },
    });
    expect(problems(translation)).toEqual(["info spot-restart resources.spot"]);
    const anew = plan({ resources: { spot: true }, launch: { resume: "none" } });
    expect(problems(anew)).toEqual(["warning spot-restart resources.spot"]);
  });

  it("keep checkpoints where the spec says: in S3 by SageMaker, elsewhere by the launcher", () => {
    const own = `${identity.key}-${identity.run}`;
    const inS3 = bodyOf(plan({ outputs: { checkpoints: "s3://kept/here/" } }));
    expect(inS3?.CheckpointConfig).toEqual({ S3Uri: `s3://kept/here/${own}`, LocalPath: "/opt/ml/checkpoints" });
    expect(inS3?.Environment).toBeUndefined();
    const elsewhere = bodyOf(plan({ outputs: { checkpoints: "gs://kept" } }));
    expect(elsewhere?.CheckpointConfig).toBeUndefined();
    expect(elsewhere?.Environment).toEqual({ SWITCHYARD_CHECKPOINTS: `gs://kept/${own}` });
    const native = plan({
      outputs: { checkpoints: "gs://kept" },
      launch: { kind: "native" },
      resources: { accelerator: "T4" },
    });
    expect(problems(native)).toContain("error unsupported outputs.checkpoints");
  });

  it("keep the checkpoints of a spot job below the store, one place for all attempts of a run", () => {
    const checkpoints = (attempt: number, settings = known): unknown =>
      bodyOf(plan({ resources: { spot: true } }, settings, {}, { ...identity, attempt }))?.CheckpointConfig;
    expect(checkpoints(1)).toEqual({
      S3Uri: `s3://bucket/switchyard/checkpoints/${identity.key}/1`,
      LocalPath: "/opt/ml/checkpoints",
    });
    expect(checkpoints(2)).toEqual(checkpoints(1));
    expect(checkpoints(1, {})).toMatchObject({
      S3Uri: { $setting: "sagemaker.store", append: `/checkpoints/${identity.key}/1` },
    });
    expect(bodyOf(plan())).not.toHaveProperty("CheckpointConfig");
  });

  it("refuse to run for more than 28 days", () => {
    expect(problems(plan({}, known, { maxRuntimeSeconds: 29 * 86_400 }))).toEqual([
      "error native-runtime /requests/0/body/StoppingCondition/MaxRuntimeInSeconds",
    ]);
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
    ["5.18", "transformers5.3.0"],
    ["4.57", "transformers4.56.2"],
    ["4.47.0", "transformers4.48.0"],
  ])("of transformers %s, which no image has, is installed in the nearest, %s", (transformers, near) => {
    const spec = { environment: { transformers } } as Partial<TrainerSpec>;
    expect(problems(plan(spec))).toEqual([]);
    expect(plan(spec).image).toContain(near);
    expect(imageTransformers(specOf(spec))).toMatchObject({ chosen: true, release: near.slice(12) });
  });

  it.each<[string, Partial<TrainerSpec>]>([
    ["without a network", { platforms: { sagemaker: { EnableNetworkIsolation: true } } }],
    ["started by SageMaker's own launcher", { launch: { kind: "native" } }],
  ])("of another transformers is not installed in a job %s", (_name, spec) => {
    expect(imageTransformers(specOf(spec))?.fixed).toBeDefined();
    expect(imageTransformers(specOf({ ...spec, environment: { image: "mine:1" } }))).toMatchObject({ chosen: false });
    expect(imageTransformers(specOf({}))?.fixed).toBeUndefined();
  });

  it("of another transformers is not installed for Trainium, whose packages are made for one", () => {
    const spec = { resources: { accelerator: "Trainium" }, environment: { transformers: "4.57" } } as const;
    expect(imageTransformers(specOf(spec))).toBeUndefined();
    expect(problems(plan(spec))).toContain("error no-image environment.transformers");
  });

  it("takes an image as it is, and cannot tell its Python", () => {
    const translation = plan({
      environment: {
        image: "111122223333.dkr.ecr.us-east-1.amazonaws.com/mine:1",
        python: "3.13",
        transformers: "5.18",
      },
    } as Partial<TrainerSpec>);
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
    expect(problems(plan({ environment: { image: "registry/mine:1" } }, { ...known, region: "xx-north-9" }))).toEqual(
      [],
    );
  });

  it("leaves a secret of Secrets Manager to the launcher, when it is one", () => {
    const named = (native: string) => plan({ environment: { secrets: { TOKEN: { native } } } });
    for (const native of ["team/token", "arn:aws:secretsmanager:eu-west-1:111122223333:secret:token-AbCdEf"]) {
      expect(problems(named(native))).toEqual(["info secret-by-name environment.secrets.TOKEN.native"]);
      expect(bodyOf(named(native))).not.toHaveProperty("Environment");
    }
    expect(problems(named("arn:aws:secretsmanager:x"))).toEqual(["error wrong-value environment.secrets.TOKEN.native"]);
  });

  it("refuses a secret where nothing masks it", () => {
    const secrets = { TOKEN: { env: "TOKEN" } };
    const resources = { accelerator: "A100-80GB", acceleratorsPerNode: 8 } as const;
    expect(problems(plan({ resources, environment: { secrets }, launch: { kind: "native" } }))).toContain(
      "error unmasked-secret environment.secrets.TOKEN",
    );
  });
});

describe("inputs and outputs", () => {
  it("must be on S3, and must not take the bundle's name", () => {
    const translation = plan({
      inputs: { train: "gs://bucket/x", switchyard: "s3://bucket/y" },
      outputs: { store: "az://z" },
    });
    expect(problems(translation)).toEqual([
      "error wrong-store inputs.train",
      "error reserved-name inputs.switchyard",
      "error wrong-store outputs.store",
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

  it.each(["spawn", "torchrun", "accelerate", "deepspeed"] as const)("reach ranks that %s starts", (kind) => {
    expect(problems(plan({ launch: { kind } }))).toEqual([]);
  });

  it("do not reach ranks that accelerate would leave out", () => {
    const resources = { accelerator: "cpu", acceleratorsPerNode: 2 } as const;
    expect(problems(plan({ resources, launch: { kind: "accelerate" } }))).toEqual(["error unfit-launch launch.kind"]);
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
          InputDataConfig: [
            { ChannelName: "other", DataSource: { S3DataSource: { S3DataType: "S3Prefix", S3Uri: "s3://b/o" } } },
            { ChannelName: "switchyard" },
          ],
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
    expect(problems(translation)).toEqual([
      "error native-unknown /requests/0/body/StoppingCondition/MaxRuntimInSeconds",
      "error native-type /requests/0/body/EnableNetworkIsolation",
    ]);
    expect(translation.diagnostics[0]?.fix).toBe("Did you mean `MaxRuntimeInSeconds`?");
  });
});
