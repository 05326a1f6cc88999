import { describe, expect, it } from "vitest";
import type { Diagnostic } from "../contract/diagnostic.ts";
import type { TrainerSpec } from "../contract/spec.ts";
import { swallowedLeaves } from "./accounting.ts";

const spec: TrainerSpec = {
  name: "bert",
  source: ".",
  entryPoint: "src/run.py",
  args: { learning_rate: 1e-5 },
  scriptArgs: { model: "distilbert" },
  resources: { nodes: 2, maxRuntime: "1h30m" },
  inputs: { train: "s3://bucket/train" },
};

const told = (path: string, code = "not-lifted", message = "No."): Diagnostic => ({
  severity: "warning",
  code,
  path,
  message,
});

const swallowed = (native: unknown, diagnostics: readonly Diagnostic[] = [], translated?: unknown) =>
  swallowedLeaves(native, { spec, diagnostics }, translated).map(({ pointer }) => pointer);

describe("a value of a native document", () => {
  it.each<[string, unknown]>([
    ["text of the spec", { Channels: [{ Uri: "s3://bucket/train" }] }],
    ["the name of something in the spec", { ChannelName: "train", HyperParameters: { model: '"distilbert"' } }],
    ["a number under the same name, however it is written", { learning_rate: "1e-05", NODES: "2" }],
    ["a duration under the same name", { max_runtime: 5400, MaxRuntime: "PT1H30M" }],
    ["nothing", { a: null, b: {}, c: [] }],
  ])("is lifted when it is %s", (_what, native) => expect(swallowed(native)).toEqual([]));

  it.each<[string, unknown, string]>([
    ["text that the spec does not say", { Role: "arn:aws:iam::1:role/x" }, "/Role"],
    ["a number that stands in the spec under another name", { Retries: 2 }, "/Retries"],
    ["false, which says something", { Encrypt: false }, "/Encrypt"],
    ["empty text, which says something", { Key: "" }, "/Key"],
    ["a value deep in lists", { a: [{ b: [{ "c/d": "elsewhere" }] }] }, "/a/0/b/0/c~1d"],
    ["a date", { at: new Date(0) }, "/at"],
  ])("is swallowed when it is %s", (_what, native, pointer) => expect(swallowed(native)).toEqual([pointer]));

  it("is lifted when a plan of the spec says it at such a name again", () => {
    expect(swallowed({ resources: { instance_count: 4 } }, [], { ResourceConfig: { InstanceCount: 4 } })).toEqual([]);
    expect(swallowed({ resources: { instance_count: 4 } }, [], { ResourceConfig: { InstanceCount: 3 } })).not.toEqual(
      [],
    );
  });

  it("of a request of a plan is one of its body", () => {
    expect(swallowed({ step: "job", service: "x", body: { Odd: "elsewhere" } })).toEqual(["/Odd"]);
  });
});

describe("a diagnostic", () => {
  const native = { a: { b: "elsewhere", "c.d": "beside" }, list: [{ name: "X", value: "within" }] };

  it.each([
    ["a.b", ["/a/c.d", "/list/0/name", "/list/0/value"]],
    ["/a/b", ["/a/c.d", "/list/0/name", "/list/0/value"]],
    ["a", ["/list/0/name", "/list/0/value"]],
    ["a.c.d", ["/a/b", "/list/0/name", "/list/0/value"]],
    ["list[0].value", ["/a/b", "/a/c.d", "/list/0/name"]],
    ["list.X", ["/a/b", "/a/c.d"]],
    ["", ["/a/b", "/a/c.d", "/list/0/name", "/list/0/value"]],
    ["nowhere.b", ["/a/b", "/a/c.d", "/list/0/name", "/list/0/value"]],
  ])("at %j answers for what lies below, and for the whole document never", (path, left) => {
    expect(swallowed(native, [told(path)])).toEqual(left);
  });

  it("that something was kept answers only for what was", () => {
    const platforms = { x: { a: { b: "elsewhere" } } } as unknown as NonNullable<TrainerSpec["platforms"]>;
    const lifted = { spec: { ...spec, platforms }, diagnostics: [told("a", "kept-native")] };
    expect(swallowedLeaves(native, lifted).map(({ pointer }) => pointer)).toContain("/a/c.d");
  });

  it("of a code of its own answers for no more than the value at its path", () => {
    expect(swallowed(native, [told("a", "not-said"), told("a.b", "not-said")])).not.toContain("/a/b");
    expect(swallowed(native, [told("a", "not-said")])).toContain("/a/b");
  });
});

describe("a command line", () => {
  const native = {
    command: "pip install peft && python src/run.py --model distilbert --learning_rate 0.00001 --odd $X",
  };

  it("is answered word by word: a diagnostic that names one says nothing of the others", () => {
    expect(swallowed(native)).toEqual(["/command"]);
    expect(swallowed(native, [told("command", "not-lifted", "`--odd $X` is left out.")])).toEqual(["/command"]);
    const both = [
      told("command", "not-lifted", "`--odd $X` is left out."),
      told("command", "not-lifted", "No `peft`."),
    ];
    expect(swallowed(native, both)).toEqual([]);
  });

  it("that starts no script which the spec names is answered as a whole", () => {
    expect(swallowed({ command: "mvn package && java -jar a.jar" }, [told("command")])).toEqual([]);
  });
});
