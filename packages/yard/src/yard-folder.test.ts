import { spawn, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { CreateTrainingJobCommand } from "@aws-sdk/client-sagemaker";
import { afterEach, beforeEach, expect, it } from "vitest";

import { createClients, trainingRequest, waitFor } from "../testing/clients.ts";
import { ProcessLedger } from "./container/process-ledger.ts";
import { createYard } from "./index.ts";

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "yard-test-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Starts what a killed yard would have left: a container's main process, in a session of its own. */
function leftBehind(): { pid: number; root: string } {
  const root = join(folder, "jobs/1/algo-1");
  const child = spawn("sleep", ["60"], {
    detached: true,
    stdio: "ignore",
    env: { PATH: process.env["PATH"] ?? "", SWITCHYARD_CONTAINER_ROOT: root },
  });
  child.unref();
  return { pid: child.pid ?? 0, root };
}

function isAlive(pid: number): boolean {
  const { stdout } = spawnSync("ps", ["-o", "stat=", "-p", String(pid)], { encoding: "utf8" });
  return stdout.trim() !== "" && !stdout.startsWith("Z");
}

it("ends the processes that a killed yard left in its folder", async () => {
  const { pid, root } = leftBehind();
  new ProcessLedger(join(folder, "processes")).add({ pid, root, job: "job", host: "algo-1" });
  expect(isAlive(pid)).toBe(true);
  const yard = createYard({ folder });
  await expect.poll(() => isAlive(pid)).toBe(false);
  expect(readdirSync(join(folder, "processes"))).toEqual([]);
  await yard.close();
});

it("leaves a process alone that only has the same id", async () => {
  const { pid } = leftBehind();
  const ledger = new ProcessLedger(join(folder, "processes"));
  ledger.add({ pid, root: "/another/root", job: "job", host: "algo-1" });
  writeFileSync(join(folder, "processes", `${pid}.json`), JSON.stringify({ pid, start: "1", root: "/another/root" }));
  await createYard({ folder }).close();
  expect(isAlive(pid)).toBe(true);
  process.kill(pid, "SIGKILL");
});

it("refuses a folder that another yard holds", async () => {
  const yard = createYard({ folder });
  expect(() => createYard({ folder })).toThrow(`belongs to the yard of process ${process.pid}`);
  await yard.close();
  await createYard({ folder }).close();
});

it("ends what runs when it is closed, and removes a temporary folder", async () => {
  const yard = createYard();
  const clients = createClients((await yard.listen()).url);
  await clients.sagemaker.send(
    new CreateTrainingJobCommand(trainingRequest("open", ["sh", "-c", "trap '' TERM; sleep 60; sleep 60"])),
  );
  await waitFor(clients, "open", ({ SecondaryStatus }) => SecondaryStatus === "Training");
  const pids = readdirSync(join(yard.folder, "processes")).map((name) => Number.parseInt(name, 10));
  expect(pids.map(isAlive)).toEqual([true]);
  await yard.close();
  expect(pids.map(isAlive)).toEqual([false]);
  expect(existsSync(yard.folder)).toBe(false);
});
