import type { Diagnostic } from "../contract/diagnostic.ts";
import type { Plan } from "../contract/plan.ts";
import type { TrainerSpec } from "../contract/spec.ts";
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
  /** @throws {Error} when there is none. */
  plan(spec: TrainerSpec): Promise<Plan>;
}

const smallest: TrainerSpec = { name: "bert-imdb", source: "./bert", entryPoint: "train.py" };

export function makePlanner<S extends object>(under: PlatformUnderTest<S>): Planner {
  const platform = under.make(under.settings, memoryHost());
  const tryPlan = once((spec) => planOf(platform, spec));
  const translator = under.make(under.settings, translatorsHost());
  return {
    base: mergeSpecs({ ...smallest, resources: { accelerator: "T4" } }, under.spec ?? {}),
    roomy: mergeSpecs(
      {
        ...smallest,
        resources: { accelerator: "A100-80GB", acceleratorsPerNode: 8 },
        environment: { image: "registry.example.com/trainer:1" },
      },
      under.argumentsSpec ?? {},
    ),
    platform,
    tryPlan,
    tryTranslation: once(async (spec) => {
      const planned = await planOf(translator, spec);
      if ("issues" in planned) return planned;
      const uploads = planned.plan.uploads.map((upload) => ({ ...upload, bytes: 0 }));
      return { plan: { ...planned.plan, uploads } };
    }),
    plan: async (spec) => {
      const planned = await tryPlan(spec);
      if ("plan" in planned) return planned.plan;
      throw new Error(`The kit could not plan ${JSON.stringify(spec)}: ${sentence(planned.issues)}`);
    },
  };
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

async function planOf(platform: PlanMaker, spec: TrainerSpec): Promise<Planned> {
  try {
    return { plan: await platform.estimator(frozen(spec)).plan() };
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
