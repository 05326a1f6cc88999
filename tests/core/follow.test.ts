import type { JobEvent } from "@switchyard/core";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { at, memoryCloud, memoryPlatform, state, type MemoryCloud } from "../support/memory-driver.ts";

const uri = "memory://job";
const identity = { key: "k", run: "1", attempt: 1 };
const marker = (event: object): string => `::switchyard:: ${JSON.stringify(event)}`;
const end = (fields: object = {}): string =>
  marker({ event: "end", verdict: "completed", exitCode: 0, node: 0, time: 9, metrics: {}, ...fields });

function setUp(history = [state("queued", 0), state("running", 1), state("succeeded", 60)]) {
  const cloud = memoryCloud();
  cloud.jobs.set(uri, { identity, history, logs: [[], []], body: {} });
  const job = memoryPlatform(cloud).attach(uri);
  return { cloud, job, logs: cloud.jobs.get(uri)?.logs ?? [] };
}

function fillTwoNodes(
  logs: MemoryCloud["jobs"] extends Map<string, infer J> ? (J extends { logs: infer L } ? L : never) : never,
): void {
  for (let index = 0; index < 10; index += 1) {
    logs[0]?.push({
      time: at(2 + index),
      line:
        index % 2 === 0
          ? `zero ${index}`
          : marker({ event: "log", step: index, max_steps: 10, values: { loss: 1 / index, bad: "NaN" } }),
    });
    logs[1]?.push({ time: at(2 + index), line: `one ${index}` });
  }
  logs[0]?.push({ time: at(20), line: end() });
  logs[1]?.push({ time: at(20), line: end({ node: 1 }) });
}

async function collect(events: AsyncIterable<JobEvent>): Promise<JobEvent[]> {
  const found: JobEvent[] = [];
  for await (const event of events) found.push(event);
  return found;
}

const withoutCursor = (events: readonly JobEvent[]): unknown[] => events.map(({ cursor: _cursor, ...event }) => event);

