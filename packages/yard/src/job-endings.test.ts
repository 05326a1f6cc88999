import { execFileSync, spawnSync } from "node:child_process";

import { StopTrainingJobCommand } from "@aws-sdk/client-sagemaker";
import { afterAll, beforeAll, expect, it } from "vitest";

import { hasEnded, readLogs, waitFor } from "../testing/clients.ts";
import { channel, openYard, type OpenYard, patience } from "../testing/open-yard.ts";

let open: OpenYard;

beforeAll(async () => {
  open = await openYard({ stopGrace: 300 });
});

afterAll(() => open.yard.close());

it("says why a job failed, and stops the other instances", async () => {
  const script =
    'case $PWD in *algo-1) exec sleep 60;; esac; printf "Traceback: no data" > /opt/ml/output/failure; exit 3';
  await open.create("failing", ["sh", "-c", script], {
    ResourceConfig: { InstanceType: "ml.m5.large", InstanceCount: 2, VolumeSizeInGB: 1 },
  });
  const job = await waitFor(open.clients, "failing", hasEnded);
  expect(job.TrainingJobStatus).toBe("Failed");
  expect(job.FailureReason).toBe("AlgorithmError: Traceback: no data, exit code: 3");
});

it("fails a job that names only an image, and says what to give", async () => {
  await open.create("image", ["sh"], {
    AlgorithmSpecification: { TrainingImage: "image:1", TrainingInputMode: "File" },
  });
  const job = await waitFor(open.clients, "image", hasEnded);
  expect(job.TrainingJobStatus).toBe("Failed");
  expect(job.FailureReason).toContain("Give AlgorithmSpecification.ContainerEntrypoint");
});

it("sends SIGTERM to the main process alone, lets it end by itself, and keeps its model", async () => {
  await open.createPython("polite", politePy);
  await expect
    .poll(() => readLogs(open.clients, "polite").catch(() => ({})), patience)
    .toMatchObject({ "algo-1": ["ready"] });
  await open.clients.sagemaker.send(new StopTrainingJobCommand({ TrainingJobName: "polite" }));
  const job = await waitFor(open.clients, "polite", hasEnded);
  expect(job).toMatchObject({ TrainingJobStatus: "Stopped", SecondaryStatus: "Stopped" });
  expect(job.FailureReason).toBeUndefined();
  expect((await readLogs(open.clients, "polite"))["algo-1"]).toEqual(["ready", "saved"]);
  expect(
    execFileSync("tar", ["-tzf", "-"], {
      input: await open.objectBytes("out/polite/output/model.tar.gz"),
      encoding: "utf8",
    }),
  ).toBe("last\n");
});

const politePy = `
import os, signal, subprocess, sys, time
def end(*_):
    open(os.environ["SWITCHYARD_CONTAINER_ROOT"] + "/opt/ml/model/last", "w").close()
    time.sleep(0.1)
    print("saved", flush=True)
    sys.exit(75)
signal.signal(signal.SIGTERM, end)
subprocess.Popen(["sh", "-c", "trap 'echo signalled too' TERM; echo ready; sleep 60 & wait"])
time.sleep(60)
`;

it("kills what ignores SIGTERM when the grace is over, even in a session of its own", async () => {
  await open.createPython("stubborn", stubbornPy);
  await expect
    .poll(() => readLogs(open.clients, "stubborn").catch(() => ({})), patience)
    .toMatchObject({ "algo-1": [expect.stringMatching(/^\d+$/)] });
  const child = Number((await readLogs(open.clients, "stubborn"))["algo-1"]?.[0]);
  await open.clients.sagemaker.send(new StopTrainingJobCommand({ TrainingJobName: "stubborn" }));
  await waitFor(open.clients, "stubborn", ({ TrainingJobStatus }) => TrainingJobStatus === "Stopping");
  expect((await waitFor(open.clients, "stubborn", hasEnded)).TrainingJobStatus).toBe("Stopped");
  expect(isAlive(child)).toBe(false);
});

const stubbornPy = `
import signal, subprocess, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
print(subprocess.Popen(["sleep", "60"], start_new_session=True).pid, flush=True)
time.sleep(60)
`;

/** A zombie is dead: who inherits it has only not looked yet. */
function isAlive(pid: number): boolean {
  const { stdout } = spawnSync("ps", ["-o", "stat=", "-p", String(pid)], { encoding: "utf8" });
  return stdout.trim() !== "" && !stdout.startsWith("Z");
}

it("stops a job that runs longer than it may", async () => {
  await open.create("long", ["sleep", "60"], { StoppingCondition: { MaxRuntimeInSeconds: 1 } });
  expect(await waitFor(open.clients, "long", hasEnded)).toMatchObject({
    TrainingJobStatus: "Stopped",
    SecondaryStatus: "MaxRuntimeExceeded",
  });
});

it.each([
  [
    "no-data",
    { InputDataConfig: [channel("train", "s3://bucket/absent/")] },
    'No S3 objects found under S3 URL "s3://bucket/absent/"',
  ],
  [
    "piped",
    { InputDataConfig: [{ ...channel("train", "s3://bucket/code/"), InputMode: "Pipe" as const }] },
    "Use File or FastFile.",
  ],
  ["elsewhere", { CheckpointConfig: { S3Uri: "s3://bucket/c", LocalPath: "/tmp/c" } }, "Use /opt/ml/checkpoints."],
])("fails job %s before it starts, and says why", async (name, more, text) => {
  await open.create(name, ["true"], more);
  const job = await waitFor(open.clients, name, hasEnded);
  expect(job.TrainingJobStatus).toBe("Failed");
  expect(job.FailureReason).toMatch(/^ClientError: /);
  expect(job.FailureReason).toContain(text);
});

it("says that an entry point does not exist", async () => {
  await open.create("absent", ["/opt/ml/absent"]);
  expect((await waitFor(open.clients, "absent", hasEnded)).FailureReason).toMatch(
    /entry point could not be started: .*ENOENT/,
  );
});

it("keeps a failure reason within the service's 1024 characters, exit code included", async () => {
  await open.create("wordy", ["sh", "-c", "head -c 5000 /dev/zero | tr '\\0' e > /opt/ml/output/failure; kill -9 $$"]);
  const { FailureReason = "" } = await waitFor(open.clients, "wordy", hasEnded);
  expect(FailureReason).toHaveLength(1024);
  expect(FailureReason).toMatch(/^AlgorithmError: e+, exit code: 137$/);
});

it("stops a job that has not started yet without running anything", async () => {
  const { yard, clients, create } = await openYard({ timing: { starting: 60_000 } });
  await create("early", ["true"]);
  await clients.sagemaker.send(new StopTrainingJobCommand({ TrainingJobName: "early" }));
  const job = await waitFor(clients, "early", hasEnded);
  expect(job).toMatchObject({ TrainingJobStatus: "Stopped", SecondaryStatus: "Stopped" });
  expect(job.TrainingStartTime).toBeUndefined();
  await yard.close();
});
