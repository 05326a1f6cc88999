import type { TrainerSpec } from "@switchyard/core";
import { expect, it } from "vitest";
import { inputOf, known, onCloud, resolve, submissionOf } from "../../testing/plan.ts";
import { imageTransformers } from "./image-transformers.ts";
import { lift } from "./lift.ts";
import { translate } from "./translate.ts";

const file = "-r ${RAY_RUNTIME_ENV_CREATE_WORKING_DIR}/requirements.txt";
const requirements = { environment: { requirements: "requirements.txt" } };

const planned = (spec: Partial<TrainerSpec>, transformers?: string, settings = known) =>
  translate({ ...inputOf(spec), ...(transformers === undefined ? {} : { transformers }) }, resolve(settings));

it.each<[Partial<TrainerSpec>, string | undefined, readonly string[] | undefined]>([
  [{}, undefined, undefined],
  [{}, "5.23", ["transformers[torch]==5.23.*"]],
  [{}, "4.57.6", ["transformers[torch]==4.57.6"]],
  [requirements, "5.23", [file, "transformers[torch]==5.23.*"]],
  [requirements, undefined, [file]],
])(
  "a submission of %j with transformers %s lets Ray install %j, and is lifted to that",
  async (spec, release, packages) => {
    const translation = planned(spec, release);
    expect(submissionOf(translation).runtime_env?.pip).toEqual(packages && { packages });
    const lifted = lift(translation.requests[0], resolve(known));
    expect(lifted.spec.environment ?? {}).toEqual({
      ...spec.environment,
      ...(release === undefined ? {} : { transformers: release }),
    });
  },
);

it("a RayJob leaves it to the driver, which installs into the pods", () => {
  const [request] = planned(requirements, "5.23", onCloud("gke")).requests;
  expect(JSON.stringify(request)).not.toContain("transformers[torch]");
});

it.each(["pip", "uv", "conda"])("is not installed where native fields of %s decide the packages", (field) => {
  const { spec } = inputOf({
    platforms: { ray: { job: { runtime_env: { [field]: "base" } } } },
  } as Partial<TrainerSpec>);
  expect(imageTransformers(spec, resolve(known)).fixed).toContain(`runtime_env.${field}`);
  expect(imageTransformers(spec, resolve(onCloud("gke"))).fixed).toBeUndefined();
  expect(imageTransformers(inputOf({}).spec, resolve(known)).fixed).toBeUndefined();
});
