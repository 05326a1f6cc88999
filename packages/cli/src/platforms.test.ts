import { describe, expect, it } from "vitest";
import { makePlatform, makeTrainingPlatform, platforms } from "./platforms.ts";

describe("the platforms of the command", () => {
  it.each(Object.keys(platforms))("%s can be made without settings, plans and lifts", async (id) => {
    const platform = await makePlatform(id, undefined, platforms);
    expect(platform.id).toBe(id);
    expect(Object.keys(platform)).toEqual(expect.arrayContaining(["estimator", "lift"]));
  });

  it.each(["azureml", "vertex"])("says of %s, which only plans, that it does not run", async (id) => {
    await expect(makeTrainingPlatform(id, {}, platforms, "--on")).rejects.toThrow(
      `${id} can be planned, searched and lifted, but not run from here yet.`,
    );
  });

  it.each(["sagemaker", "ray"])("makes %s as one that runs jobs", async (id) => {
    expect((await makeTrainingPlatform(id, {}, platforms, "--on")).id).toBe(id);
  });
});
