import { execFileSync } from "node:child_process";

import { PutObjectCommand } from "@aws-sdk/client-s3";
import { afterAll, beforeAll, expect, it } from "vitest";

import { hasEnded, readLogs, waitFor } from "../testing/clients.ts";
import { channel, openYard, type OpenYard } from "../testing/open-yard.ts";

let open: OpenYard;

beforeAll(async () => {
  open = await openYard({ stopGrace: 300 });
});

afterAll(() => open.yard.close());

it("runs a job from its channels to its model", async () => {
  await open.clients.s3.send(new PutObjectCommand({ Bucket: "bucket", Key: "data/a/one.txt", Body: "eins" }));
  await open.clients.s3.send(new PutObjectCommand({ Bucket: "bucket", Key: "code/train.py", Body: trainPy }));
  await open.create("whole", ["python3", "/opt/ml/input/data/code/train.py", "--out=/opt/ml/model", "a b;c $HOME"], {
    HyperParameters: { rate: "5e-5" },
    Environment: { CACHE: "/opt/ml/input/data:x", TOKEN: "secret" },
    InputDataConfig: [channel("train", "s3://bucket/data"), channel("code", "s3://bucket/code/train.py")],
  });
  const job = await waitFor(open.clients, "whole", hasEnded);
  const seen = JSON.parse((await readLogs(open.clients, "whole"))["algo-1"]?.[0] ?? "{}") as Record<string, unknown>;

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
    execFileSync("tar", ["-tzf", "-"], {
      input: await open.objectBytes("out/whole/output/model.tar.gz"),
      encoding: "utf8",
    }),
  ).toBe("weights.bin\n");
  expect(
    execFileSync("tar", ["-tzf", "-"], {
      input: await open.objectBytes("out/whole/output/output.tar.gz"),
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
  await open.create("pair", ["sh", "-c", script], {
    ResourceConfig: { InstanceType: "ml.m5.large", InstanceCount: 2, VolumeSizeInGB: 1 },
  });
  const job = await waitFor(open.clients, "pair", hasEnded);
  const lines = await readLogs(open.clients, "pair");
  const first = JSON.parse(lines["algo-1"]?.[0] ?? "{}") as { port: number };
  expect(job.TrainingJobStatus).toBe("Completed");
  expect(first).toEqual({ nodes: 2, rank: 0, address: "127.0.0.1", port: first.port });
  expect(JSON.parse(lines["algo-2"]?.[0] ?? "{}")).toEqual({ ...first, rank: 1 });
  expect([lines["algo-1"]?.[1], lines["algo-2"]?.[1]]).toEqual(["algo-1", "algo-2"]);
  const names = execFileSync("tar", ["-tzf", "-"], {
    input: await open.objectBytes("out/pair/output/model.tar.gz"),
    encoding: "utf8",
  });
  expect(names.trim().split("\n").sort()).toEqual(["algo-1", "algo-2"]);
});

it("restores checkpoints of the run before, and keeps those of this one however it ends", async () => {
  const CheckpointConfig = { S3Uri: "s3://bucket/checkpoints/run" };
  const script = "ls /opt/ml/checkpoints; echo > /opt/ml/checkpoints/step-$(ls /opt/ml/checkpoints | wc -l); exit 1";
  for (const name of ["first-run", "second-run"]) {
    await open.create(name, ["sh", "-c", script], { CheckpointConfig });
    expect((await waitFor(open.clients, name, hasEnded)).TrainingJobStatus).toBe("Failed");
  }
  expect(await readLogs(open.clients, "second-run")).toEqual({ "algo-1": ["step-0"] });
  expect((await open.objectBytes("checkpoints/run/step-1")).toString()).toBe("\n");
});

it("puts files side by side where no compression is wanted", async () => {
  const OutputDataConfig = { S3OutputPath: "s3://bucket/plain/", CompressionType: "NONE" as const };
  await open.create("loose", ["sh", "-c", "mkdir /opt/ml/model/a; echo weights > /opt/ml/model/a/b"], {
    OutputDataConfig,
  });
  const job = await waitFor(open.clients, "loose", hasEnded);
  expect(job.ModelArtifacts?.S3ModelArtifacts).toBe("s3://bucket/plain/loose/output/model/");
  expect((await open.objectBytes("plain/loose/output/model/a/b")).toString()).toBe("weights\n");
});