describe("events", () => {
  it("merges nodes by time, turns the launcher's lines into metrics and progress, and ends with the last state", async () => {
    const { job, logs } = setUp();
    fillTwoNodes(logs);
    const events = await collect(job.events());
    expect(events.filter((event) => event.type === "state").map((event) => event.snapshot.state)).toEqual([
      "queued",
      "running",
      "succeeded",
    ]);
    expect(events.at(-1)).toMatchObject({ type: "state", snapshot: { state: "succeeded" } });
    expect(events.filter((event) => event.type === "metric")).toHaveLength(5);
    expect(events.find((event) => event.type === "metric")).toMatchObject({
      step: 1,
      values: { loss: 1, bad: Number.NaN },
    });
    expect(events.find((event) => event.type === "progress")).toMatchObject({ step: 1, of: 10 });
    expect(events.filter((event) => event.type === "log").map((event) => event.line)).toHaveLength(15);
  });

  it("reads metrics from the script's own lines where the launcher's callback does not run", async () => {
    const { job, logs } = setUp();
    logs[0]?.push({ time: at(2), line: "[0] {'loss': '0.5', 'epoch': '1'}" });
    logs[0]?.push({ time: at(3), line: "[1] {'loss': '0.5', 'epoch': '1'}" });
    logs[1]?.push({ time: at(3), line: "[2] {'loss': '0.5', 'epoch': '1'}" });
    const found = await collect(job.events());
    expect(found.flatMap((event) => (event.type === "metric" ? [[event.step, event.values]] : []))).toEqual([
      [undefined, { loss: 0.5, epoch: 1 }],
    ]);
    expect(found.filter((event) => event.type === "log")).toHaveLength(3);
  });

  it("tells no metric twice where the launcher's callback runs, also after a cursor", async () => {
    const { job, logs } = setUp();
    logs[0]?.push({ time: at(2), line: marker({ event: "train_begin", step: 0, max_steps: 4 }) });
    logs[0]?.push({ time: at(3), line: "{'loss': '0.5', 'epoch': '1'}" });
    logs[0]?.push({ time: at(4), line: marker({ event: "log", step: 2, max_steps: 4, values: { loss: 0.5 } }) });
    logs[0]?.push({ time: at(5), line: "{'loss': '0.4', 'epoch': '2'}" });
    const metrics = (events: readonly JobEvent[]) => events.filter((event) => event.type === "metric");
    const whole = await collect(job.events());
    expect(metrics(whole)).toHaveLength(1);
    const middle = whole.findIndex((event) => event.type === "metric");
    expect(metrics(await collect(job.events({ after: whole[middle]?.cursor ?? "" })))).toEqual([]);
  });

  it("resumes after any event without losing or repeating one, whatever the page size", async () => {
    const { job, logs } = setUp();
    fillTwoNodes(logs);
    const whole = await collect(job.events());
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 0, max: whole.length - 1 }),
        fc.integer({ min: 1, max: 7 }),
        fc.integer({ min: 1, max: 7 }),
        async (index, pageSize, laterPageSize) => {
          const { job: other, cloud, logs: same } = setUp();
          fillTwoNodes(same);
          cloud.pageSize = pageSize;
          const all = await collect(other.events());
          cloud.pageSize = laterPageSize;
          const rest = await collect(other.events({ after: all[index]?.cursor ?? "" }));
          expect(rest.length).toBe(all.length - index - 1);
          const ids = (events: readonly JobEvent[]): string[] =>
            withoutCursor(events)
              .map((event) => JSON.stringify(event))
              .sort();
          expect(ids([...all.slice(0, index + 1), ...rest])).toEqual(ids(whole));
        },
      ),
      { numRuns: 100, seed: 7 },
    );
  });

  it("tells what is written while it follows, each once", async () => {
    const { job, logs, cloud } = setUp([state("running", 1)]);
    const events = collect(job.events());
    for (let index = 0; index < 30; index += 1) {
      logs[index % 2]?.push({ time: at(2 + index), line: `line ${index}` });
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
    cloud.jobs.get(uri)?.history.push(state("succeeded", 60));
    logs[0]?.push({ time: at(61), line: end() });
    logs[1]?.push({ time: at(61), line: end({ node: 1 }) });
    const lines = (await events).flatMap((event) => (event.type === "log" ? [event.line] : []));
    expect([...lines].sort()).toEqual(Array.from({ length: 30 }, (_, index) => `line ${index}`).sort());
  });

  it("never takes an unknown state for the end", async () => {
    const { job } = setUp([state("running", 1), state("unknown", 2)]);
    expect((await job.poll()).done).toBe(false);
  });

  it("polls in bounded looks", async () => {
    const { job, logs } = setUp();
    fillTwoNodes(logs);
    const events: JobEvent[] = [];
    let after: string | undefined;
    for (let looks = 0; ; looks += 1) {
      expect(looks).toBeLessThan(20);
      const seen = await job.poll(after === undefined ? {} : { after });
      expect(seen.events.length).toBeLessThan(15);
      events.push(...seen.events);
      after = seen.cursor;
      if (seen.done) break;
    }
    expect(withoutCursor(events)).toEqual(withoutCursor(await collect(job.events())));
  });

  it("refuses a cursor that is none", async () => {
    const { job } = setUp();
    for (const after of ["", "abc", "e30", btoa("[1,-1,0,[]]"), btoa('[1,0,0,[["x",5,0,0]]]')]) {
      await expect(job.poll({ after })).rejects.toMatchObject({ code: "config" });
    }
  });

  it("takes a line of the script that only looks like the launcher's for a line", async () => {
    const { job, logs } = setUp();
    logs[0]?.push({ time: at(2), line: "::switchyard:: not json" }, { time: at(3), line: end() });
    logs[1]?.push({ time: at(3), line: end({ node: 1 }) });
    const events = await collect(job.events());
    expect(events.filter((event) => event.type === "log")).toHaveLength(1);
  });
});

