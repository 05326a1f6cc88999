import { spawn } from "node:child_process";
import { once } from "node:events";
import { cp, readdir } from "node:fs/promises";

import type { ObjectStore } from "../s3/object-store.ts";
import type { TrainingJob } from "../sagemaker/training-job.ts";
import { JobFailure } from "./job-failure.ts";
import { checkpointFolder, type Sandbox } from "./sandbox.ts";
import { putStream, upload } from "./transfer.ts";

/** Puts what the job made into S3: the model, and `output/data` where something is in it. */
export async function uploadArtifacts(
  store: ObjectStore,
  job: TrainingJob,
  sandboxes: readonly Sandbox[],
): Promise<void> {
  const plain = job.request.OutputDataConfig.CompressionType === "NONE";
  const model = await gather(sandboxes, "model");
  if (plain) await upload(store, model, job.outputAddress("model"));
  else await pack(store, model, job.outputAddress("model.tar.gz"));

  const output = await gather(sandboxes, "output/data");
  if ((await readdir(output)).length === 0) return;
  if (plain) await upload(store, output, job.outputAddress("output"));
  else await pack(store, output, job.outputAddress("output.tar.gz"));
}

/** Puts the checkpoints of every instance where `CheckpointConfig` wants them, however the job ended. */
export async function uploadCheckpoints(
  store: ObjectStore,
  job: TrainingJob,
  sandboxes: readonly Sandbox[],
): Promise<void> {
  const uri = job.request.CheckpointConfig?.S3Uri;
  const match = /^s3:\/\/([^/]+)\/?(.*)$/.exec(uri ?? "");
  if (match === null) return;
  for (const { root } of sandboxes)
    await upload(store, checkpointFolder(job, root), { bucket: match[1] ?? "", key: match[2] ?? "" });
}

/** One folder with the files of every instance; where two have the same file, the first instance's stays. */
async function gather(sandboxes: readonly Sandbox[], name: string): Promise<string> {
  const [first, ...others] = sandboxes.map((sandbox) => sandbox.path(name));
  if (first === undefined) throw new Error("A job has at least one instance.");
  for (const other of others) await cp(other, first, { recursive: true, force: false });
  return first;
}

/** Streams a tar.gz of a folder's content, with names from its root, into S3. */
async function pack(
  store: ObjectStore,
  folder: string,
  { bucket, key }: { bucket: string; key: string },
): Promise<void> {
  const names = await readdir(folder);
  const content = names.length === 0 ? ["--files-from", "/dev/null"] : ["--", ...names];
  const tar = spawn("tar", ["-C", folder, "-czf", "-", ...content], { stdio: ["ignore", "pipe", "pipe"] });
  const closed = once(tar, "close");
  const said: Buffer[] = [];
  tar.stderr.on("data", (chunk: Buffer) => said.push(chunk));
  await putStream(store, bucket, key, tar.stdout);
  const [code] = (await closed) as [number | null];
  if (code !== 0) throw new JobFailure(`ClientError: Artifact upload failed: ${Buffer.concat(said).toString().trim()}`);
}
