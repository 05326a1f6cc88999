import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import type { TrainerSpec } from "@switchyard/core";
import { createYard, type Yard } from "@switchyard/yard";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createSageMaker } from "../index.ts";
import { layout } from "./container.ts";
import { lazyClients } from "../clients.ts";
import { resolveSettings } from "../settings.ts";
import { s3Store } from "../storage.ts";

const run = promisify(execFile);
const store = "s3://bucket/switchyard";

/** Writes down what it was started with, and leaves a model where it was told to. */
const script = `
import json, os, sys
seen = {"argv": sys.argv[1:], "path": sys.path[0], "file": __file__, "name": __name__}
seen["environment"] = {name: os.environ.get(name) for name in ("RANK", "MODE", "SM_MODEL_DIR")}
output = next(text.split("=")[1] for text in sys.argv if text.startswith("--output_dir="))
open(os.path.join(output, "model.safetensors"), "w").write("weights")
open(os.path.join(os.environ["REPORT"]), "w").write(json.dumps(seen))
sys.exit(0 if os.environ["RANK"] != "9" else 3)
`;

const spec: TrainerSpec = {
  name: "tiny",
  source: ".",
  entryPoint: "scripts/train.py",
  args: { num_train_epochs: 3 },
  scriptArgs: { text: "a b; echo $HOME", data: "{input:train}" },
  resources: { accelerator: "L4" },
  environment: { variables: { MODE: "fast" } },
  inputs: { train: "s3://bucket/data/" },
  launch: { kind: "native" },
};

interface Seen {
  readonly argv: readonly string[];
  readonly file: string;
  readonly path: string;
  readonly name: string;
  readonly environment: Readonly<Record<string, string | null>>;
  readonly said: string;
}

describe("a rank that SageMaker's own launcher starts", () => {
  let folder: string;
  let yard: Yard;
  const code = (): string => join(folder, "root/opt/ml/code");

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "switchyard-native-"));
    await run("mkdir", ["-p", join(folder, "source/scripts"), code()]);
    await writeFile(join(folder, "source/scripts/train.py"), script);
    yard = createYard({});
    const { url } = await yard.listen();
    const settings = {
      region: "us-east-1",
      role: "arn:aws:iam::111122223333:role/Training",
      store,
      endpoint: url,
      credentials: { accessKeyId: "test", secretAccessKey: "test" },
    };
    const estimator = createSageMaker(settings).estimator(spec, { folder: join(folder, "source") });
    // The yard runs no images, so that the job fails; its bundle is what matters here.
    await estimator.fit();
    const [upload] = (await estimator.plan()).uploads;
    const resolved = resolveSettings(settings, () => undefined);
    const bucket = s3Store(lazyClients(resolved), () => "us-east-1");
    const archive = join(folder, "source.tar.gz");
    await writeFile(archive, bucket.get(String(upload?.to)));
    await run("tar", ["-xzf", archive, "-C", code()]);
  });
  afterAll(async () => {
    await yard.close();
    await rm(folder, { recursive: true });
  });

  async function startRank(rank: string): Promise<Seen> {
    const report = join(folder, `report-${rank}.json`);
    const environment = {
      PATH: process.env["PATH"],
      RANK: rank,
      LOCAL_RANK: rank,
      WORLD_SIZE: "10",
      REPORT: report,
      SWITCHYARD_CONTAINER_ROOT: join(folder, "root"),
    };
    // What the toolkit adds to the command line reaches nobody.
    const parameters = ["switchyard_native.py", "--mp_parameters", "a=1,b=2"];
    const { stdout } = await run("python3", parameters, { cwd: code(), env: environment });
    return { ...(JSON.parse(await readFile(report, "utf8")) as Seen), said: stdout };
  }

  it("runs the script with the arguments of the launch file, which pass through no shell", async () => {
    const { argv, environment, file, name, path } = await startRank("1");
    const inside = (place: string): string => join(folder, "root", place);
    expect(argv).toEqual([
      `--output_dir=${inside(layout.output)}`,
      "--num_train_epochs=3",
      `--data=${inside("/opt/ml/input/data/train")}`,
      "--text=a b; echo $HOME",
    ]);
    expect(environment).toEqual({ RANK: "1", MODE: "fast", SM_MODEL_DIR: inside("/opt/ml/model") });
    expect([name, file, path]).toEqual(["__main__", join(code(), "scripts/train.py"), join(code(), "scripts")]);
  });

  it("puts the model where SageMaker collects it, when it is the first", async () => {
    await startRank("0");
    expect(await readFile(join(folder, "root/opt/ml/model/model.safetensors"), "utf8")).toBe("weights");
  });

  it("says that a launcher runs, once on each node", async () => {
    expect((await startRank("0")).said).toMatch(/^::switchyard:: .*"event":\s?"hello","version":\s?1,/);
    expect((await startRank("1")).said).toBe("");
  });

  it("ends with the script's own exit code", async () => {
    await expect(startRank("9")).rejects.toMatchObject({ code: 3 });
  });
});
