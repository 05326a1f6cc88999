import type { TrainerSpec } from "@switchyard/core";
import { describe, expect, it } from "vitest";
import { bodyOf, known, plan, problems } from "../../testing/plan.ts";

const gpus = { resources: { accelerator: "A100-40GB", acceleratorsPerNode: 8, nodes: 2 } } as const;
const native = { launch: { kind: "native" } } as const;
const smp = { platforms: { sagemaker: { HyperParameters: { mp_parameters: '{"hybrid_shard_degree": 8}' } } } };

describe("the native launcher", () => {
  it("is told to start torchrun, with our program in each rank, in the words of the SageMaker SDK", () => {
    const translation = plan({ ...gpus, ...native });
    const { AlgorithmSpecification, HyperParameters } = bodyOf(translation) ?? {};
    expect(problems(translation)).toEqual([]);
    expect(AlgorithmSpecification).not.toHaveProperty("ContainerEntrypoint");
    expect(AlgorithmSpecification).not.toHaveProperty("ContainerArguments");
    expect(HyperParameters).toEqual({
      sagemaker_program: '"switchyard_native.py"',
      sagemaker_submit_directory: '"/opt/ml/input/data/switchyard/source.tar.gz"',
      sagemaker_torch_distributed_enabled: "true",
      sagemaker_instance_type: '"ml.p4d.24xlarge"',
    });
    expect(translation.origins["/requests/0/body/HyperParameters/sagemaker_program"]).toBe("spec:launch.kind");
  });

  it("is told the machine that was named natively, and none for instance groups", () => {
    const typeOf = (ResourceConfig: object): string | undefined =>
      bodyOf(plan({ ...gpus, ...native, platforms: { sagemaker: { ResourceConfig } } }))?.HyperParameters?.[
        "sagemaker_instance_type"
      ];
    expect(typeOf({ InstanceType: "ml.p4de.24xlarge" })).toBe('"ml.p4de.24xlarge"');
    const InstanceGroups = [{ InstanceGroupName: "gpu", InstanceType: "ml.p4d.24xlarge", InstanceCount: 2 }];
    expect(typeOf({ InstanceGroups })).toBeUndefined();
  });

  it.each<[string, Partial<TrainerSpec>, string]>([
    ["CPU machines", native, "error unsupported launch.kind"],
    [
      "another requirements file than the toolkit's",
      { ...gpus, ...native, environment: { requirements: "needs/all.txt" } },
      "error unsupported environment.requirements",
    ],
    [
      "an image that may lack the toolkit",
      { ...gpus, ...native, environment: { image: "mine/trainer:1" } },
      "warning not-checked launch.kind",
    ],
    [
      "another program",
      { ...gpus, ...native, platforms: { sagemaker: { HyperParameters: { sagemaker_program: "mine.py" } } } },
      "error reserved-member platforms.sagemaker.HyperParameters.sagemaker_program",
    ],
  ])("answers for %s", (_name, spec, expected) => {
    expect(problems(plan(spec))).toEqual([expected]);
  });

  it("takes the requirements file that the toolkit installs", () => {
    expect(problems(plan({ ...gpus, ...native, environment: { requirements: "./requirements.txt" } }))).toEqual([]);
  });
});

describe("the model parallelism library", () => {
  it("runs in its own image, with the five words that start it", () => {
    const translation = plan({ ...gpus, ...native, ...smp });
    expect(translation.image).toBe(
      "658645717510.dkr.ecr.us-east-1.amazonaws.com/smdistributed-modelparallel:2.5.1-gpu-py311-cu124",
    );
    expect(bodyOf(translation)?.HyperParameters).toMatchObject({
      mp_parameters: '{"hybrid_shard_degree": 8}',
      sagemaker_torch_distributed_enabled: "true",
      sagemaker_distributed_dataparallel_enabled: "false",
      sagemaker_instance_type: '"ml.p4d.24xlarge"',
    });
    expect(problems(translation)).toEqual(["warning not-checked environment.transformers"]);
  });

  it("holds a placeholder of its own registry without a region", () => {
    const { TrainingImage } = bodyOf(plan({ ...gpus, ...native, ...smp }, {}))?.AlgorithmSpecification ?? {};
    expect(TrainingImage).toEqual({
      $setting: "sagemaker.smpRegistry",
      append: "/smdistributed-modelparallel:2.5.1-gpu-py311-cu124",
    });
  });

  it("is refused without the launcher that knows it, and doubted where AWS lists no image", () => {
    expect(problems(plan({ ...gpus, ...smp }))).toEqual([
      "error unsupported platforms.sagemaker.HyperParameters.mp_parameters",
    ]);
    expect(problems(plan({ ...gpus, ...native, ...smp }, { ...known, region: "il-central-1" }))).toContain(
      "warning unlisted-region settings.region",
    );
  });
});

describe("Trainium", () => {
  const trainium = (transformers: string | undefined, count = 16): Partial<TrainerSpec> =>
    ({
      ...native,
      resources: { accelerator: "Trainium", acceleratorsPerNode: count },
      environment: transformers === undefined ? {} : { transformers },
    }) as Partial<TrainerSpec>;

  it("runs in the images of its own repository", () => {
    const translation = plan(trainium("4.55"));
    expect(translation.image).toBe(
      "763104351884.dkr.ecr.us-east-1.amazonaws.com/huggingface-pytorch-training-neuronx:2.8.0-transformers4.55.4-neuronx-py310-sdk2.26.0-ubuntu22.04",
    );
    expect(translation.machine).toMatchObject({ type: "ml.trn1.32xlarge", accelerator: "Trainium" });
    expect(problems(translation)).toEqual([]);
    expect(plan(trainium("4", 1)).machine.type).toBe("ml.trn1.2xlarge");
  });

  it("has no image with transformers 5, and says so", () => {
    const translation = plan(trainium(undefined));
    expect(problems(translation)).toEqual(["error no-image environment.transformers"]);
    expect(translation.diagnostics[0]?.message).toContain("training image for Trainium");
    expect(translation.diagnostics[0]?.fix).toContain('Use "4.55.4"');
  });

  it("leaves cores idle under a launcher that starts one rank for each chip", () => {
    expect(problems(plan({ ...trainium("4.55"), launch: { kind: "spawn" } }))).toEqual([
      "warning idle-cores launch.kind",
    ]);
  });

  it("is doubted where AWS lists no image", () => {
    expect(problems(plan(trainium("4.55"), { ...known, region: "eu-north-1" }))).toEqual([
      "warning unlisted-region settings.region",
    ]);
  });
});
