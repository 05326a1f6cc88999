import { attachRun, fitRun, planRun, SwitchyardError, type RunEvent, type TrainingRun } from "@switchyard/core";
import { describe, expect, it } from "vitest";
import { chance, done, endless, preempted, regions, setUpRun, spec, type Fate } from "../support/memory-runs.ts";

/** FULL=1 tries more. */
const seeds = process.env["FULL"] === "1" ? 60 : 6;

async function collect(run: TrainingRun, after?: string): Promise<RunEvent[]> {
  const events: RunEvent[] = [];
  for await (const event of run.events(after === undefined ? {} : { after })) events.push(event);
  return events;
}

const linesOf = (events: readonly RunEvent[]): string[] =>
  events.flatMap((event) => (event.type === "log" ? [event.line] : []));

const statesOf = (events: readonly RunEvent[]): string[] =>
  events.flatMap((event) =>
    event.type === "state" ? [[event.snapshot.state, event.snapshot.reason].filter(Boolean).join(" ")] : [],
  );

async function codeOf(promise: Promise<unknown>): Promise<string> {
  return promise.then(
    () => "none",
    (error: unknown) => (SwitchyardError.is(error) ? error.code : String(error)),
  );
}

describe("a run", () => {
  it("plans every placement without network, on-demand last, under one identity and one place for checkpoints", async () => {
    const { plan, cloud } = setUpRun([]);
    const { uri, plans } = await planRun(spec, plan);
    expect(plans.map(({ machine }) => `${machine.region} ${machine.spot}`)).toEqual([
      "east true",
      "west true",
      "south false",
    ]);
    const keys = new Set(plans.map(({ identity }) => JSON.stringify(identity)));
    expect(keys.size).toBe(1);
    expect(uri).toBe(`run+memory://checkpoints/${plans[0]?.identity.key}-1`);
    expect(cloud.objects.size).toBe(0);
  });

  it("makes up for preemptions at the same place, then at the next, and for missing machines at once", async () => {
    const { plan, sent, mostAlive } = setUpRun([preempted, preempted, "capacity", preempted, done], { preemptions: 1 });
    const run = await fitRun(spec, plan);
    const model = await run.wait();
    expect(sent).toEqual(["east 1", "east 2", "south 4", "south 5"]);
    expect(mostAlive()).toBe(1);
    expect(model).toMatchObject({ job: run.uri, metrics: { eval_loss: 0.5 }, lineage: { attempt: 5 } });
    const { state, legs } = await run.status();
    expect(state).toBe("succeeded");
    expect(legs.map(({ state: of, reason, steps, machine }) => [of, reason, steps, machine.region])).toEqual([
      ["failed", "preempted", 10, "east"],
      ["failed", "preempted", 20, "east"],
      ["failed", "capacity", undefined, "west"],
      ["failed", "preempted", 40, "south"],
      ["succeeded", undefined, 50, "south"],
    ]);
  });

  it("tells its events once, by one cursor, and an attempt's loss as a state of preparing", async () => {
    const { plan } = setUpRun([preempted, "quota", done], { preemptions: 0 });
    const events = await collect(await fitRun(spec, plan));
    expect(statesOf(events)).toEqual([
      "queued",
      "running",
      "preparing preempted",
      "preparing capacity",
      "queued",
      "running",
      "succeeded",
    ]);
    expect(linesOf(events)).toEqual(
      [1, 3].flatMap((attempt) =>
        [
          "running a",
          "running b",
          attempt === 3 ? "succeeded a" : "failed a",
          attempt === 3 ? "succeeded b" : "failed b",
        ].map((line) => `attempt ${attempt} ${line}`),
      ),
    );
    expect(new Set(events.map(({ cursor }) => cursor)).size).toBe(events.length);
  });

  it("goes on from every cursor in another process with the next event", async () => {
    const { plan, cloud } = setUpRun([preempted, "capacity", done], { preemptions: 0 });
    const events = await collect(await fitRun(spec, plan));
    const { uri } = await planRun(spec, plan);
    for (const [index, { cursor }] of events.entries()) {
      const attached = await attachRun(uri, { platforms: regions(cloud) });
      const rest = await collect(attached, cursor);
      expect(rest).toEqual(events.slice(index + 1));
    }
  });

  it("is carried on by its URI alone", async () => {
    const { plan, cloud, sent } = setUpRun([preempted, done]);
    const { uri } = await fitRun(spec, plan);
    const attached = await attachRun(uri, { platforms: regions(cloud) });
    expect(attached.created).toBe(false);
    await attached.wait();
    expect(sent).toEqual(["east 1", "east 2"]);
  });

  it("only looks when it is asked for its status or log", async () => {
    const { plan, sent, cloud } = setUpRun([preempted, done]);
    const run = await fitRun(spec, plan);
    for (let looks = 0; looks < 5; looks += 1) await run.status();
    expect(await run.status()).toMatchObject({ state: "stopping", legs: [{ state: "failed", reason: "preempted" }] });
    const lines: string[] = [];
    const reading = (async () => {
      for await (const event of run.logs({ timeout: 200 })) lines.push(event.line);
    })();
    await expect(reading).rejects.toMatchObject({ code: "timeout" });
    expect(lines).toHaveLength(4);
    expect(sent).toEqual(["east 1"]);
    expect(cloud.creations).toBe(1);
  });

  it("ends with the script's failure, which no other machine would cure", async () => {
    const { plan, sent } = setUpRun([[["running"], ["failed", "error"]]]);
    const run = await fitRun(spec, plan);
    expect(await codeOf(run.wait())).toBe("job-failed");
    expect(await run.status()).toMatchObject({ state: "failed", reason: "error" });
    expect(sent).toEqual(["east 1"]);
  });

  it("goes on after what the platform calls a failure and the launcher an interruption", async () => {
    const { plan, sent } = setUpRun([[["running"], ["failed"]], done]);
    const run = await fitRun(spec, plan);
    await run.wait();
    expect(sent).toEqual(["east 1", "east 2"]);
  });

  it("gives up after a whole round without machines, and says so", async () => {
    const { plan, cloud } = setUpRun(["capacity", "quota", "capacity"]);
    const run = await fitRun(spec, plan);
    await expect(run.wait()).rejects.toMatchObject({ code: "capacity", message: /None of the 3 placements/ });
    expect(cloud.creations).toBe(0);
    expect(statesOf(await collect(run))).toEqual([
      "preparing capacity",
      "preparing capacity",
      "preparing capacity",
      "failed capacity",
    ]);
  });

  it.each([
    [{ attempts: 2 }, [preempted, preempted, done], "preempted"],
    [{ time: "1s" }, [endless], "timeout"],
  ] as const)("keeps the limit %j", async (limits, fates, code) => {
    const { plan, alive } = setUpRun(fates as readonly Fate[], { limits });
    const run = await fitRun(spec, plan);
    expect(await codeOf(run.wait())).toBe(code);
    expect(alive()).toEqual([]);
  });

  it("stops the job that runs when it has cost as much as it may", async () => {
    const { plan, alive } = setUpRun([endless]);
    const placements = plan.placements.map((placement) => ({ ...placement, pricePerNodeHour: 1 }));
    const run = await fitRun(spec, { ...plan, placements, limits: { money: 2 } });
    await expect(run.wait()).rejects.toMatchObject({ code: "budget" });
    expect(alive()).toEqual([]);
    expect(await run.status()).toMatchObject({ state: "failed", reason: "budget" });
  });

  it("is cancelled for good, whoever carries it on", async () => {
    const { plan, cloud, alive } = setUpRun([endless]);
    const run = await fitRun(spec, plan);
    const other = (await attachRun(run.uri, { platforms: regions(cloud) })).wait();
    const ended = codeOf(other);
    await run.cancel();
    expect(await ended).toBe("job-cancelled");
    await run.cancel();
    expect(alive()).toEqual([]);
    expect(cloud.creations).toBe(1);
    expect((await fitRun(spec, plan)).created).toBe(false);
    expect(cloud.creations).toBe(1);
  });

  it("refuses what it could not keep, all problems at once", async () => {
    const { plan } = setUpRun([]);
    const { outputs: _outputs, ...without } = spec;
    const wrong = { ...plan, preemptions: -1, limits: { attempts: 0, time: "soon", money: 5 } };
    const refused = await planRun({ ...without, launch: { resume: "none" } }, wrong).catch((error: unknown) => error);
    expect((refused as { issues: readonly { path: string }[] }).issues.map(({ path }) => path)).toEqual([
      "outputs.checkpoints",
      "launch.resume",
      "limits.attempts",
      "limits.time",
      "preemptions",
      ...[0, 1, 2].map((index) => `placements[${index}].pricePerNodeHour`),
    ]);
    const [first, ...others] = plan.placements;
    const unlike = [{ ...first, resources: { nodes: 2 } }, ...others] as typeof plan.placements;
    await expect(planRun(spec, { ...plan, placements: unlike })).rejects.toThrow(/processes/);
    const elsewhere = { ...spec, outputs: { checkpoints: "s3://bucket/x" } };
    await expect(fitRun(elsewhere, plan)).rejects.toThrow(/none of the run's platforms has a store for s3/);
  });

  it("refuses to go on with other placements or limits, and to attach without a platform", async () => {
    const { plan, cloud } = setUpRun([endless]);
    const { uri } = await fitRun(spec, plan);
    await expect(fitRun(spec, { ...plan, limits: { attempts: 3 } })).rejects.toThrow(/other placements or limits/);
    const [, west, south] = regions(cloud);
    await expect(attachRun(uri, { platforms: [west, south].flatMap((one) => one ?? []) })).rejects.toThrow(
      /memory\.region east/,
    );
    await expect(attachRun(uri.replace(/-1$/, "-2"), { platforms: regions(cloud) })).rejects.toMatchObject({
      code: "not-found",
    });
    await expect(attachRun("run+memory://x", { platforms: [] })).rejects.toThrow(/Allowed: a run's URI/);
  });

  it.each(Array.from({ length: seeds }, (_, seed) => seed))(
    "carried on by three supervisors that lose answers and die makes each attempt once, seed %i",
    { timeout: 30_000 },
    async (seed) => {
      const fates = [preempted, "capacity", preempted, preempted, done] as const;
      const { plan, cloud, sent, mostAlive, alive } = setUpRun(fates, { preemptions: 1, patience: 0.5 });
      const behave = cloud.fault;
      let calls = 0;
      cloud.fault = (call, region) => {
        behave(call, region);
        calls += 1;
        const dice = chance(seed, calls);
        if (dice < 0.05) throw new SwitchyardError("throttled", "Slow down.");
        return dice < 0.15 && call !== "list" ? "drop" : undefined;
      };
      const first = await fitRun(spec, plan);
      const supervise = async (number: number): Promise<string> => {
        for (let life = 0; ; life += 1) {
          const run = await attachRun(first.uri, { platforms: regions(cloud) });
          const timeout = life < 3 ? 1 + chance(seed + 100 * number, life) * 400 : 25_000;
          const code = await codeOf(run.wait({ timeout }));
          if (code !== "timeout") return code;
        }
      };
      expect(await Promise.all([1, 2, 3].map(supervise))).toEqual(["none", "none", "none"]);
      expect(sent.map((name) => name.split(" ")[1])).toEqual(["1", "3", "4", "5"]);
      expect(mostAlive()).toBe(1);
      expect(alive()).toEqual([]);
      const { legs } = await first.status();
      expect(legs.at(-1)?.state).toBe("succeeded");
    },
  );
});
