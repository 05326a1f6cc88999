import { CreateTrainingJobCommand, DeleteTrainingJobCommand } from "@aws-sdk/client-sagemaker";
import { afterEach, expect, it } from "vitest";

import { createClients, hasEnded, hasSaid, trainingRequest, waitFor } from "../../testing/clients.ts";
import { openYard, patience } from "../../testing/open-yard.ts";
import { archive, ended, openRay, type OpenRay } from "../../testing/ray-client.ts";
import { formatBill, type Yard, type YardBill } from "../index.ts";

let yard: Yard | undefined;

afterEach(() => yard?.close());

const serviceIn = ({ services }: YardBill, name: string) => services.find(({ service }) => service === name);

async function use(): Promise<OpenRay> {
  const ray = await openRay({ stopGrace: 300, faults: { dropAfter: ["PUT /api/packages/{protocol}/{name}"] } });
  yard = ray.yard;
  return ray;
}

it("adds both platforms up: what was made, what ran how long, and what is still there", async () => {
  const ray = await use();
  const clients = createClients(ray.url);
  const two = { ResourceConfig: { InstanceType: "ml.m5.large" as const, InstanceCount: 2, VolumeSizeInGB: 1 } };
  await clients.sagemaker.send(new CreateTrainingJobCommand(trainingRequest("pair", ["sleep", "0.3"], two)));
  await waitFor(clients, "pair", hasEnded);
  await clients.sagemaker.send(new DeleteTrainingJobCommand({ TrainingJobName: "pair" }));
  const bytes = archive("tar.gz", { "a.txt": "a" });
  await expect(ray.call("PUT", "/api/packages/gcs/a.tar.gz", bytes)).rejects.toThrow(/socket hang up|ECONNRESET/);
  await ray.submit("sleep 0.2", { submission_id: "short", runtime_env: { working_dir: "gcs://a.tar.gz" } });
  await ray.reaches("short", ...ended);
  await ray.submit("sleep 60", { submission_id: "short" });
  await ray.submit("sleep 60", { submission_id: "runs" });
  await ray.reaches("runs", "RUNNING");

  const bill = ray.yard.bill();
  expect(bill.jobs).toMatchObject([
    { service: "sagemaker", name: "pair", status: "Completed", running: false, machines: 2, starts: 1 },
    { service: "ray", name: "short", status: "SUCCEEDED", running: false, machines: 1, starts: 1 },
    { service: "ray", name: "runs", status: "RUNNING", running: true },
  ]);
  const [pair, short] = bill.jobs;
  expect(pair?.seconds).toBeGreaterThanOrEqual(0.3);
  expect(pair?.billableSeconds).toBeCloseTo(2 * (pair?.seconds ?? 0), 2);
  expect(short?.billableSeconds).toBeGreaterThanOrEqual(0.2);
  expect(bill.total).toMatchObject({ jobs: 3, running: 1, processes: 1 });
  expect(serviceIn(bill, "sagemaker")).toMatchObject({ created: { jobs: 1 }, left: { "running jobs": 0 }, cut: 0 });
  expect(serviceIn(bill, "s3")).toMatchObject({ created: { objects: 1 }, left: { objects: 1 } });
  expect(serviceIn(bill, "ray")).toMatchObject({
    ...{ refused: 1, cut: 1 },
    created: { jobs: 2, packages: 1 },
    left: { "running jobs": 1, packages: 0 },
  });

  await ray.call("POST", "/api/jobs/runs/stop");
  await ray.reaches("runs", "STOPPED");
  await expect.poll(() => ray.yard.bill().total, patience).toMatchObject({ running: 0, processes: 0 });
  await ray.yard.close();
  expect(ray.yard.bill().total.jobs).toBe(3);
});

it("bills a spot job that was interrupted by its time on machines, at the spot share", async () => {
  const open = await openYard({ stopGrace: 300 });
  yard = open.yard;
  await open.create(
    "spot",
    ["sh", "-c", "ls /opt/ml/checkpoints/x && exit; touch /opt/ml/checkpoints/x; echo ready; sleep 60"],
    {
      EnableManagedSpotTraining: true,
      StoppingCondition: { MaxRuntimeInSeconds: 60, MaxWaitTimeInSeconds: 60 },
      CheckpointConfig: { S3Uri: "s3://bucket/kept" },
    },
  );
  await hasSaid(open.clients, "spot", "ready");
  expect(open.yard.preempt("spot")).toBe(true);
  await waitFor(open.clients, "spot", hasEnded);
  const [job] = open.yard.bill().jobs;
  expect(job).toMatchObject({ status: "Completed", starts: 2 });
  expect(job?.billableSeconds).toBeCloseTo(0.3 * (job?.seconds ?? 0), 2);
});

it("is a table for people", () => {
  const counts = { requests: 12, refused: 1, cut: 0 };
  const jobs = Array.from({ length: 50 }, (_, index) => ({
    ...{ service: "ray" as const, name: `job-${index}`, status: "SUCCEEDED", running: false },
    ...{ machines: 1, starts: 1, seconds: 1.5, billableSeconds: 1.5 },
  }));
  const total = { jobs: 50, running: 0, seconds: 75, billableSeconds: 75, processes: 0 };
  const services = [{ service: "ray" as const, ...counts, created: { jobs: 50 }, left: { packages: 0 } }];
  const lines = formatBill({ services, jobs, total }).split("\n");
  expect(lines.slice(0, 5)).toEqual([
    "service  requests  refused  cut  created  left",
    "ray            12        1    0  50 jobs  -",
    "",
    "service  job     status     machines  starts  seconds  billed",
    "ray      job-10  SUCCEEDED         1       1      1.5     1.5",
  ]);
  expect(lines).toContain("(10 more jobs)");
  expect(lines.at(-2)).toBe(
    "50 jobs, 75.0 s with machines, 75.0 machine seconds billed; still running: 0 jobs, 0 processes.",
  );
});
