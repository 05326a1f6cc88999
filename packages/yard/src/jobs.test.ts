import { execFileSync, spawnSync } from "node:child_process";

import { GetObjectCommand, PutObjectCommand } from "@aws-sdk/client-s3";
import { CreateTrainingJobCommand, StopTrainingJobCommand } from "@aws-sdk/client-sagemaker";
import { afterAll, beforeAll, expect, it } from "vitest";

import { createYard, type Yard } from "./index.ts";
import { type Clients, createClients, hasEnded, readLogs, trainingRequest, waitFor } from "../testing/clients.ts";

/** How long a started interpreter may take to say something on a busy machine. */
const patience = { timeout: 10_000, interval: 20 };

let yard: Yard;
let clients: Clients;

beforeAll(async () => {
  yard = createYard({ stopGrace: 300 });
  clients = createClients((await yard.listen()).url);
});

afterAll(() => yard.close());

const create = (...input: Parameters<typeof trainingRequest>) =>
  clients.sagemaker.send(new CreateTrainingJobCommand(trainingRequest(...input)));

const channel = (ChannelName: string, S3Uri: string) => ({
  ChannelName,
  DataSource: { S3DataSource: { S3DataType: "S3Prefix" as const, S3Uri } },
});

/** Creates a job whose container runs a Python file from its `code` channel. */
async function createPython(name: string, code: string) {
  await clients.s3.send(new PutObjectCommand({ Bucket: "bucket", Key: `code/${name}.py`, Body: code }));
  return create(name, ["python3", `/opt/ml/input/data/code/${name}.py`], {
    InputDataConfig: [channel("code", `s3://bucket/code/${name}.py`)],
  });
}

async function objectBytes(key: string): Promise<Buffer> {
  const { Body } = await clients.s3.send(new GetObjectCommand({ Bucket: "bucket", Key: key }));
  return Buffer.from((await Body?.transformToByteArray()) ?? []);
}

it("runs a job from its channels to its model", async () => {
  await clients.s3.send(new PutObjectCommand({ Bucket: "bucket", Key: "data/a/one.txt", Body: "eins" }));
  await clients.s3.send(new PutObjectCommand({ Bucket: "bucket", Key: "code/train.py", Body: trainPy }));
  await create("whole", ["python3", "/opt/ml/input/data/code/train.py", "--out=/opt/ml/model", "a b;c $HOME"], {
    HyperParameters: { rate: "5e-5" },
    Environment: { CACHE: "/opt/ml/input/data:x", TOKEN: "secret" },
    InputDataConfig: [channel("train", "s3://bucket/data"), channel("code", "s3://bucket/code/train.py")],
  });
  const job = await waitFor(clients, "whole", hasEnded);
  const seen = JSON.parse((await readLogs(clients, "whole"))["algo-1"]?.[0] ?? "{}") as Record<string, unknown>;

  expect(job.FailureReason).toBeUndefined();
  expect(job).toMatchObject({
    TrainingJobStatus: "Completed",
    SecondaryStatus: "Completed",
    Environment: { TOKEN: "secret" },
  });
  expect(job.SecondaryStatusTransitions?.map(({ Status }) => Status)).toEqual([
    "Starting",
    "Downloading",
    "Training",
    "Uploading",
    "Completed",
  ]);
  expect(job.BillableTimeInSeconds).toBeGreaterThan(0);
  expect(job.ModelArtifacts?.S3ModelArtifacts).toBe("s3://bucket/out/whole/output/model.tar.gz");
  expect(seen).toMatchObject({
    arguments: ["--out=ROOT/opt/ml/model", "a b;c $HOME"],
    train: "eins",
    rate: "5e-5",
    cache: "ROOT/opt/ml/input/data:x",
    hosts: ["algo-1"],
  });
  expect(seen["names"]).toEqual(
    expect.arrayContaining([
      "AWS_REGION",
      "CACHE",
      "HOME",
      "LANG",
      "PATH",
      "SWITCHYARD_CONTAINER_ROOT",
      "TMPDIR",
      "TRAINING_JOB_ARN",
      "TRAINING_JOB_NAME",
    ]),
  );
  expect(seen["names"]).not.toContain("VITEST");
  expect(
    execFileSync("tar", ["-tzf", "-"], { input: await objectBytes("out/whole/output/model.tar.gz"), encoding: "utf8" }),
  ).toBe("weights.bin\n");
  expect(
    execFileSync("tar", ["-tzf", "-"], {
      input: await objectBytes("out/whole/output/output.tar.gz"),
      encoding: "utf8",
    }),
  ).toBe("eval.txt\n");
});

const trainPy = `
import json, os, sys, pathlib
root = os.environ["SWITCHYARD_CONTAINER_ROOT"]
ml = pathlib.Path(root, "opt/ml")
read = lambda name: json.loads((ml / "input/config" / name).read_text())
short = lambda text: text.replace(root, "ROOT")
(ml / "model/weights.bin").write_bytes(b"w")
(ml / "output/data/eval.txt").write_text("e")
print(json.dumps({
  "arguments": [short(a) for a in sys.argv[1:]],
  "train": (ml / "input/data/train/a/one.txt").read_text(),
  "rate": read("hyperparameters.json")["rate"],
  "cache": short(os.environ["CACHE"]),
  "hosts": read("resourceconfig.json")["hosts"],
  "names": sorted(os.environ),
}))
`;