describe("the launcher's handshake", () => {
  const hello = (version: unknown, node = 0): string => marker({ event: "hello", version, launcher: "cafe", node });
  const warnings = (events: readonly JobEvent[]) =>
    events.flatMap((event) => (event.type === "warning" ? [event.code] : []));

  it("warns before the last state when containers ran and no launcher said a word, once", async () => {
    const { job, logs } = setUp();
    logs[0]?.push({ time: at(2), line: "sh: python3: not found" });
    const events = await collect(job.events());
    expect(events.slice(-2).map((event) => event.type)).toEqual(["warning", "state"]);
    expect(warnings(events)).toEqual(["silent-launcher"]);
    expect(warnings(await collect(job.events({ after: events.at(-2)?.cursor ?? "" })))).toEqual([]);
    expect(warnings(await collect(job.events({ after: events.at(-3)?.cursor ?? "" })))).toEqual(["silent-launcher"]);
  });

  it.each([
    ["a launcher greeted", [hello(1)]],
    ["one refused before it greeted", [end({ verdict: "refused", exitCode: 2 })]],
  ])("is silent where %s, also before the cursor", async (_name, lines) => {
    const { job, logs } = setUp();
    logs[0]?.push(...lines.map((line) => ({ time: at(2), line })), { time: at(3), line: "zero" });
    const events = await collect(job.events());
    expect(warnings(events)).toEqual([]);
    const after = events.find((event) => event.type === "log")?.cursor ?? "";
    expect(warnings(await collect(job.events({ after })))).toEqual([]);
  });

  it("is silent of a job that never ran, and of one that somebody else has sent", async () => {
    const { job, cloud } = setUp([state("queued", 0), state("failed", 60, "capacity")]);
    const stored = cloud.jobs.get(uri);
    if (stored !== undefined) stored.logs = [];
    expect(warnings(await collect(job.events()))).toEqual([]);
    cloud.jobs.set(uri, { history: [state("running", 1), state("succeeded", 60)], logs: [[]], body: {} });
    expect(warnings(await collect(job.events()))).toEqual([]);
  });

  it.each([2, 0, "1", undefined])("warns once of a launcher of version %j, at its greeting", async (version) => {
    const { job, logs } = setUp();
    logs[0]?.push({ time: at(2), line: hello(version) }, { time: at(4), line: end() });
    logs[1]?.push({ time: at(3), line: hello(version, 1) }, { time: at(4), line: end({ node: 1 }) });
    const events = await collect(job.events());
    expect(warnings(events)).toEqual(["other-launcher"]);
    const greeting = events.find((event) => event.type === "warning");
    expect(greeting?.time).toBe(at(2));
    expect(warnings(await collect(job.events({ after: greeting?.cursor ?? "" })))).toEqual([]);
  });

  it("claims nothing of what lies before a cursor that does not tell", async () => {
    const { job } = setUp();
    const after = btoa(JSON.stringify([1, 2, 0, [], false]));
    expect(warnings(await collect(job.events({ after })))).toEqual([]);
  });
});

describe("wait", () => {
  it("gives the model with its last metrics", async () => {
    const { job, logs } = setUp();
    logs[0]?.push({ time: at(2), line: end({ metrics: { eval_accuracy: 0.9 } }) });
    logs[1]?.push({ time: at(2), line: end({ node: 1 }) });
    expect(await job.wait()).toEqual({
      job: uri,
      artifact: "memory://model",
      metrics: { eval_accuracy: 0.9 },
      lineage: identity,
    });
  });

  it("throws the traceback of the rank that failed first, not of one that lost its peer", async () => {
    const { job, logs } = setUp([state("running", 1), state("failed", 60, "error")]);
    const failed = { verdict: "failed", exitCode: 1 };
    logs[0]?.push(
      { time: at(2), line: "some line" },
      { time: at(2), line: end({ ...failed, time: 5, rank: 0, error: "RuntimeError: Connection closed by peer" }) },
    );
    logs[1]?.push({
      time: at(3),
      line: end({ ...failed, node: 1, time: 6, rank: 1, error: "ValueError: bad batch", traceback: "Traceback…" }),
    });
    await expect(job.wait()).rejects.toMatchObject({
      code: "job-failed",
      message: "ValueError: bad batch",
      node: 1,
      rank: 1,
      exitCode: 1,
      traceback: "Traceback…",
      logTail: ["some line"],
    });
  });

  it("tells an interruption from a failure by node 0's word, unless another node failed", async () => {
    const { job, logs } = setUp([state("running", 1), state("failed", 60, "error")]);
    logs[0]?.push({ time: at(2), line: end({ verdict: "interrupted", exitCode: 75 }) });
    logs[1]?.push({ time: at(2), line: end({ verdict: "completed", node: 1 }) });
    await expect(job.wait()).rejects.toMatchObject({ code: "preempted" });
    logs[1]?.push({ time: at(3), line: end({ verdict: "failed", node: 1, error: "ValueError: bad batch" }) });
    await expect(job.wait()).rejects.toMatchObject({ code: "job-failed", message: "ValueError: bad batch" });
  });

  it("takes a script's own lines for its metrics where the launcher reports none", async () => {
    const { job, logs } = setUp();
    logs[0]?.push({ time: at(2), line: "{'loss': '0.5', 'epoch': '1'}" });
    logs[0]?.push({ time: at(2), line: "{'eval_loss': '0.25', 'epoch': '2'}" });
    logs[0]?.push({ time: at(3), line: end() });
    expect((await job.wait()).metrics).toEqual({ loss: 0.5, eval_loss: 0.25, epoch: 2 });
  });

  it.each([
    ["cancelled", "user", "job-cancelled"],
    ["failed", "timeout", "timeout"],
    ["failed", "capacity", "capacity"],
    ["failed", "preempted", "preempted"],
  ] as const)("throws for a job that is %s for %s", async (name, reason, code) => {
    const { job } = setUp([state("queued", 1), state(name, 60, reason)]);
    await expect(job.wait()).rejects.toMatchObject({ code });
  });
});
