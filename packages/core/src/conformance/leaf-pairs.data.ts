import type { SpecPath } from "../contract/coverage.ts";
import type { Pair } from "./platform-under-test.ts";

/**
 * Unlike values for every leaf of the spec; undefined leaves it out. A leaf that is missing does not compile. Overrides
 * have no pairs here: each platform brings its own. Where a secret's value is read is no part of a plan, so that two
 * variables of one's own process are not unlike.
 */
export const leafPairs: { readonly [P in SpecPath]: readonly Pair[] } = {
  name: [
    ["one", "two"],
    ["A-long-name-of-forty-characters-in-all-01", "A-long-name-of-forty-characters-in-all-2"],
  ],
  source: [["./bert", "./roberta"]],
  entryPoint: [["train.py", "other.py"]],
  args: [
    [undefined, { learning_rate: 0.1 }],
    [{ learning_rate: 0.1 }, { learning_rate: 0.2 }],
    [{ seed: 1 }, { data_seed: 1 }],
  ],
  scriptArgs: [
    [undefined, { corpus: "imdb" }],
    [{ corpus: "imdb" }, { corpus: "c4" }],
    [{ corpus: "imdb" }, { dataset: "imdb" }],
    [{ layers: [1, 2] }, { layers: [2, 1] }],
    [{ head: { a: { b: 1 } } }, { head: { a: { b: 2 } } }],
    [{ quick: true }, { quick: false }],
  ],
  "resources.accelerator": [
    ["T4", "A100-80GB"],
    ["cpu", "T4"],
    ["T4", "L4"],
    ["H100", "H200"],
  ],
  "resources.acceleratorsPerNode": [
    [1, 4],
    [4, 8],
    [1, 2],
  ],
  "resources.nodes": [
    [1, 2],
    [2, 3],
    [3, 16],
  ],
  "resources.spot": [
    [false, true],
    [undefined, true],
  ],
  "resources.maxRuntime": [
    ["1h", "2h"],
    ["1h", "1h1s"],
    [undefined, "90m"],
  ],
  "resources.disk": [
    ["200GB", "300GB"],
    ["200GB", "201GB"],
    [undefined, "1TB"],
  ],
  "environment.transformers": [
    ["5", "4"],
    ["5.3", "4.56"],
  ],
  "environment.python": [
    ["3.12", "3.13"],
    ["3.11", "3.12"],
  ],
  "environment.image": [
    ["registry.example.com/trainer:1", "registry.example.com/trainer:2"],
    [undefined, "registry.example.com/trainer:1"],
  ],
  "environment.requirements": [
    ["requirements.txt", "more.txt"],
    [undefined, "requirements.txt"],
  ],
  "environment.variables": [
    [{ A: "1" }, { A: "2" }],
    [{ A: "1" }, { B: "1" }],
    [{ A: "1" }, { A: "1", B: "1" }],
  ],
  "environment.secrets": [
    [undefined, { A: { env: "A" } }],
    [{ A: { env: "A" } }, { B: { env: "B" } }],
    [{ A: { env: "A" } }, { A: { env: "A" }, B: { env: "B" } }],
    [{ A: { native: "store/one" } }, { A: { native: "store/two" } }],
  ],
  inputs: [
    [{ a: "s3://bucket/x/" }, { a: "s3://bucket/y/" }],
    [{ a: "s3://bucket/x/" }, { b: "s3://bucket/x/" }],
    [{ a: "s3://bucket/x/" }, { a: "s3://bucket/x/", b: "s3://bucket/y/" }],
  ],
  "outputs.store": [
    ["s3://bucket/x", "s3://bucket/y"],
    [undefined, "s3://bucket/x"],
  ],
  "outputs.hub": [
    [undefined, "acme/bert"],
    ["acme/bert", "acme/roberta"],
  ],
  "outputs.checkpoints": [
    ["s3://bucket/x", "s3://bucket/y"],
    [undefined, "s3://bucket/x"],
    ["gs://bucket/x", "gs://bucket/y"],
    [undefined, "hf://acme/checkpoints"],
  ],
  "launch.kind": [
    ["spawn", "torchrun"],
    ["spawn", "accelerate"],
    ["spawn", "deepspeed"],
    ["spawn", "native"],
  ],
  "launch.arguments": [
    ["argv", "json"],
    [undefined, "json"],
  ],
  "launch.resume": [
    [undefined, "none"],
    ["auto", "none"],
  ],
  platforms: [],
};