it("gives every instance its own process, rank and log stream", async () => {
  const script =
    'echo "$SWITCHYARD_TOPOLOGY"; sed "s/.*current_host\\":\\"\\([^\\"]*\\).*/\\1/" /opt/ml/input/config/resourceconfig.json; echo $0 > /opt/ml/model/$(basename $PWD)';
  await create("pair", ["sh", "-c", script], {
    ResourceConfig: { InstanceType: "ml.m5.large", InstanceCount: 2, VolumeSizeInGB: 1 },
  });
  const job = await waitFor(clients, "pair", hasEnded);
  const lines = await readLogs(clients, "pair");
  const first = JSON.parse(lines["algo-1"]?.[0] ?? "{}") as { port: number };
  expect(job.TrainingJobStatus).toBe("Completed");
  expect(first).toEqual({ nodes: 2, rank: 0, address: "127.0.0.1", port: first.port });
  expect(JSON.parse(lines["algo-2"]?.[0] ?? "{}")).toEqual({ ...first, rank: 1 });
  expect([lines["algo-1"]?.[1], lines["algo-2"]?.[1]]).toEqual(["algo-1", "algo-2"]);
  const names = execFileSync("tar", ["-tzf", "-"], {
    input: await objectBytes("out/pair/output/model.tar.gz"),
    encoding: "utf8",
  });
  expect(names.trim().split("\n").sort()).toEqual(["algo-1", "algo-2"]);
});

it("says why a job failed, and stops the other instances", async () => {
  const script =
    'case $PWD in *algo-1) exec sleep 60;; esac; printf "Traceback: no data" > /opt/ml/output/failure; exit 3';
  await create("failing", ["sh", "-c", script], {
    ResourceConfig: { InstanceType: "ml.m5.large", InstanceCount: 2, VolumeSizeInGB: 1 },
  });
  const job = await waitFor(clients, "failing", hasEnded);
  expect(job.TrainingJobStatus).toBe("Failed");
  expect(job.FailureReason).toBe("AlgorithmError: Traceback: no data, exit code: 3");
});

it("fails a job that names only an image, and says what to give", async () => {
  await create("image", ["sh"], { AlgorithmSpecification: { TrainingImage: "image:1", TrainingInputMode: "File" } });
  const job = await waitFor(clients, "image", hasEnded);
  expect(job.TrainingJobStatus).toBe("Failed");
  expect(job.FailureReason).toContain("Give AlgorithmSpecification.ContainerEntrypoint");
});

it("lets the main process end by itself after SIGTERM, and keeps its model", async () => {
  await createPython("polite", politePy);
  await expect
    .poll(() => readLogs(clients, "polite").catch(() => ({})), patience)
    .toMatchObject({ "algo-1": ["ready"] });
  await clients.sagemaker.send(new StopTrainingJobCommand({ TrainingJobName: "polite" }));
  const job = await waitFor(clients, "polite", hasEnded);
  expect(job).toMatchObject({ TrainingJobStatus: "Stopped", SecondaryStatus: "Stopped" });
  expect(job.FailureReason).toBeUndefined();
  expect((await readLogs(clients, "polite"))["algo-1"]).toEqual(["ready", "saved"]);
  expect(
    execFileSync("tar", ["-tzf", "-"], {
      input: await objectBytes("out/polite/output/model.tar.gz"),
      encoding: "utf8",
    }),
  ).toBe("last\n");
});

const politePy = `
import os, signal, sys, time
def end(*_):
    open(os.environ["SWITCHYARD_CONTAINER_ROOT"] + "/opt/ml/model/last", "w").close()
    print("saved", flush=True)
    sys.exit(75)
signal.signal(signal.SIGTERM, end)
print("ready", flush=True)
time.sleep(60)
`;

it("kills what ignores SIGTERM when the grace is over, even in a session of its own", async () => {
  await createPython("stubborn", stubbornPy);
  await expect
    .poll(() => readLogs(clients, "stubborn").catch(() => ({})), patience)
    .toMatchObject({ "algo-1": [expect.stringMatching(/^\d+$/)] });
  const child = Number((await readLogs(clients, "stubborn"))["algo-1"]?.[0]);
  await clients.sagemaker.send(new StopTrainingJobCommand({ TrainingJobName: "stubborn" }));
  await waitFor(clients, "stubborn", ({ TrainingJobStatus }) => TrainingJobStatus === "Stopping");
  expect((await waitFor(clients, "stubborn", hasEnded)).TrainingJobStatus).toBe("Stopped");
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
  await create("long", ["sleep", "60"], { StoppingCondition: { MaxRuntimeInSeconds: 1 } });
  expect(await waitFor(clients, "long", hasEnded)).toMatchObject({
    TrainingJobStatus: "Stopped",
    SecondaryStatus: "MaxRuntimeExceeded",
  });
});
