import {
  createPlanningPlatform,
  identityTags,
  isPlaceholder,
  mergeNative,
  nativeName,
  type Coverage,
  type Host,
  type Lifted,
  type NativeRequest,
  type PlanningPlatform,
  type TrainerSpec,
  type TrainingTranslator,
  type Translation,
  type TranslationInput,
  type TuningInput,
} from "@switchyard/core";
import { specPaths } from "./spec-paths.ts";

declare module "@switchyard/core" {
  interface PlatformRegistry {
    model: { training: object; request: NativeRequest };
  }
}

const byLauncher =
  /^(?:entryPoint|args|scriptArgs|environment.(?:requirements|variables)|launch.(?:arguments|resume))$/;

export const coverage = Object.fromEntries(
  specPaths.map((path) => [path, byLauncher.test(path) ? { by: "launcher" } : { rule: "model" }]),
) as Coverage;

/** A change of what a translator answers: how a fault is planted. */
export type Fault = (input: TranslationInput, honest: (input: TranslationInput) => Translation) => Translation;

/** A platform that carries every leaf of the spec, in plain sight. With a fault it is as its author forgot it. */
export function modelPlatform(host: Host, fault: Fault = (input, honest) => honest(input)): PlanningPlatform<"model"> {
  const translator: TrainingTranslator = {
    contract: 1,
    platform: "model",
    coverage,
    layout: { input: (name) => `/data/${name}`, output: "/output", model: "/model", graceSeconds: 10 },
    settings: {},
    imageTransformers: () => undefined,
    translate: (input) => fault(input, translate),
    translateTuning: (input) => fault(input, translate),
    lift: async (native) => lift(native),
  };
  return createPlanningPlatform<"model">(translator, host);
}

function translate(input: TranslationInput | TuningInput): Translation {
  const { spec, resources, identity, bundle } = input;
  const { accelerator, acceleratorsPerNode, nodes, spot, maxRuntimeSeconds, diskGigabytes } = resources;
  const { transformers, python, image, secrets = {} } = spec.environment ?? {};
  const own = {
    name: nativeName(spec.name, identity, 63),
    tags: identityTags(identity),
    machine: { accelerator, count: acceleratorsPerNode, nodes, spot, disk: diskGigabytes },
    seconds: maxRuntimeSeconds,
    image: { release: transformers, python, name: image },
    secrets: Object.entries(secrets).map(([name, source]) => ({
      name,
      value: "native" in source ? source.native : { $secret: name },
    })),
    inputs: Object.entries(spec.inputs ?? {}).map(([name, uri]) => ({ name, uri })),
    output: { store: spec.outputs?.store, hub: spec.outputs?.hub, checkpoints: spec.outputs?.checkpoints },
    launch: spec.launch?.kind,
    study: "study" in input ? input.study : undefined,
  };
  const override = (spec.platforms as { model?: object } | undefined)?.model ?? {};
  const { body, origins } = mergeNative(JSON.parse(JSON.stringify(own)) as object, override, {
    pointer: "/requests/0/body",
    origin: "spec:platforms.model",
  });
  return {
    requests: [{ step: "job", service: "model", operation: "Create", target: "model://", body }],
    uploads: [{ from: "source", format: "zip", to: "model://bundles", ...bundle }],
    machine: { type: accelerator, nodes, spot },
    origins: { ...Object.fromEntries(leaves(body, "/requests/0/body").map((at) => [at, "core:model"])), ...origins },
    diagnostics: [],
  };
}

function leaves(value: unknown, pointer: string): readonly string[] {
  const isLeaf = typeof value !== "object" || value === null || isPlaceholder(value) || Object.keys(value).length === 0;
  if (isLeaf) return [pointer];
  return Object.entries(value).flatMap(([key, inner]) => leaves(inner, `${pointer}/${key}`));
}

/** What the spec below says; of everything else a diagnostic. */
const lifted: ReadonlySet<string> = new Set(["/machine/accelerator", "/machine/nodes", "/machine/disk"]);

function lift(native: unknown): Lifted {
  const { body } = native as NativeRequest;
  const { machine, inputs } = body as {
    machine: { accelerator: "T4"; nodes: number; disk?: number };
    inputs: readonly { name: string; uri: string }[];
  };
  const { accelerator, nodes, disk } = machine;
  const spec: TrainerSpec = {
    name: "lifted",
    source: ".",
    entryPoint: "train.py",
    resources: { accelerator, nodes, ...(disk === undefined ? {} : { disk: `${disk}GB` }) },
    inputs: Object.fromEntries(inputs.map(({ name, uri }) => [name, uri])),
  };
  const others = leaves(body, "").filter((at) => !lifted.has(at) && !/^\/inputs\/\d+\/(?:name|uri)$/.test(at));
  const diagnostics = others.map((path) => ({
    severity: "warning" as const,
    code: "not-lifted",
    path,
    message: "A spec of the model does not say this.",
  }));
  return { spec, diagnostics };
}
