import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { defineTrainer, type Plan } from "@switchyard/core";
import { createVertex, type VertexRequest } from "@switchyard/vertex";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { CustomJobSpec } from "../packages/vertex/src/native-types.gen.ts";
import { leavesOf } from "@switchyard/core/platform";
import { askPython, pythonOf } from "./support/python.ts";
import { differences, type Difference } from "./vertex-sdk-differences.ts";
import { sharedJobs } from "./vertex-sdk-jobs.ts";
import { image, type PythonJob, type SharedJob } from "./vertex-sdk-words.ts";

const { path: python, note } = pythonOf("SWITCHYARD_PYTHON_VERTEX");

const settings = { project: "acme-ml", region: "us-central1", store: "gs://acme/switchyard" };

interface Sent {
  readonly url: string;
  /** As the SDK writes it. */
  readonly wire: object;
  /** The same in the words of the REST API. */
  readonly body: { readonly jobSpec?: CustomJobSpec; readonly trialJobSpec?: CustomJobSpec };
}

interface Answer {
  readonly version: string;
  readonly sent: readonly (readonly Sent[])[];
}

/** A difference as it was found, with the values for the reader of a failure. */
interface Found extends Pick<Difference, "at" | "kind"> {
  readonly of: PythonJob["kind"];
  readonly ours: unknown;
  readonly theirs: unknown;
}

describe.skipIf(python === undefined)(`jobs as google-cloud-aiplatform sends them${note}`, () => {
  const folder = mkdtempSync(join(tmpdir(), "switchyard-vertex-"));
  const plans: Plan<VertexRequest>[] = [];
  let answer: Answer = { version: "", sent: [] };

  beforeAll(async () => {
    writeFileSync(join(folder, "train.py"), "print('hello')\n");
    for (const job of sharedJobs) plans.push(await planOf(job, folder));
    const jobs = sharedJobs.map((job, index) => inPython(job, plans[index]));
    answer = askPython<Answer>(python ?? "", "vertex-sdk.py", { jobs });
  });

  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it("are of the release that is pinned, and at least thirty", () => {
    expect(answer.version).toBe("1.165.1");
    const count = (kind: PythonJob["kind"]) => sharedJobs.filter((job) => job.python.kind === kind).length;
    expect(count("CustomJob")).toBeGreaterThanOrEqual(30);
    expect(count("CustomContainerTrainingJob")).toBeGreaterThanOrEqual(5);
    expect(count("HyperparameterTuningJob")).toBeGreaterThanOrEqual(4);
  });

  it.each(sharedJobs.map(({ title }, index) => [title, index] as const))(
    "%s: the same request, but for reviewed differences",
    (_title, index) => {
      const [plan, job, sent = []] = [plans[index], sharedJobs[index], answer.sent[index]];
      expect(plan?.diagnostics.filter(({ severity }) => severity === "error")).toEqual([]);
      expect(sent).toHaveLength(1);
      const target = plan?.requests[0]?.target ?? "";
      const isPipeline = job?.python.kind === "CustomContainerTrainingJob";
      expect(sent[0]?.url).toBe(isPipeline ? target.replace(/customJobs$/, "trainingPipelines") : target);
      expect(differencesOf(index).filter((found) => reviewed(found) === undefined)).toEqual([]);
    },
  );

  it.each(sharedJobs.map(({ title }, index) => [title, index] as const))(
    "%s: what the SDK sent is lifted to a spec that plans the same machines, time and strategy",
    async (_title, index) => {
      const sent = answer.sent[index]?.[0];
      const own = createVertex({ ...settings, ...sharedJobs[index]?.settings });
      const { spec } = await own.lift(sent?.wire);
      const plan = await own.estimator({ ...spec, source: folder }).plan();
      const theirs = sent?.body.jobSpec ?? sent?.body.trialJobSpec;
      expect(planned(plan.requests[0]?.body.jobSpec)).toEqual(planned(theirs));
    },
  );

  it("every reviewed difference occurs still", () => {
    const found = sharedJobs.flatMap((_job, index) => differencesOf(index));
    const seen = new Set(found.map(reviewed));
    expect(differences.filter((difference) => !seen.has(difference))).toEqual([]);
  });

  function differencesOf(index: number): Found[] {
    const of = sharedJobs[index]?.python.kind ?? "CustomJob";
    const ours = leaves(plans[index]?.requests[0]?.body ?? {});
    const theirs = leaves(answer.sent[index]?.[0]?.body ?? {});
    return [...new Set([...ours.keys(), ...theirs.keys()])]
      .filter((at) => JSON.stringify(ours.get(at)) !== JSON.stringify(theirs.get(at)))
      .map((at) => {
        const kind = !theirs.has(at) ? "only ours" : !ours.has(at) ? "only theirs" : "unlike";
        return { of, at, kind, ours: ours.get(at), theirs: theirs.get(at) };
      });
  }
});

async function planOf({ spec, settings: own, study }: SharedJob, folder: string): Promise<Plan<VertexRequest>> {
  const trainer = defineTrainer({
    name: "bert",
    source: folder,
    entryPoint: "train.py",
    environment: { image },
    ...spec,
  });
  const estimator = createVertex({ ...settings, ...own }).estimator(trainer);
  return study === undefined ? estimator.plan() : estimator.planTuning(study);
}

/** What lies between the name of a job and the script that it runs. */
const planned = (spec: CustomJobSpec | undefined): object => ({
  pools: spec?.workerPoolSpecs.map(({ machineSpec, replicaCount, containerSpec }) => ({
    machineSpec,
    replicaCount,
    image: containerSpec?.imageUri,
  })),
  scheduling: spec?.scheduling,
  account: [spec?.serviceAccount, spec?.network, spec?.persistentResourceId, spec?.pscInterfaceConfig],
});

/** The job in Python's words, with the name that only a plan can tell: it is made of the content's hash. */
function inPython({ python: job }: SharedJob, plan: Plan<VertexRequest> | undefined): PythonJob {
  const name = plan?.requests[0]?.body.displayName ?? "";
  return JSON.parse(JSON.stringify(job).replaceAll("{job}", name)) as PythonJob;
}

const leaves = (body: object): Map<string, unknown> =>
  new Map(leavesOf(body).map(({ pointer, value }) => [pointer, value]));

function reviewed({ of, at, kind }: Found): Difference | undefined {
  const place = at.replace(/(\/workerPoolSpecs)\/\d+/, "$1/pool");
  return differences.find(
    (entry) =>
      (entry.of === undefined || entry.of === of) &&
      entry.kind === kind &&
      (entry.at.endsWith("/*") ? place.startsWith(entry.at.slice(0, -1)) : entry.at === place),
  );
}
