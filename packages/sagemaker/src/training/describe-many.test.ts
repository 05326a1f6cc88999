import { SageMakerClient } from "@aws-sdk/client-sagemaker";
import { SwitchyardError, watchJobs, type JobSnapshot } from "@switchyard/core";
import { http, HttpResponse } from "msw";
import { setupServer } from "msw/node";
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from "vitest";
import { createSageMaker } from "../index.ts";

interface Job {
  secondary: string;
  modified: number;
}

/** A region of SageMaker with jobs whose states the test sets; it counts what it is asked. */
const jobs = new Map<string, Job>();
const calls: Record<string, number> = {};
let failing = 0;
let clock = 1_700_000_000;

const server = setupServer(
  http.post("https://api.sagemaker.us-east-1.amazonaws.com/", async ({ request }) => {
    const operation = request.headers.get("x-amz-target")?.split(".")[1] ?? "";
    calls[operation] = (calls[operation] ?? 0) + 1;
    const input = (await request.json()) as {
      TrainingJobName?: string;
      LastModifiedTimeAfter?: number;
      NextToken?: string;
    };
    if (operation === "ListTags") return HttpResponse.json({ Tags: [] });
    if (operation === "ListTrainingJobs") return HttpResponse.json(list(input));
    if (failing > 0) {
      failing -= 1;
      return HttpResponse.json({ __type: "ThrottlingException", message: "Rate exceeded" }, { status: 400 });
    }
    return HttpResponse.json(describeJob(input.TrainingJobName ?? ""));
  }),
);
beforeAll(() => server.listen({ onUnhandledRequest: "error" }));
beforeEach(() => {
  jobs.clear();
  for (const operation of Object.keys(calls)) delete calls[operation];
});
afterEach(() => server.resetHandlers());
afterAll(() => server.close());

function summary([name, { secondary, modified }]: readonly [string, Job]) {
  const TrainingJobStatus = secondary === "Completed" ? "Completed" : "InProgress";
  return { TrainingJobName: name, TrainingJobStatus, SecondaryStatus: secondary, LastModifiedTime: modified };
}

function list({ LastModifiedTimeAfter = 0, NextToken = "0" }: { LastModifiedTimeAfter?: number; NextToken?: string }) {
  const found = [...jobs].filter(([, { modified }]) => modified > LastModifiedTimeAfter);
  const start = Number(NextToken);
  const rest = found.length > start + 100 ? { NextToken: String(start + 100) } : {};
  return { TrainingJobSummaries: found.slice(start, start + 100).map(summary), ...rest };
}

function describeJob(name: string) {
  const job = jobs.get(name) ?? { secondary: "Training", modified: clock };
  const SecondaryStatusTransitions = [{ Status: job.secondary, StartTime: job.modified }];
  return {
    ...summary([name, job]),
    TrainingJobArn: `arn:${name}`,
    CreationTime: 1_700_000_000,
    SecondaryStatusTransitions,
  };
}

function setState(name: string, secondary: string): void {
  clock += 60;
  jobs.set(name, { secondary, modified: clock });
}

const uriOf = (name: string): string => `sagemaker://us-east-1/training-job/${name}`;

function platform() {
  const credentials = { accessKeyId: "test", secretAccessKey: "test" };
  const sagemaker = new SageMakerClient({ region: "us-east-1", credentials, maxAttempts: 1 });
  return createSageMaker({ region: "us-east-1", clients: { sagemaker }, pollInterval: 5 });
}

it("watches 300 jobs by one list call a look and one description for each change", async () => {
  const names = Array.from({ length: 300 }, (_, index) => `job-${index}`);
  clock += 60;
  for (const name of names) jobs.set(name, { secondary: "Training", modified: clock });
  const seen: JobSnapshot[] = [];
  let looks = 0;
  let described = 0;
  for await (const snapshot of watchJobs(names.map(uriOf), { platforms: [platform()] })) {
    seen.push(snapshot);
    if (seen.length === 300) {
      // From here on only what changes costs.
      for (let look = 0; look < 3; look += 1) setState(`job-${look}`, "Uploading");
    }
    if (seen.length === 303) {
      described = calls["DescribeTrainingJob"] ?? 0;
      looks = calls["ListTrainingJobs"] ?? 0;
      for (const name of names) setState(name, "Completed");
    }
  }
  // Once for each, once more for what the first list told of, and once for each change.
  expect(described).toBeLessThanOrEqual(603);
  expect(seen.slice(300, 303).map(({ uri, nativeState }) => `${uri} ${nativeState}`)).toEqual(
    [0, 1, 2].map((index) => `${uriOf(`job-${index}`)} Uploading`),
  );
  expect(new Set(seen.slice(303).map(({ state }) => state))).toEqual(new Set(["succeeded"]));
  expect(seen).toHaveLength(603);
  // All 300 changed: three pages, and no more looks behind.
  expect((calls["ListTrainingJobs"] ?? 0) - looks).toBe(3);
});

it("forgets no change when a description fails", async () => {
  setState("a", "Training");
  setState("b", "Training");
  const states: string[] = [];
  for await (const { uri, nativeState } of watchJobs(["a", "b"].map(uriOf), { platforms: [platform()] })) {
    states.push(`${uri.at(-1)} ${nativeState}`);
    if (states.length !== 2) continue;
    failing = 3;
    setState("a", "Completed");
    setState("b", "Completed");
  }
  expect(states).toEqual(["a Training", "b Training", "a Completed", "b Completed"]);
});

it("refuses URIs that no platform takes, all at once", async () => {
  const watched = watchJobs(["vertex://x", "ray://y", uriOf("a")], { platforms: [platform()] });
  const refused: unknown = await watched.next().catch((error: unknown) => error);
  expect(SwitchyardError.is(refused, "config")).toBe(true);
  expect((refused as { issues: readonly { path: string }[] }).issues.map(({ path }) => path)).toEqual([
    "vertex://x",
    "ray://y",
  ]);
  await expect(watchJobs(["sagemaker://nowhere"], { platforms: [platform()] }).next()).rejects.toThrow(/Allowed/);
});

it("ends its waiting when it is told to", async () => {
  setState("a", "Training");
  setState("b", "Training");
  const watched = watchJobs(["a", "b"].map(uriOf), { platforms: [platform()], timeout: 100 });
  const all = (async () => {
    for await (const { state } of watched) expect(state).toBe("running");
  })();
  await expect(all).rejects.toMatchObject({ code: "timeout" });
});
