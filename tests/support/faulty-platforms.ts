import type { TrainerSpec, Translation, TranslationInput } from "@switchyard/core";
import { conformanceChecks, type PlanMaker, type PlatformUnderTest } from "@switchyard/core/conformance";
import { coverage, modelPlatform, type Fault } from "./model-platform.ts";

export const honest: PlatformUnderTest = {
  make: (_settings, host) => modelPlatform(host),
  settings: {},
  coverage,
  overrides: [
    [{ priority: 1 }, { priority: 2 }],
    [{ queue: { policy: { retries: [1, 2] } } }, { queue: { policy: { retries: [1, 3] } } }],
  ],
  lifts: ["resources.accelerator", "resources.nodes", "resources.disk", "inputs"],
  schemaProblems: ({ requests }) =>
    requests.flatMap(({ body }) =>
      "launch" in body && body.launch === "torchrun"
        ? [{ severity: "error", code: "native", path: "/requests/0/body/launch", message: "No such word." } as const]
        : [],
    ),
  pairs: { "launch.kind": [["spawn", "native"]] },
};

/** The names of the checks that fail, each with what it says. Those of single arguments are many, and run where told. */
export async function failuresOf(under: PlatformUnderTest, argument?: string): Promise<Record<string, string>> {
  const failures: Record<string, string> = {};
  for (const { name, run } of conformanceChecks(under)) {
    if (name.startsWith("args.") && !name.startsWith(argument ?? "-")) continue;
    await run().catch((error: unknown) => {
      failures[name] = String(error);
    });
  }
  return failures;
}

/** Faults that hold for every plan show in searches too. */
export const alsoInSearch = (...names: readonly string[]): readonly string[] => [
  ...names,
  ...names.map((name) => `in a search, ${name}`),
];

export const withFault = (fault: Fault): PlatformUnderTest => ({
  ...honest,
  make: (_settings, host) => modelPlatform(host, fault),
});

/** The translator's own view of a job, changed. */
export const forgetting = (change: (input: TranslationInput) => TranslationInput): PlatformUnderTest =>
  withFault((input, translate) => translate(change(input)));

export const answering = (
  change: (translation: Translation, input: TranslationInput) => Translation,
): PlatformUnderTest => withFault((input, translate) => change(translate(input), input));

/** A maker whose plans are made of another spec than it was given. */
export const hearing = (change: (spec: TrainerSpec) => TrainerSpec): PlatformUnderTest => ({
  ...honest,
  make: (_settings, host): PlanMaker => {
    const platform = modelPlatform(host);
    return { ...platform, estimator: (spec) => platform.estimator(change(spec)) };
  },
});

export const changes = (path: string): string => `${path} changes the plan, or is answered by a diagnostic`;
