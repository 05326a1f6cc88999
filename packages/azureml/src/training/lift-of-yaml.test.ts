import { createPlanningPlatform } from "@switchyard/core";
import { memoryHost } from "@switchyard/core/conformance";
import { describe, expect, it } from "vitest";
import { known, resolve } from "../../testing/plan.ts";
import { azuremlTranslator } from "./translator.ts";

const platform = createPlanningPlatform<"azureml">(azuremlTranslator(resolve(known)), memoryHost());

/** YAML as the cli reads it. */
type Read = Readonly<Record<string, unknown>>;

const lifted = async (yaml: Read) => platform.lift(yaml);

const messagesOf = async (yaml: Read) =>
  (await lifted(yaml)).diagnostics.map(({ path, message }) => `${path}: ${message}`).join("\n");

const schema = (name: string): Read => ({
  $schema: `https://azuremlschemas.azureedge.net/latest/${name}.schema.json`,
});

const shell: Read = {
  ...schema("commandJob"),
  type: "command",
  command:
    "pip install -q -r requirements.txt && export NCCL_DEBUG=INFO HF_TOKEN=hf_x && cd src && torchrun --nproc_per_node 4 tune.py --data ${{inputs.words}} --lr ${{inputs.lr}} --local_rank $RANK --out ${{outputs.adapter}} -v > log.txt",
  code: "./job",
  environment: {
    image: "mcr.microsoft.com/azureml/openmpi:latest",
    conda_file: { dependencies: ["python=3.11"] },
    description: "with CUDA",
  },
  environment_variables: { DEBUG: true, LEVEL: 3 },
  inputs: {
    lr: 0.0001,
    unused: { type: "string", value: "nobody" },
    words: { type: "uri_folder", path: "azureml:words@latest", mode: "ro_mount" },
  },
  outputs: { adapter: { type: "uri_folder", mode: "rw_mount" }, metrics: { type: "uri_folder" } },
  compute: "azureml:gpu-cluster",
  resources: { instance_count: 2, instance_type: "Standard_NC8as_T4_v3", shm_size: "8g" },
  services: { shell: { type: "ssh", nodes: "all", ssh_public_keys: "key" } },
  distribution: { type: "pytorch", process_count_per_instance: 4 },
  display_name: "tune / words",
  additional_includes: ["../common"],
};

describe("a command job's YAML", () => {
  it("is lifted with its shell's doings, its machine and its literals", async () => {
    expect((await lifted(shell)).spec).toMatchObject({
      name: "tune-words",
      source: "./job",
      entryPoint: "src/tune.py",
      scriptArgs: { data: "{input:words}", lr: 0.0001, out: "{model}" },
      environment: {
        requirements: "requirements.txt",
        variables: { NCCL_DEBUG: "INFO", DEBUG: "True", LEVEL: "3" },
        secrets: { HF_TOKEN: { env: "HF_TOKEN" } },
      },
      resources: { nodes: 2, accelerator: "T4", acceleratorsPerNode: 1 },
      platforms: { azureml: { resources: { instanceType: "Standard_NC8as_T4_v3", shmSize: "8g" } } },
    });
  });

  it("is answered for every value, in its own words and without its secret", async () => {
    const { spec, diagnostics } = await lifted(shell);
    expect(diagnostics.filter(({ code }) => code === "unaccounted")).toEqual([]);
    expect(JSON.stringify([spec, diagnostics])).not.toContain("hf_x");
    const told = await messagesOf(shell);
    for (const part of [
      "command: `--local_rank $RANK` is left out",
      'command: "-v" follows no --name',
      "command: `> log.txt` is left out",
      "command: `torchrun --nproc_per_node 4` is left out",
      "command: `cd src` is left out",
      'inputs.unused.value: The literal "nobody" stands in no arguments',
      "environment.conda_file: ",
      "outputs.metrics: ",
      "display_name: ",
      "compute: ",
      "additional_includes: ",
    ])
      expect(told).toContain(part);
  });

  it("that starts no script leaves no literal unanswered", async () => {
    const yaml = {
      command: "echo ${{inputs.word}} && ls > out.txt\n",
      inputs: { word: "hello" },
      environment: { image: "python:3.12" },
    };
    const { spec, diagnostics } = await lifted(yaml);
    expect(spec.entryPoint).toBe("train.py");
    expect(diagnostics.map(({ severity, path }) => `${severity} ${path}`)).toEqual(
      expect.arrayContaining(["warning command", "warning inputs.word"]),
    );
  });

  it("of a module runs the module's file", async () => {
    const { spec } = await lifted({ command: "python -m pkg.tune --seed 3", environment: "azureml:e:1" });
    expect(spec).toMatchObject({ entryPoint: "pkg/tune.py", args: { seed: 3 } });
  });
});

describe("what is no command job", () => {
  it.each<[Read, string]>([
    [{ ...schema("commandComponent"), name: "c", type: "command", command: "python a.py" }, "a component"],
    [{ name: "c", type: "command", is_deterministic: true, command: "python a.py" }, "a component"],
    [{ type: "pipeline", jobs: { one: { type: "command" }, two: {} } }, "a pipeline of 2 steps (one, two)"],
    [{ type: "automl", task: "forecasting" }, "a job of the type automl"],
    [{ ...schema("schedule"), name: "s", create_job: "./job.yml" }, "a schedule"],
  ])("is said to be what it is: %j", async (yaml, what) => {
    await expect(lifted(yaml)).rejects.toThrow(what);
  });
});
