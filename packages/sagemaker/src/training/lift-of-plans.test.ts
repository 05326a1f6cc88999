import type { TrainerSpec } from "@switchyard/core";
import { checkTrainerSpec } from "@switchyard/core";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { bodyOf, inputOf, plan, resolve, search } from "../../testing/plan.ts";
import { machines } from "../machines.data.ts";
import type { SageMakerTraining } from "../native-types.ts";
import { resolveSettings } from "../settings.ts";
import { lift } from "./lift.ts";
import { durationOf } from "./lift/duration.ts";
import { translate } from "./translate.ts";

const lifted = (native: unknown) => lift(native, resolve());

const warningsOf = (native: unknown) =>
  lifted(native)
    .diagnostics.filter(({ severity }) => severity === "warning")
    .map(({ path }) => path);

const gpus = machines.filter(({ accelerator, count }) => count > 0 && !accelerator.startsWith("Trainium"));

const overrides: readonly SageMakerTraining[] = [
  { VpcConfig: { SecurityGroupIds: ["sg-1"], Subnets: ["subnet-1"] } },
  { Tags: [{ Key: "team", Value: "nlp" }] },
  { ResourceConfig: { KeepAlivePeriodInSeconds: 600 } },
  { OutputDataConfig: { CompressionType: "NONE", KmsKeyId: "alias/mine" } },
  { AlgorithmSpecification: { TrainingInputMode: "FastFile", MetricDefinitions: [{ Name: "f1", Regex: "f1=(.*)" }] } },
  { StoppingCondition: { MaxPendingTimeInSeconds: 7200 } },
  { CheckpointConfig: { S3Uri: "s3://mine/checkpoints", LocalPath: "/tmp/checkpoints" } },
  { Environment: { MODE: "fast" }, HyperParameters: { anything: "1" } },
  { RetryStrategy: { MaximumRetryAttempts: 2 }, RemoteDebugConfig: { EnableRemoteDebug: true } },
  { ProfilerConfig: { DisableProfiler: false, S3OutputPath: "s3://mine/profile" } },
];

const specs = fc.record(
  {
    name: fc.stringMatching(/^[a-z](-?[a-z0-9]){0,19}$/),
    resources: fc.record(
      {
        machine: fc.constantFrom(
          ...gpus.filter(({ type }) => bodyOf(chosen(type))?.ResourceConfig?.InstanceType === type),
        ),
        nodes: fc.integer({ min: 1, max: 9 }),
        spot: fc.constant(true),
        maxRuntimeSeconds: fc.integer({ min: 1, max: 2_000_000 }),
        diskGigabytes: fc.integer({ min: 1, max: 2000 }),
      },
      { requiredKeys: ["machine", "nodes"] },
    ),
    inputs: fc.dictionary(fc.stringMatching(/^[a-z]\w{0,8}$/), fc.constantFrom("s3://bucket/a/", "s3://bucket/b.csv"), {
      minKeys: 1,
      maxKeys: 3,
    }),
    outputs: fc.record(
      {
        store: fc.constantFrom("s3://mine/models", "s3://other/"),
        checkpoints: fc.constantFrom("s3://mine/checkpoints", "s3://kept"),
      },
      { requiredKeys: ["store"] },
    ),
    environment: fc.oneof(
      fc.record({ transformers: fc.constantFrom("5.3.0", "4.56.2", "4.46.1") }),
      fc.record({ image: fc.constantFrom("111122223333.dkr.ecr.us-east-1.amazonaws.com/mine:1", "mine:2") }),
      fc.record({ secrets: fc.constant({ HF_TOKEN: { env: "HF_TOKEN" } }) }),
    ),
    launch: fc.constant({ kind: "native" }),
    platforms: fc.record({ sagemaker: fc.constantFrom(...overrides) }),
  },
  { requiredKeys: ["name", "resources"] },
);

function chosen(type: string): ReturnType<typeof plan> {
  const { accelerator, count } = machines.find((row) => row.type === type) ?? { accelerator: "cpu" as const, count: 1 };
  return plan({ resources: { accelerator, acceleratorsPerNode: count } });
}

