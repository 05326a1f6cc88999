import type { TrainerSpec } from "@switchyard/core";
import { describe, expect, it } from "vitest";
import { bodyOf, image, inputOf, plan, problems } from "../../testing/plan.ts";
import { imageTransformers } from "./image-transformers.ts";

type Overrides = NonNullable<NonNullable<TrainerSpec["platforms"]>["vertex"]>;

const on = (accelerator: string, acceleratorsPerNode = 1, nodes = 1): Partial<TrainerSpec> =>
  ({ resources: { accelerator, acceleratorsPerNode, nodes } }) as Partial<TrainerSpec>;

const poolsOf = (...given: Parameters<typeof plan>) => bodyOf(plan(...given))?.jobSpec.workerPoolSpecs ?? [];

const overriding = (vertex: Overrides): Partial<TrainerSpec> => ({ platforms: { vertex } });

const hub = "us-docker.pkg.dev/deeplearning-platform-release/gcr.io";

describe("the image", () => {
  it.each([
    ["L4", "4", `${hub}/huggingface-pytorch-training-cu121.2-3.transformers.4-48.ubuntu2204.py311`],
    ["cpu", "4.48.0", `${hub}/huggingface-pytorch-training-cu121.2-3.transformers.4-48.ubuntu2204.py311`],
    ["TPU-v5e", "4", `${hub}/huggingface-pytorch-training-tpu.2.5.1.transformers.4.46.3.py310`],
  ] as const)("for %s with transformers %s is Hugging Face's", (accelerator, transformers, expected) => {
    const translation = plan({ ...on(accelerator), environment: { transformers } });
    expect(translation.image).toBe(expected);
    expect(problems(translation).filter((problem) => problem.startsWith("error"))).toEqual([]);
  });

  it.each([
    ["cpu", {}, "4-57", ["warning unlisted-image environment.transformers"]],
    ["cpu", { transformers: "5.14" }, "4-57", ["warning unlisted-image environment.transformers"]],
    ["cpu", { transformers: "5.0" }, "4-57", ["warning unlisted-image environment.transformers"]],
    ["L4", { transformers: "4.50" }, "4-48", []],
    ["B200", { transformers: "4.50" }, "4-57", ["warning unlisted-image environment.transformers"]],
  ] as const)(
    "for %s with %o, which no image has, is the nearest that can run it, %s",
    (accelerator, environment, release, told) => {
      const translation = plan({ ...on(accelerator, accelerator === "B200" ? 8 : 1), environment });
      expect(translation.image).toContain(`transformers.${release}.`);
      expect(problems(translation)).toEqual(told);
    },
  );

  it("on TPU is never given another transformers", () => {
    expect(problems(plan({ ...on("TPU-v5e"), environment: { transformers: "5" } }))).toContain(
      "error no-image environment.transformers",
    );
    const own =
      "us-docker.pkg.dev/deeplearning-platform-release/gcr.io/huggingface-pytorch-training-tpu.2.5.1.transformers.4.46.3.py310";
    expect(imageTransformers(inputOf({ environment: { image: own } }).spec)).toMatchObject({
      chosen: false,
      release: "4.46.3",
      fixed: expect.stringContaining("optimum-tpu") as string,
    });
  });

  it("for Vertex AI alone is the chief's of the overrides, and then every node's", () => {
    const spec = {
      ...on("L4", 1, 2),
      environment: {},
      ...overriding({ jobSpec: { workerPoolSpecs: [{ containerSpec: { imageUri: "mine:1" } }] } }),
    };
    expect(poolsOf(spec).map((pool) => pool.containerSpec?.imageUri)).toEqual(["mine:1", "mine:1"]);
    expect(problems(plan(spec))).toEqual([]);
  });

  it.each<[string, string, NonNullable<TrainerSpec["environment"]>, string]>([
    ["another Python", "L4", { transformers: "4.48", python: "3.12" }, "error no-image environment.python"],
    [
      "a release that no public list shows",
      "cpu",
      { transformers: "4.57" },
      "warning unlisted-image environment.transformers",
    ],
    ["a newer CUDA than hosts have", "L4", { transformers: "4.57" }, "warning not-checked environment.image"],
    ["an older CUDA than the accelerator's", "B200", { transformers: "4.48" }, "error no-image environment.image"],
    ["Arm processors", "GB200", { transformers: "4.57" }, "error no-image environment.image"],
    ["a Python beside an image", "L4", { image, python: "3.12" }, "warning not-checked environment.python"],
  ])("is told about with %s", (_name, accelerator, environment, expected) => {
    const count = { B200: 8, GB200: 4 }[accelerator] ?? 1;
    expect(problems(plan({ ...on(accelerator, count), environment }))).toContain(expected);
  });
});
