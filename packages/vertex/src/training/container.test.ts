import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { clusterProgram, clusterProgramText } from "./cluster-program.ts";
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
  const [shell = "", flag = "", script = "", name = ""] = startCommand(1);
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
    expect(startsLauncher(startCommand(1))).toBe(true);
    expect(startsLauncher(startCommand(2))).toBe(true);
    expect(startsLauncher(["sh", "-c", "python3 train.py"])).toBe(false);
    expect(startsLauncher([])).toBe(false);
  });

  it("names its variables as the launch file does", () => {
    expect(layout.input("train", "gs://a/b")).toEqual({ environment: inputVariable("train") });
    expect(startCommand(1)[2]).toContain(`export ${(layout.model as { environment: string }).environment}=`);
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

const hasPython = spawnSync("python3", ["--version"]).status === 0;

/** What the launcher finds when the cluster program has become it. */
function topologyOf(clusterSpec: object | undefined): {
  readonly status: number | null;
  readonly out: string;
  readonly err: string;
} {
  writeFileSync(join(folder, clusterProgram), clusterProgramText);
  writeFileSync(
    join(folder, "switchyard_launcher.py"),
    `import json, os, sys
names = ("SWITCHYARD_TOPOLOGY", "RANK", "WORLD_SIZE", "MASTER_ADDR", "MASTER_PORT")
print(json.dumps({"argv": sys.argv[1:], **{name: os.environ.get(name) for name in names}}))
`,
  );
  const { status, stdout, stderr } = spawnSync("python3", [clusterProgram, "--lr=1"], {
    cwd: folder,
    encoding: "utf8",
    env: {
      PATH: process.env["PATH"],
      ...{ RANK: "1", WORLD_SIZE: "3", MASTER_ADDR: "elsewhere", MASTER_PORT: "1" },
      ...(clusterSpec === undefined ? {} : { CLUSTER_SPEC: JSON.stringify(clusterSpec) }),
    },
  });
  return { status, out: stdout, err: stderr };
}

const cluster = {
  workerpool0: ["train-workerpool0-0:2222"],
  workerpool1: ["train-workerpool1-0:2222", "train-workerpool1-1:2222"],
  workerpool2: ["reducer-0:2222"],
};

describe.skipIf(!hasPython)("the program of several nodes", () => {
  it.each([
    ["workerpool0", 0, 0],
    ["chief", 0, 0],
    ["workerpool1", 0, 1],
    ["workerpool1", 1, 2],
  ])("as %s %i is node %i, and takes Google's own ranks away", (type, index, rank) => {
    const { out } = topologyOf({ cluster, task: { type, index, trial: "" } });
    const { SWITCHYARD_TOPOLOGY, argv, ...google } = JSON.parse(out) as Record<string, unknown>;
    expect(JSON.parse(String(SWITCHYARD_TOPOLOGY))).toEqual({
      nodes: 3,
      rank,
      address: "train-workerpool0-0",
      port: 2222,
    });
    expect(argv).toEqual(["--lr=1"]);
    expect(google).toEqual({ RANK: null, WORLD_SIZE: null, MASTER_ADDR: null, MASTER_PORT: null });
  });

  it("ends with a sentence where Google says nothing of the nodes", () => {
    const { status, err } = topologyOf(undefined);
    expect(status).toBe(1);
    expect(err).toContain("CLUSTER_SPEC is not set");
  });
});
