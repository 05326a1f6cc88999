import type { ResolvedResources, SpecPath, TrainerSpec } from "@switchyard/core";
import { expect, it } from "vitest";
import { coverage } from "./coverage.ts";
import { resolveSettings } from "./settings.ts";
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
  "resources.disk": [{ resolved: { diskGigabytes: 50 } }, { resolved: { diskGigabytes: 51 } }],
  "environment.transformers": [{ environment: { transformers: "5" } }, { environment: { transformers: "5.18" } }],
  "environment.python": [{ environment: { python: "3.12" } }, { environment: { python: "3.13" } }],
  "environment.image": [{ environment: { image: "one" } }, { environment: { image: "two" } }],
  "environment.secrets": [
    { environment: { secrets: { A: { env: "A" } } } },
    { environment: { secrets: { B: { env: "A" } } } },
  ],
  inputs: [{ inputs: { a: "s3://b/x" } }, { inputs: { a: "s3://b/y" } }],
  "outputs.store": [{ outputs: { store: "s3://b/x" } }, { outputs: { store: "s3://b/y" } }],
  "outputs.hub": [{}, { outputs: { hub: "acme/bert" } }],
  "launch.kind": [{ launch: { kind: "spawn" } }, { launch: { kind: "torchrun" } }],
  platforms: [{}, { platforms: { sagemaker: { EnableNetworkIsolation: true } } }],
};

function plan({ resolved, ...spec }: Change, manifest = "cafe"): string {
  const settings = resolveSettings(
    { region: "us-east-1", role: "arn:aws:iam::111122223333:role/Training", store: "s3://bucket/x" },
    () => undefined,
  );
  return JSON.stringify(
    translate(
      {
        spec: { name: "bert", source: ".", entryPoint: "train.py", ...spec },
        resources: { accelerator: "cpu", acceleratorsPerNode: 1, nodes: 1, spot: false, ...resolved },
        bundle: { manifest, files: 1, bytes: 1 },
        identity: { key: "0123456789abcdef", run: "1", attempt: 1 },
      },
      settings,
    ),
  );
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
  expect(Object.keys(rules).filter((rule) => !answering.has(rule as never))).toEqual(["metrics", "account"]);
});
