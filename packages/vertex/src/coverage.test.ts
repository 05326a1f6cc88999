import type { ResolvedResources, SpecPath, TrainerSpec } from "@switchyard/core";
import { expect, it } from "vitest";
import { bundle, inputOf, known, resolve } from "../testing/plan.ts";
import { coverage } from "./coverage.ts";
import { rules } from "./training/rules.ts";
import { translate } from "./training/translate.ts";

type Change = Partial<TrainerSpec> & { readonly resolved?: Partial<ResolvedResources> };

/** Two unlike values for every leaf that this package answers for. */
const pairs: { readonly [P in SpecPath]?: readonly [Change, Change] } = {
  name: [{ name: "one" }, { name: "two" }],
  "resources.accelerator": [{ resolved: { accelerator: "T4" } }, { resolved: { accelerator: "L4" } }],
  "resources.acceleratorsPerNode": [{ resolved: { acceleratorsPerNode: 2 } }, { resolved: { acceleratorsPerNode: 9 } }],
  "resources.nodes": [{ resolved: { nodes: 1 } }, { resolved: { nodes: 2 } }],
  "resources.spot": [{ resolved: { spot: false } }, { resolved: { spot: true } }],
  "resources.maxRuntime": [{ resolved: { maxRuntimeSeconds: 60 } }, { resolved: { maxRuntimeSeconds: 61 } }],
  "resources.disk": [{ resolved: { diskGigabytes: 150 } }, { resolved: { diskGigabytes: 151 } }],
  "environment.transformers": [{ environment: { transformers: "4.48" } }, { environment: { transformers: "4.57" } }],
  "environment.python": [
    { environment: { transformers: "4.48", python: "3.11" } },
    { environment: { transformers: "4.48", python: "3.12" } },
  ],
  "environment.image": [{ environment: { image: "one" } }, { environment: { image: "two" } }],
  "environment.secrets": [
    { environment: { secrets: { A: { env: "A" } } } },
    { environment: { secrets: { B: { env: "A" } } } },
  ],
  inputs: [{ inputs: { a: "gs://data/x" } }, { inputs: { a: "gs://data/y" } }],
  "outputs.store": [{ outputs: { store: "gs://models/x" } }, { outputs: { store: "gs://models/y" } }],
  "outputs.hub": [{}, { outputs: { hub: "acme/bert" } }],
  "launch.kind": [{ launch: { kind: "spawn" } }, { launch: { kind: "native" } }],
  platforms: [{}, { platforms: { vertex: { labels: { team: "nlp" } } } }],
};

function plan({ resolved, ...spec }: Change, manifest = "cafe"): string {
  const input = { ...inputOf(spec, resolved), bundle: { ...bundle, manifest } };
  return JSON.stringify(translate(input, resolve(known)));
}

const ours = Object.entries(coverage).filter(
  ([, entry]) => "unsupported" in entry || ("rule" in entry && entry.rule !== "bundle"),
);

it.each(ours.map(([path]) => path as SpecPath))("%s changes the plan or is answered by a diagnostic", (path) => {
  const [one, other] = pairs[path] ?? [{}, {}];
  expect(plan(other)).not.toBe(plan(one));
});

it("the source changes the plan by what is in it", () => {
  expect(plan({}, "cafe")).not.toBe(plan({}, "babe"));
});

it("every rule answers for a leaf, or for what every job needs", () => {
  const answering = new Set(Object.values(coverage).flatMap((entry) => ("rule" in entry ? [entry.rule] : [])));
  expect(Object.keys(rules).filter((rule) => !answering.has(rule as never))).toEqual(["account"]);
});
