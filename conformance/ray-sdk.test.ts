import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { defineTrainer, type Plan } from "@switchyard/core";
import { createRay, type JobSubmitRequest, type RayRequest, type RaySettings } from "@switchyard/ray";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { leavesOf } from "@switchyard/core/platform";
import { differences, type Difference } from "./ray-sdk-differences.ts";
import { everyJobs, sharedJobs, type SharedJob } from "./ray-sdk-jobs.ts";
import { askPython, pythonOf } from "./support/python.ts";

const { path: python = "", note } = pythonOf("SWITCHYARD_PYTHON_RAY");
const settings: RaySettings = { address: "http://127.0.0.1:1", store: "s3://bucket/switchyard" };

interface Answer {
  readonly version: string;
  readonly sent: readonly { readonly method: string; readonly path: string; readonly body: JobSubmitRequest }[];
}

describe.skipIf(python === "")(`jobs as Ray's own client sends them${note}`, () => {
  const folder = mkdtempSync(join(tmpdir(), "switchyard-ray-"));
  const plans: Plan<RayRequest>[] = [];
  let answer: Answer = { version: "", sent: [] };

  beforeAll(async () => {
    for (const job of sharedJobs) plans.push(await planOf(job, folder));
    const submissions = sharedJobs.map((job, index) => inPython(job, bodyOf(plans[index])));
    answer = askPython<Answer>(python, "ray-sdk.py", { submissions });
  });

  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it("are of the release that is pinned, and at least thirty", () => {
    expect(answer.version).toBe("2.60.0");
    expect(sharedJobs.length).toBeGreaterThanOrEqual(30);
    expect(answer.sent).toHaveLength(sharedJobs.length);
  });

  it.each(sharedJobs.map(({ title }, index) => [title, index] as const))(
    "%s: the same submission, but for reviewed differences",
    (_title, index) => {
      const plan = plans[index];
      expect(plan?.diagnostics.filter(({ severity }) => severity === "error")).toEqual([]);
      expect(`${answer.sent[index]?.method} ${answer.sent[index]?.path}`).toBe(plan?.requests[0]?.operation);
      const found = differencesOf(bodyOf(plan), answer.sent[index]?.body ?? {});
      expect(found.filter((difference) => reviewed(difference) === undefined)).toEqual([]);
    },
  );

  it("every reviewed difference occurs still", () => {
    const seen = new Set(
      plans.flatMap((plan, index) => differencesOf(bodyOf(plan), answer.sent[index]?.body ?? {}).map(reviewed)),
    );
    expect(differences.filter((difference) => !seen.has(difference))).toEqual([]);
  });
});

const bodyOf = (plan: Plan<RayRequest> | undefined): JobSubmitRequest => plan?.requests[0]?.body as JobSubmitRequest;

async function planOf({ spec, settings: own }: SharedJob, folder: string): Promise<Plan<RayRequest>> {
  const entryPoint = spec?.entryPoint ?? "train.py";
  const source = mkdtempSync(join(folder, "job-"));
  const trainer = defineTrainer({ name: "bert", source, ...spec, entryPoint });
  for (const file of [entryPoint, "requirements.txt"]) {
    mkdirSync(join(source, file, ".."), { recursive: true });
    writeFileSync(join(source, file), "");
  }
  return createRay({ ...settings, ...own })
    .estimator(trainer)
    .plan();
}

/** What a user who wants the same job passes beside what is the job's own; names made of hashes come from the plan. */
function inPython({ settings: own, python: job = {} }: SharedJob, body: JobSubmitRequest): object {
  const { working_dir, env_vars = {} } = body.runtime_env ?? {};
  const run = String(env_vars["SWITCHYARD_RAY_RUN"]);
  const { env_vars: variables = {}, ...environment } = (job.runtime_env ?? {}) as { readonly env_vars?: object };
  const metadata = Object.entries(body.metadata ?? {}).filter(([name]) => name.startsWith("switchyard-"));
  return {
    entrypoint: "exec python switchyard_ray_driver.py",
    submission_id: body.submission_id,
    ...job,
    metadata: { ...Object.fromEntries(metadata), ...job.metadata },
    runtime_env: { ...environment, working_dir, env_vars: { ...everyJobs(run, own?.train), ...variables } },
  };
}

type Found = Omit<Difference, "reason"> & { readonly ours: unknown; readonly theirs: unknown };

function differencesOf(body: object, sent: object): Found[] {
  const ours = new Map(leavesOf(body).map(({ pointer, value }) => [pointer, value]));
  const theirs = new Map(leavesOf(sent).map(({ pointer, value }) => [pointer, value]));
  return [...new Set([...ours.keys(), ...theirs.keys()])].flatMap((at): Found[] => {
    const pair = { at, ours: ours.get(at), theirs: theirs.get(at) };
    if (!theirs.has(at)) return [{ ...pair, kind: "only ours" }];
    if (!ours.has(at)) return [{ ...pair, kind: "only theirs" }];
    return JSON.stringify(pair.ours) === JSON.stringify(pair.theirs) ? [] : [{ ...pair, kind: "unlike" }];
  });
}

const reviewed = (found: Found): Difference | undefined =>
  differences.find(({ at, kind }) => at === found.at && kind === found.kind);