describe("a job of a plan", () => {
  it("keeps every field that is mapped, through lift and plan and lift", () => {
    fc.assert(
      fc.property(specs, ({ resources: { machine, maxRuntimeSeconds, diskGigabytes, ...resources }, ...given }) => {
        // An override of the same member counts more than the spec's own leaf, which a lift then cannot see.
        fc.pre(given.outputs?.checkpoints === undefined || given.platforms?.sagemaker?.CheckpointConfig === undefined);
        const { accelerator, count: acceleratorsPerNode, nvme } = machine;
        const spec = { ...given, resources: { accelerator, acceleratorsPerNode, ...resources } } as TrainerSpec;
        const resolved = {
          ...(maxRuntimeSeconds === undefined ? {} : { maxRuntimeSeconds }),
          ...(diskGigabytes === undefined || nvme ? {} : { diskGigabytes }),
        };
        const first = translate(inputOf(spec, resolved), resolve());
        const back = lifted(first.requests[0]).spec;
        const { environment: _environment, platforms: _platforms, ...portable } = spec;
        expect(back).toMatchObject(portable);
        const runtime = maxRuntimeSeconds === undefined || maxRuntimeSeconds === 86_400 ? undefined : maxRuntimeSeconds;
        expect(back.resources?.maxRuntime).toBe(runtime === undefined ? undefined : durationOf(runtime));
        expect(checkTrainerSpec(back).filter(({ severity }) => severity === "error")).toEqual([]);
        const again = translate(inputOf(back, resolved), resolve());
        expect(bodyOf(again)).toEqual(bodyOf(first));
      }),
      { numRuns: 200 },
    );
  });

  it("is known by its launcher: its script is in the bundle, and the user hears of it", () => {
    expect(warningsOf(bodyOf(plan()))).toEqual([
      "AlgorithmSpecification.ContainerEntrypoint",
      "AlgorithmSpecification.ContainerArguments",
    ]);
    const native = plan({ resources: { accelerator: "L4" }, launch: { kind: "native" } });
    expect(warningsOf(bodyOf(native))).toEqual(["HyperParameters.sagemaker_program"]);
  });

  it("without settings lifts from its placeholders", () => {
    const spec = { resources: { accelerator: "L4", spot: true }, environment: { transformers: "4.56.2" } } as const;
    const body = bodyOf(plan(spec, {}));
    const back = lift(
      body,
      resolveSettings({}, () => undefined),
    ).spec;
    expect(back).toMatchObject(spec);
    expect(bodyOf(plan(back, {}))).toEqual({ ...body, TrainingJobName: expect.any(String) as string });
  });

  it("of Trainium, and of the model parallelism library, finds its image again", () => {
    const trainium = {
      launch: { kind: "native" },
      resources: { accelerator: "Trainium", acceleratorsPerNode: 16 },
      environment: { transformers: "4.55.4" },
    } as const;
    expect(lifted(bodyOf(plan(trainium))).spec).toMatchObject(trainium);
    const HyperParameters = { mp_parameters: "{}" };
    const smp = {
      launch: { kind: "native" },
      resources: { accelerator: "A100-40GB", acceleratorsPerNode: 8 },
      platforms: { sagemaker: { HyperParameters } },
    } as const;
    const back = lifted(bodyOf(plan(smp))).spec;
    expect(back).toMatchObject(smp);
    expect(back.environment?.image).toBeUndefined();
  });

  it("of a search becomes the spec that was searched", () => {
    const study = {
      objective: { metric: "eval_loss", goal: "minimize" },
      trials: 4,
      space: { learning_rate: { min: 0.1, max: 0.2 } },
    } as const;
    const spec: Partial<TrainerSpec> = {
      resources: { accelerator: "T4", acceleratorsPerNode: 4, nodes: 2 },
      inputs: { train: "s3://bucket/imdb/" },
    };
    const back = lifted(search(spec, study).requests[0]);
    expect(back.spec).toMatchObject({ name: "bert-imdb", ...spec });
    expect(warningsOf(search(spec, study).requests[0])).toEqual([
      "HyperParameterTuningJobConfig",
      "TrainingJobDefinition.StaticHyperParameters.sagemaker_program",
    ]);
  });
});
