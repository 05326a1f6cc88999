import { describe, expect, it } from "vitest";
import { bodyOf, known, plan, problems } from "../../../testing/plan.ts";

const own = "0123456789abcdef0123456789abcdef";

const placesOf = (...given: Parameters<typeof plan>) =>
  (bodyOf(plan(...given))?.jobSpec.workerPoolSpecs ?? []).map(
    ({ containerSpec }) => containerSpec?.env?.find(({ name }) => name === "SWITCHYARD_CHECKPOINTS")?.value,
  );

describe("checkpoints on Vertex AI", () => {
  it("of a spot job lie below the store, on every node and for all attempts of the run", () => {
    const place = `/gcs/acme/switchyard/checkpoints/${own}/1`;
    expect(placesOf({}, known, { spot: true, nodes: 2 })).toEqual([place, place]);
    expect(placesOf({}, {}, { spot: true })).toEqual([{ $setting: "vertex.mount", append: `/checkpoints/${own}/1` }]);
    expect(placesOf({}, known)).toEqual([undefined]);
  });

  it("lie where the spec says: a bucket is mounted, the launcher copies to other stores", () => {
    expect(placesOf({ outputs: { checkpoints: "gs://kept/a/" } })).toEqual([`/gcs/kept/a/${own}-1`]);
    expect(placesOf({ outputs: { checkpoints: "s3://kept" } })).toEqual([`s3://kept/${own}-1`]);
  });

  it("are told apart in their meaning for a job that begins anew", () => {
    expect(problems(plan({}, known, { spot: true }))).toContain("info spot-restart resources.spot");
    expect(problems(plan({ launch: { resume: "none" } }, known, { spot: true }))).toContain(
      "warning spot-restart resources.spot",
    );
  });
});
