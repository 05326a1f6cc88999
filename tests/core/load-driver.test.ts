import { createTrainingPlatform, type TrainerSpec, type TrainingDriver } from "@switchyard/core";
import { nodeHost } from "@switchyard/core/node";
import { describe, expect, it } from "vitest";
import { memoryCloud, memoryDriver, memoryTranslator, type MemoryRequest } from "../support/memory-driver.ts";
import { sourceFolder } from "../support/source-folder.ts";

const spec: TrainerSpec = { name: "demo", source: ".", entryPoint: "train.py" };

type Load = () => Promise<TrainingDriver<MemoryRequest>>;

function setUp(loadInstead?: Load) {
  const cloud = memoryCloud();
  const loads = { count: 0 };
  const load: Load = () => {
    loads.count += 1;
    return loadInstead?.() ?? Promise.resolve(memoryDriver(cloud));
  };
  const platform = createTrainingPlatform<"memory">(memoryTranslator({ role: "trainer" }), load, nodeHost);
  return { cloud, loads, platform, estimator: platform.estimator(spec, { folder: sourceFolder() }) };
}

describe("the driver of a platform", () => {
  it("is not loaded by what needs no cloud: planning, attaching, refusing a URI, a plan that cannot be sent", async () => {
    const { loads, platform, estimator } = setUp();
    const plan = await estimator.plan();
    platform.attach("memory://job").events();
    expect(() => platform.attach("elsewhere://job")).toThrow(/Allowed: memory:\/\/NAME/);
    const elsewhere = { ...plan, machine: { ...plan.machine, region: "mars" } };
    await expect(estimator.fit(elsewhere)).rejects.toThrow(/mars/);
    expect(loads.count).toBe(0);
  });

  it("is loaded once, however many calls begin at a time", async () => {
    const { loads, platform, estimator } = setUp();
    const [first, second] = await Promise.all([estimator.fit(), estimator.fit({ run: "2" })]);
    await Promise.all([first.status(), second.poll(), platform.attach(first.uri).status()]);
    expect(loads.count).toBe(1);
  });

  it("is loaded again after it failed to load", async () => {
    const { cloud, loads, estimator } = setUp(() =>
      loads.count === 1 ? Promise.reject(new Error("no such module")) : Promise.resolve(memoryDriver(cloud)),
    );
    await expect(estimator.fit()).rejects.toThrow("no such module");
    expect((await estimator.fit()).created).toBe(true);
    expect(loads.count).toBe(2);
  });

  it("sends nothing for a caller who gave up while it was loaded", async () => {
    const { promise: begun, resolve: begin } = deferred<void>();
    const { promise: loaded, resolve: finish } = deferred<TrainingDriver<MemoryRequest>>();
    const { cloud, estimator } = setUp(() => {
      begin();
      return loaded;
    });
    const calls: string[] = [];
    cloud.fault = (name) => void calls.push(name);
    const controller = new AbortController();
    const fitting = estimator.fit({ signal: controller.signal });
    await begun;
    controller.abort(new Error("given up"));
    await expect(fitting).rejects.toThrow("given up");
    finish(memoryDriver(cloud));
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(calls).toEqual([]);
    expect((await estimator.fit()).created).toBe(true);
  });
});

function deferred<T>(): { promise: Promise<T>; resolve: (value: T) => void } {
  let settle: (value: T) => void = () => undefined;
  const promise = new Promise<T>((resolve) => {
    settle = resolve;
  });
  return { promise, resolve: settle };
}
