import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { inputOfVariable, inputVariable, layout, literal, plain, startCommand, startsLauncher } from "./container.ts";

const folder = mkdtempSync(join(tmpdir(), "switchyard-vertex-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** What a launcher in the bundle would find, with the container's folder moved below a throw-away one. */
function started(argv: readonly string[]): { readonly argv: string[]; readonly model: string; readonly at: string } {
  const bundle = mkdtempSync(join(folder, "bundle-"));
  const report = `printf '%s\\n' "$PWD" "$SWITCHYARD_MODEL" "$@"`;
  writeFileSync(join(bundle, "switchyard_launcher.py"), report);
  const archive = join(folder, "source it's.tar.gz");
  execFileSync("tar", ["-czf", archive, "-C", bundle, "."]);
  const [shell = "", flag = "", script = "", name = ""] = startCommand;
  const moved = script.replaceAll("/tmp/switchyard", join(folder, "run")).replace("exec python3", "exec sh");
  const lines = execFileSync(shell, [flag, moved, name, archive, ...argv], {
    env: { PATH: process.env["PATH"], AIP_MODEL_DIR: "gs://acme/runs/x/3/model/" },
    encoding: "utf8",
  }).split("\n");
  return { at: lines[0] ?? "", model: lines[1] ?? "", argv: lines.slice(2, -1) };
}

describe("the command", () => {
  it("unpacks the bundle, and hands a trial's values to the launcher whatever is in them", () => {
    const argv = ["--learning_rate=3.2e-05", "--run_name=a b; $HOME's"];
    expect(started(argv)).toEqual({ at: join(folder, "run"), model: "/gcs/acme/runs/x/3/model/", argv });
  });

  it("is known again, and no other", () => {
    expect(startsLauncher(startCommand)).toBe(true);
    expect(startsLauncher(["sh", "-c", "python3 train.py"])).toBe(false);
    expect(startsLauncher([])).toBe(false);
  });

  it("names its variables as the launch file does", () => {
    expect(layout.input("train", "gs://a/b")).toEqual({ environment: inputVariable("train") });
    expect(startCommand[2]).toContain(`export ${(layout.model as { environment: string }).environment}=`);
  });
});

it.each(["a", "a.b", "a-b", "a_b", "a_2eb", "_5f2e", "A.-_b"])(
  "the input %s is read back from its variable",
  (name) => {
    expect(inputVariable(name)).toMatch(/^[A-Za-z_][A-Za-z0-9_]*$/);
    expect(inputOfVariable(inputVariable(name))).toBe(name);
  },
);

it.each(["a", "$(A)", "$$(A)", "$A $ ( )"])("the value %s is read back as it was", (value) => {
  expect(plain(literal(value))).toBe(value);
});

it("counts the nodes of all pools, but not the machines of a TPU slice, which are one replica", () => {
  const spec = { name: "a", source: ".", entryPoint: "train.py" };
  const nodes = (accelerator: "L4" | "TPU-v5e", count: number) =>
    layout.nodes?.(spec, { accelerator, acceleratorsPerNode: 4, nodes: count, spot: false });
  expect([nodes("L4", 1), nodes("L4", 3), nodes("TPU-v5e", 1), nodes("TPU-v5e", 4)]).toEqual([1, 3, 1, undefined]);
});
