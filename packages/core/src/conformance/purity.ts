import type { TrainerSpec } from "../contract/spec.ts";
import { memoryHost } from "./memory-host.ts";
import { withValue } from "./paths.ts";
import { findNotJson } from "./plain-data.ts";
import type { Planner } from "./planning.ts";
import type { ConformanceCheck, PlatformUnderTest } from "./platform-under-test.ts";
import { runtimeTrap } from "./trap.ts";
import { variedSpecs } from "./whole-spec.ts";

/** A plan is data that depends on nothing but spec, settings and source. */
export function purityChecks<S extends object>(
  under: PlatformUnderTest<S>,
  planner: Planner,
): readonly ConformanceCheck[] {
  const specs = async (): Promise<readonly TrainerSpec[]> => {
    const planned = await Promise.all(
      (await variedSpecs(under, planner)).map(async (spec) => ({ spec, ...(await planner.tryPlan(spec)) })),
    );
    return planned.flatMap((each) => ("plan" in each ? [each.spec] : []));
  };
  return [
    {
      name: "a plan is the same bytes twice",
      run: async () => {
        const again = under.make(under.settings, memoryHost());
        for (const spec of await specs()) {
          const first = JSON.stringify(await planner.plan(spec));
          const second = JSON.stringify(await again.estimator(spec).plan());
          if (first !== second)
            throw new Error(`Two plans of ${JSON.stringify(spec)} differ ${difference(first, second)}.`);
        }
      },
    },
    {
      name: "a plan is JSON",
      run: async () => {
        for (const spec of await specs()) {
          const found = findNotJson(await planner.plan(spec));
          if (found !== undefined)
            throw new Error(`${found} in the plan of ${JSON.stringify(spec)}: JSON cannot say that.`);
        }
      },
    },
    {
      name: "a plan uses no network, clock, chance or variable",
      run: async () => planTrapped(under, await specs()),
    },
    { name: "a plan shows no secret", run: () => planWithSecret(under, planner.base) },
  ];
}

function difference(first: string, second: string): string {
  const at = [...first].findIndex((character, index) => character !== second[index]);
  const around = (text: string): string => JSON.stringify(text.slice(Math.max(0, at - 40), at + 40));
  return `at character ${at}: ${around(first)} and ${around(second)}`;
}

/** Modules are loaded before: a runtime may look at the clock for that. */
async function planTrapped<S extends object>(
  under: PlatformUnderTest<S>,
  specs: readonly TrainerSpec[],
): Promise<void> {
  const platform = under.make(under.settings, memoryHost());
  for (const spec of specs) await platform.estimator(spec).plan();
  for (const spec of specs) {
    const used = new Set<string>();
    const release = await (under.trap ?? runtimeTrap)((what) => used.add(what));
    try {
      await platform.estimator(spec).plan();
    } catch (error) {
      if (used.size === 0) throw error;
    } finally {
      release();
    }
    if (used.size > 0) throw new Error(`The plan of ${JSON.stringify(spec)} used ${[...used].join(", ")}.`);
  }
}

const sentinel = "a-value-that-nobody-may-see-5f1d";

/** Variables that vendors read credentials from, and one that the spec names. */
const secretVariables = [
  "CONFORMANCE_TOKEN",
  "AWS_SECRET_ACCESS_KEY",
  "AWS_SESSION_TOKEN",
  "AZURE_CLIENT_SECRET",
  "GOOGLE_API_KEY",
  "HF_TOKEN",
  "RAY_AUTH_TOKEN",
  "WANDB_API_KEY",
] as const;

/** The secret is there to be read, in the process and through the host; neither plan nor bundle may hold it. */
async function planWithSecret<S extends object>(under: PlatformUnderTest<S>, base: TrainerSpec): Promise<void> {
  const variables = Object.fromEntries(secretVariables.map((name) => [name, sentinel]));
  const host = memoryHost(variables);
  const spec = withValue(base, "environment.secrets", {
    CONFORMANCE_TOKEN: { env: "CONFORMANCE_TOKEN" },
    HF_TOKEN: { env: "HF_TOKEN" },
  });
  const before = { ...process.env };
  Object.assign(process.env, variables);
  try {
    const plan = await under.make(under.settings, host).estimator(spec).plan();
    const forms = [
      sentinel,
      btoa(sentinel).replace(/=+$/, ""),
      encodeURIComponent(sentinel),
      [...sentinel].reverse().join(""),
    ];
    const places = { "The plan": JSON.stringify(plan), "What is hashed or bundled": [...host.hashed].join("\n") };
    for (const [place, text] of Object.entries(places))
      if (forms.some((form) => text.includes(form))) throw new Error(`${place} holds the value of a secret.`);
  } finally {
    for (const name of secretVariables) {
      if (before[name] === undefined) delete process.env[name];
      else process.env[name] = before[name];
    }
  }
}
