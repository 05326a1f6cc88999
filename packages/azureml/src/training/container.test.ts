import { execFileSync } from "node:child_process";
import { describe, expect, it } from "vitest";
import { layout, startCommand, startsLauncher } from "./container.ts";

/** What the launcher finds in its environment when Azure has filled the command in and a shell has run it. */
function environmentOf(command: string, paths: Readonly<Record<string, string>>): Record<string, string> {
  const filled = command.replace(/\$\{\{(.*?)\}\}/g, (_all, name: string) => paths[name] ?? "");
  const shown = filled.replace("python3 switchyard_launcher.py", "env -0");
  const env = { PATH: process.env["PATH"] };
  const lines = execFileSync("/bin/sh", ["-c", shown], { env, encoding: "utf8" }).split("\0").filter(Boolean);
  return Object.fromEntries(lines.map((line) => [line.slice(0, line.indexOf("=")), line.slice(line.indexOf("=") + 1)]));
}

describe("the command", () => {
  it("tells the launcher the paths, whatever is in them", () => {
    const paths = { "inputs.train": "/mnt/a b/x'y", "outputs.model": "/mnt/out" };
    expect(environmentOf(startCommand(["train"], false), paths)).toMatchObject({
      SWITCHYARD_INPUT_train: "/mnt/a b/x'y",
      SWITCHYARD_MODEL: "/mnt/out",
    });
  });

  it("names its variables as the launch file does", () => {
    expect(startCommand(["train"], false)).toContain(
      `${(layout.input("train", "") as { environment: string }).environment}=`,
    );
    expect(startCommand([], false)).toContain(`${(layout.model as { environment: string }).environment}=`);
  });

  it("is known again", () => {
    expect(startsLauncher(startCommand([], false))).toBe(true);
    expect(startsLauncher("python train.py")).toBe(false);
  });
});
