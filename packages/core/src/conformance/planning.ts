import type { Diagnostic } from "../contract/diagnostic.ts";
import type { Plan } from "../contract/plan.ts";
import type { TrainerSpec } from "../contract/spec.ts";
import type { Study } from "../contract/study.ts";
import { ConfigError } from "../errors/config-error.ts";
import { memoryHost, translatorsHost } from "./memory-host.ts";
import { mergeSpecs } from "./paths.ts";
import type { PlanMaker, PlatformUnderTest } from "./platform-under-test.ts";

/** A plan, or why there is none. */
export type Planned = { readonly plan: Plan } | { readonly issues: readonly Diagnostic[] };

/** What plans one spec. Equal specs are planned once. */
export interface Planner {
  /** The smallest spec that this platform is given. */
  readonly base: TrainerSpec;
  /** The same on eight GPUs that compute in every precision, with an image of its own, so that any release fits. */
  readonly roomy: TrainerSpec;
  readonly platform: PlanMaker;
  tryPlan(spec: TrainerSpec): Promise<Planned>;
  /** As the platform's own work: core's launch file is left out of the bundle's hash, and its size out of the upload's. */
  tryTranslation(spec: TrainerSpec): Promise<Planned>;
  /** A search over the smallest spec, as the platform's own work. */
  trySearch(study: Study, spec?: TrainerSpec): Promise<Planned>;
  /** @throws {Error} when there is none. */
  plan(spec: TrainerSpec): Promise<Plan>;
}

const smallest: TrainerSpec = { name: "bert-imdb", source: "./bert", entryPoint: "train.py" };

export function makePlanner<S extends object>(under: PlatformUnderTest<S>): Planner {
  const platform = under.make(under.settings, memoryHost());
  const translator = under.make(under.settings, translatorsHost());
  const tryPlan = once((spec: TrainerSpec) => planned(() => platform.estimator(frozen(spec)).plan()));
  const base = mergeSpecs({ ...smallest, resources: { accelerator: "T4" } }, under.spec ?? {});
  return {
    base,
    roomy: {
      ...smallest,
      resources: { accelerator: "A100-80GB", acceleratorsPerNode: 8 },
      environment: { image: "registry.example.com/trainer:1" },
      ...under.argumentsSpec,
    },
    platform,
    tryPlan,
    tryTranslation: once(async (spec: TrainerSpec) =>
      withoutSizes(await planned(() => translator.estimator(frozen(spec)).plan())),
    ),
    trySearch: async (study, spec = base) =>
      withoutSizes(await planned(() => translator.estimator(frozen(spec)).planTuning(frozen(study)))),
    plan: async (spec) => {
      const found = await tryPlan(spec);
      if ("plan" in found) return found.plan;
      throw new Error(`The kit could not plan ${JSON.stringify(spec)}: ${sentence(found.issues)}`);
    },
  };
}

/** Core's launch file counts for nothing, nor does its size. */
function withoutSizes(found: Planned): Planned {
  if ("issues" in found) return found;
  return { plan: { ...found.plan, uploads: found.plan.uploads.map((upload) => ({ ...upload, bytes: 0 })) } };
}

function once(make: (spec: TrainerSpec) => Promise<Planned>): (spec: TrainerSpec) => Promise<Planned> {
  const known = new Map<string, Promise<Planned>>();
  return (spec) => {
    const key = JSON.stringify(spec);
    const planned = known.get(key) ?? make(spec);
    known.set(key, planned);
    return planned;
  };
}

async function planned(make: () => Promise<Plan>): Promise<Planned> {
  try {
    return { plan: await make() };
  } catch (error) {
    if (error instanceof ConfigError) return { issues: error.issues };
    throw error;
  }
}

/** A platform that writes into its spec is told so by the runtime. */
function frozen<T>(value: T): T {
  if (typeof value !== "object" || value === null || Object.isFrozen(value)) return value;
  for (const inner of Object.values(value)) frozen(inner);
  return Object.freeze(value);
}

/** Diagnostics in one line, for a failure's message. */
export function sentence(diagnostics: readonly Diagnostic[]): string {
  return diagnostics.map(({ path, message }) => `${path}: ${message}`).join(" ");
}

export function diagnosticsOf(planned: Planned): readonly Diagnostic[] {
  return "plan" in planned ? planned.plan.diagnostics : planned.issues;
}
