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
  writeFileSync(join(folder, "yard.json"), JSON.stringify({ pid: 1, start: "of a yard that was killed" }));
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

it("refuses a folder with files that no yard made, and touches none of them", () => {
  for (const name of ["bin", "notes.txt"]) writeFileSync(join(folder, name), "mine");
  writeFileSync(join(folder, "yard.json"), "{}");
  expect(() => createYard({ folder })).toThrow("holds files that no yard made");
  expect(readdirSync(folder).sort()).toEqual(["bin", "notes.txt", "yard.json"]);
});

it("takes a folder that an earlier yard has left", async () => {
  await createYard({ folder }).close();
  await createYard({ folder }).close();
  expect(existsSync(join(folder, "yard.json"))).toBe(true);
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

it("tidies up after yards on temporary folders that were killed", async () => {
  const abandoned = mkdtempSync(join(tmpdir(), "switchyard-yard-"));
  const { pid, root } = leftBehind();
  new ProcessLedger(join(abandoned, "processes")).add({ pid, root, job: "job", host: "algo-1" });
  writeFileSync(join(abandoned, "yard.json"), JSON.stringify({ pid: process.pid, start: "another life" }));
  await createYard().close();
  await expect.poll(() => isAlive(pid)).toBe(false);
  expect(existsSync(abandoned)).toBe(false);
});

it("takes its jobs along when the process ends without closing it", () => {
  const script = join(folder, "unclosed.mts");
  writeFileSync(
    script,
    `import { createYard } from ${JSON.stringify(new URL("./index.ts", import.meta.url).pathname)};
     const yard = createYard({ folder: ${JSON.stringify(join(folder, "own"))}, timing: { starting: 0 } });
     const body = ${JSON.stringify(JSON.stringify(trainingRequest("left", ["sh", "-c", "echo $$ > /opt/ml/checkpoints/pid; exec sleep 60"])))};
     await yard.fetch(new Request("http://yard/", { method: "POST", headers: { "x-amz-target": "SageMaker.CreateTrainingJob" }, body }));
     const { readdirSync } = await import("node:fs");
     while (readdirSync(yard.folder + "/processes").length === 0) await new Promise((resolve) => setTimeout(resolve, 10));
     console.log(readdirSync(yard.folder + "/processes")[0].split(".")[0]);
     process.exit();`,
  );
  const { stdout, stderr } = spawnSync(
    process.execPath,
    ["--import", "tsx", "--conditions=@switchyard/source", script],
    { encoding: "utf8" },
  );
  expect(stdout, stderr).toMatch(/^\d+\n$/);
  expect(isAlive(Number(stdout))).toBe(false);
});
