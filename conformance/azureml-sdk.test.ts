import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { createAzureML, type AzureMLRequest } from "@switchyard/azureml";
import { defineTrainer, type Plan } from "@switchyard/core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { leavesOf } from "@switchyard/core/platform";
import { differences, type Difference } from "./azureml-sdk-differences.ts";
import { sharedJobs, type SharedJob } from "./azureml-sdk-jobs.ts";

const python = process.env["SWITCHYARD_PYTHON_AZUREML"] || "";
const note = python === "" ? " (skipped: SWITCHYARD_PYTHON_AZUREML names no Python)" : "";

const settings = {
  subscription: "00000000-1111-2222-3333-444444444444",
  resourceGroup: "group",
  workspace: "space",
  codeStore: "https://account.blob.core.windows.net/container/switchyard",
  compute: "serverless",
};

interface Sent {
  readonly url: string;
  readonly body: { readonly properties: object };
}

interface Answer {
  readonly version: string;
  readonly sent: readonly (readonly Sent[])[];
}

/** A difference as it was found, with the values for the reader of a failure. */
interface Found extends Omit<Difference, "reason" | "inSweeps"> {
  readonly jobType: string | undefined;
  readonly ours: unknown;
  readonly theirs: unknown;
}

describe.skipIf(python === "")(`jobs as azure-ai-ml sends them${note}`, () => {
  const folder = mkdtempSync(join(tmpdir(), "switchyard-azureml-"));
  const plans: Plan<AzureMLRequest>[] = [];
  let answer: Answer = { version: "", sent: [] };

  beforeAll(async () => {
    writeFileSync(join(folder, "train.py"), "print('hello')\n");
    writeFileSync(join(folder, "requirements.txt"), "transformers==5.3.0\n");
    for (const job of sharedJobs) plans.push(await planOf(job, folder));
    answer = ask(sharedJobs.map((job, index) => inPython(job, plans[index])));
  });

  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it("are of the release that is pinned, and at least thirty", () => {
    expect(answer.version).toBe("1.35.2");
    expect(sharedJobs.filter(({ study }) => study === undefined).length).toBeGreaterThanOrEqual(30);
  });

  it.each(sharedJobs.map(({ title }, index) => [title, index] as const))(
    "%s: the same requests, but for reviewed differences",
    (_title, index) => {
      const plan = plans[index];
      const sent = answer.sent[index] ?? [];
      expect(plan?.diagnostics.filter(({ severity }) => severity === "error")).toEqual([]);
      expect(sent.map(({ url }) => pathOf(url))).toEqual(plan?.requests.map(({ target }) => pathOf(target)));
      expect(differencesOf(plan, sent).filter((found) => reviewed(found) === undefined)).toEqual([]);
    },
  );

  it("every reviewed difference occurs still", () => {
    const found = plans.flatMap((plan, index) => differencesOf(plan, answer.sent[index] ?? []));
    const seen = new Set(found.map(reviewed));
    expect(differences.filter((difference) => !seen.has(difference))).toEqual([]);
  });
});

async function planOf({ spec, settings: own, study }: SharedJob, folder: string): Promise<Plan<AzureMLRequest>> {
  const trainer = defineTrainer({
    name: "bert",
    source: folder,
    entryPoint: "train.py",
    ...spec,
    environment: { requirements: "requirements.txt", ...spec.environment },
  });
  const estimator = createAzureML({ ...settings, ...own }).estimator(trainer);
  return study === undefined ? estimator.plan() : estimator.planTuning(study);
}

/** The job in Python's words, with the names that only a plan can tell: they are made of the content's hash. */
function inPython({ python: given, study }: SharedJob, plan: Plan<AzureMLRequest> | undefined): object {
  const [code] = plan?.requests ?? [];
  const name =
    pathOf(plan?.requests.at(-1)?.target ?? "")
      .split("/")
      .at(-1) ?? "";
  const codePath = pathOf(code?.target ?? "");
  const names = study === undefined ? [] : Object.keys(study.space);
  return {
    ...(JSON.parse(JSON.stringify(given).replaceAll("{job}", name)) as object),
    name,
    code: codePath,
    command: ["python train.py", ...names.map((key) => `--${key}=\${{inputs.${key}}}`)].join(" "),
    // The SDK wants a value for what a sweep then varies.
    ...(study === undefined ? {} : { inputs: Object.fromEntries(names.map((key) => [key, 1])) }),
    asset: { name: "switchyard", version: codePath.split("/").at(-1), path: plan?.uploads[0]?.to },
  };
}

function ask(jobs: readonly object[]): Answer {
  const script = fileURLToPath(new URL("azureml-sdk.py", import.meta.url));
  // Not in a git checkout, of which the SDK would tell the service.
  const options = { input: JSON.stringify({ jobs }), encoding: "utf8", cwd: tmpdir(), maxBuffer: 1 << 28 } as const;
  const finished = spawnSync(python, [script], options);
  if (finished.status !== 0) throw new Error(`azureml-sdk.py ended with ${finished.status}:\n${finished.stderr}`);
  return JSON.parse(finished.stdout) as Answer;
}

const pathOf = (url: string): string => (url === "" ? "" : new URL(url).pathname);

function differencesOf(plan: Plan<AzureMLRequest> | undefined, sent: readonly Sent[]): Found[] {
  return (plan?.requests ?? []).flatMap(({ operation, body }, index) => {
    const { jobType } = body.properties as { readonly jobType?: string };
    const ours = leaves(body.properties);
    const theirs = leaves(sent[index]?.body.properties ?? {});
    return [...new Set([...ours.keys(), ...theirs.keys()])]
      .filter((at) => JSON.stringify(ours.get(at)) !== JSON.stringify(theirs.get(at)))
      .map((at) => {
        const kind = !theirs.has(at) ? "only ours" : !ours.has(at) ? "only theirs" : "unlike";
        return { operation, jobType, at, kind, ours: ours.get(at), theirs: theirs.get(at) } as const;
      });
  });
}

/** Null is no value on this wire. */
const leaves = (properties: object): Map<string, unknown> =>
  new Map(leavesOf(properties).flatMap(({ pointer, value }) => (value === null ? [] : [[pointer, value]])));

function reviewed({ operation, jobType, at, kind }: Found): Difference | undefined {
  return differences.find(
    (entry) =>
      entry.operation === operation &&
      entry.at === at &&
      entry.kind === kind &&
      (entry.inSweeps !== true || jobType === "Sweep"),
  );
}
