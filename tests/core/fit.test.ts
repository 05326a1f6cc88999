import { SwitchyardError, type TrainerSpec } from "@switchyard/core";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { memoryCloud, memoryPlatform } from "../support/memory-driver.ts";
import { sourceFolder } from "../support/source-folder.ts";

const spec: TrainerSpec = { name: "demo", source: ".", entryPoint: "train.py", args: { learning_rate: 1e-4 } };

function setUp(given: TrainerSpec = spec, settings?: { role?: string }) {
  const cloud = memoryCloud();
  const folder = sourceFolder();
  const platform = memoryPlatform(cloud, settings);
  return { cloud, folder, platform, estimator: platform.estimator(given, { folder }) };
}

describe("plan", () => {
  it("gives the same bytes twice", async () => {
    const { estimator } = setUp();
    expect(JSON.stringify(await estimator.plan())).toBe(JSON.stringify(await estimator.plan()));
  });

  it("gives another identity when a file, an argument or the run changes, and the same when keys change places", async () => {
    const { estimator, platform, folder } = setUp();
    const key = async (other: TrainerSpec) => (await platform.estimator(other, { folder }).plan()).identity.key;
    const before = (await estimator.plan()).identity;
    expect(await key({ ...spec, args: { learning_rate: 2e-4 } })).not.toBe(before.key);
    expect(await key({ args: { learning_rate: 1e-4 }, entryPoint: "train.py", source: ".", name: "demo" })).toBe(
      before.key,
    );
    expect((await estimator.plan({ run: "2" })).identity).toEqual({ ...before, run: "2" });
    writeFileSync(join(folder, "train.py"), "print('bye')\n");
    expect((await estimator.plan()).identity.key).not.toBe(before.key);
  });

  it("stands a placeholder where a setting is missing, and refuses to send it", async () => {
    const { estimator, cloud } = setUp(spec, {});
    const plan = await estimator.plan();
    expect(plan.requests[0]?.body.role).toEqual({ $setting: "memory.role" });
    await expect(estimator.fit(plan)).rejects.toThrow(/memory\.role.*needed/);
    expect(cloud.creations).toBe(0);
  });
});

describe("fit", () => {
  it("creates one job and says so; a second call attaches to it", async () => {
    const { estimator, cloud } = setUp();
    const first = await estimator.fit();
    const second = await estimator.fit();
    expect([first.created, second.created]).toEqual([true, false]);
    expect(second.uri).toBe(first.uri);
    expect(cloud.creations).toBe(1);
  });

  it("makes another job for another attempt of the same run, also by its plan", async () => {
    const { estimator, cloud } = setUp();
    const first = await estimator.fit();
    const plan = await estimator.plan({ attempt: 2 });
    expect(plan.identity).toEqual({ ...(await estimator.plan()).identity, attempt: 2 });
    const second = await estimator.fit(plan);
    expect(second.uri).toBe(plan.uri);
    expect(second.uri).not.toBe(first.uri);
    expect((await estimator.fit({ attempt: 2 })).created).toBe(false);
    expect(cloud.creations).toBe(2);
  });

  it("makes another job for another run", async () => {
    const { estimator, cloud } = setUp();
    await estimator.fit();
    await estimator.fit({ run: "again" });
    expect(cloud.creations).toBe(2);
  });

  it.each(["find", "head", "put", "send"])("makes one job when the answer to %s is lost", async (lost) => {
    const { estimator, cloud } = setUp();
    let losses = 2;
    cloud.fault = (name) => (name === lost && losses-- > 0 ? "drop" : undefined);
    const job = await estimator.fit();
    expect(cloud.creations).toBe(1);
    expect(job.created).toBe(true);
  });

  it("does not send again what was refused for good", async () => {
    const { estimator, cloud } = setUp();
    let sends = 0;
    cloud.fault = (name) => {
      if (name !== "send") return undefined;
      sends += 1;
      throw new SwitchyardError("quota", "No quota.");
    };
    await expect(estimator.fit()).rejects.toMatchObject({ code: "quota" });
    expect(sends).toBe(1);
  });

  it("sends a plan as it stands, and refuses it when the source changed", async () => {
    const { estimator, cloud, folder } = setUp();
    const plan = await estimator.plan();
    writeFileSync(join(folder, "more.py"), "");
    await expect(estimator.fit(plan)).rejects.toThrow(/changed since this plan/);
    expect(cloud.creations).toBe(0);
    const fresh = await estimator.plan();
    const job = await estimator.fit(JSON.parse(JSON.stringify(fresh)) as typeof fresh);
    expect(cloud.jobs.get(job.uri)?.body).toEqual(fresh.requests[0]?.body);
  });

  it("reads secrets when it sends, and keeps them out of the plan", async () => {
    const { estimator, cloud } = setUp({
      ...spec,
      environment: { secrets: { HF_TOKEN: { env: "TEST_SECRET_TOKEN" } } },
    });
    const plan = await estimator.plan();
    await expect(estimator.fit()).rejects.toThrow(/TEST_SECRET_TOKEN is not set/);
    process.env["TEST_SECRET_TOKEN"] = "swordfish-4711";
    try {
      const job = await estimator.fit();
      expect(cloud.jobs.get(job.uri)?.body).toMatchObject({ environment: { HF_TOKEN: "swordfish-4711" } });
      expect(JSON.stringify([plan, [...cloud.objects.values()].map(String)])).not.toContain("swordfish");
      expect(new SwitchyardError("request", "the token is swordfish-4711").message).toBe("the token is ***");
    } finally {
      delete process.env["TEST_SECRET_TOKEN"];
    }
  });

  it("ends the waiting at once when it is aborted", async () => {
    const { estimator, cloud } = setUp();
    const controller = new AbortController();
    cloud.fault = (name) => {
      if (name === "send") controller.abort(new Error("enough"));
      throw new SwitchyardError("throttled", "Slow down.");
    };
    setTimeout(() => controller.abort(new Error("enough")), 30);
    await expect(estimator.fit({ signal: controller.signal })).rejects.toThrow("enough");
  });

  it("throws a timeout of its own kind", async () => {
    const { estimator, cloud } = setUp();
    cloud.fault = () => {
      throw new SwitchyardError("throttled", "Slow down.");
    };
    await expect(estimator.fit({ timeout: 30 })).rejects.toMatchObject({ code: "timeout" });
  });
});
