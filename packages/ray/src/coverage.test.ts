import type { ResolvedResources, SpecPath, TrainerSpec } from "@switchyard/core";
import { expect, it } from "vitest";
import { bundle, inputOf, known, onCloud, resolve } from "../testing/plan.ts";
import { coverage } from "./coverage.ts";
import type { RaySettings } from "./settings.ts";
import { rules } from "./training/rules.ts";
import { rayTranslator } from "./training/translator.ts";

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
  "environment.requirements": [{ environment: { requirements: "a.txt" } }, { environment: { requirements: "b.txt" } }],
  "environment.variables": [{ environment: { variables: { A: "1" } } }, { environment: { variables: { A: "2" } } }],
  "environment.secrets": [
    { environment: { secrets: { A: { env: "A" } } } },
    { environment: { secrets: { B: { env: "A" } } } },
  ],
  inputs: [{ inputs: { a: "s3://b/x" } }, { inputs: { a: "s3://b/y" } }],
  "outputs.store": [{ outputs: { store: "s3://b/x" } }, { outputs: { store: "s3://b/y" } }],
  "outputs.hub": [{}, { outputs: { hub: "acme/bert" } }],
  "launch.kind": [{ launch: { kind: "spawn" } }, { launch: { kind: "native" } }],
  platforms: [{}, { platforms: { ray: { train: { failure_config: { max_failures: 3 } } } } }],
};

/** The plan, with the bundle's own files: they decide the manifest, and so the plan's uploads. */
function plan({ resolved, ...spec }: Change, settings: RaySettings, manifest = "cafe"): string {
  const translator = rayTranslator(resolve(settings));
  const input = { ...inputOf(spec, resolved), bundle: { ...bundle, manifest } };
  return JSON.stringify([translator.translate(input), translator.bundleFiles?.(input.spec, input.resources)]);
}

const ours = Object.entries(coverage)
  .filter(([, entry]) => "unsupported" in entry || ("rule" in entry && entry.rule !== "bundle"))
  .map(([path]) => path as SpecPath);

const modes: readonly (readonly [string, RaySettings])[] = [
  ["a submission", known],
  ["a manifest for GKE", onCloud("gke")],
  ["a manifest for EKS", onCloud("eks")],
];

it.each(modes.flatMap(([mode, settings]) => ours.map((path) => [path, mode, settings] as const)))(
  "%s changes %s or is answered by a diagnostic",
  (path, _mode, settings) => {
    // A manifest has its requirements installed by the driver, from the launch file.
    const [one, other] = pairs[path] ?? [{}, {}];
    if (path === "environment.requirements" && settings.submit === "kuberay") return;
    expect(plan(other, settings)).not.toBe(plan(one, settings));
  },
);

it("the source changes the plan by what is in it", () => {
  expect(plan({}, known, "cafe")).not.toBe(plan({}, known, "babe"));
});

it("every rule answers for a leaf, or for what every job needs", () => {
  const answering = new Set(Object.values(coverage).flatMap((entry) => ("rule" in entry ? [entry.rule] : [])));
  expect(Object.keys(rules).filter((rule) => !answering.has(rule as never))).toEqual(["cluster"]);
});
