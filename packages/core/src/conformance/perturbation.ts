import type { SpecPath } from "../contract/coverage.ts";
import type { Diagnostic } from "../contract/diagnostic.ts";
import type { Plan } from "../contract/plan.ts";
import type { TrainerSpec } from "../contract/spec.ts";
import { argumentCases, type ArgumentCase } from "./argument-cases.ts";
import { leafPairs } from "./leaf-pairs.data.ts";
import { withValue } from "./paths.ts";
import { diagnosticsOf, sentence, type Planned, type Planner } from "./planning.ts";
import type { ConformanceCheck, Pair, PlatformUnderTest } from "./platform-under-test.ts";

/** One place of a spec, and the spec to vary it in. */
interface Variation {
  readonly spec: TrainerSpec;
  readonly path: string;
  readonly pairs: readonly Pair[];
  readonly plan: (spec: TrainerSpec) => Promise<Planned>;
}

/** Whatever a spec may say changes the plan, or is answered: every leaf, every override given. */
export function perturbationChecks<S extends object>(
  under: PlatformUnderTest<S>,
  planner: Planner,
): readonly ConformanceCheck[] {
  const leaves = Object.keys(leafPairs).map((path) => path as SpecPath);
  return [
    ...leaves
      .filter((path) => path !== "platforms")
      .map((path): ConformanceCheck => ({
        name: `${path} changes the plan, or is answered by a diagnostic`,
        run: () => vary(ofLeaf(path, under, planner)),
      })),
    ...(under.overrides ?? []).map((pair, index): ConformanceCheck => ({
      name: `native fields ${index + 1}, ${shortened(pair)}, change the plan, or are answered by a diagnostic`,
      run: () =>
        vary({
          spec: planner.base,
          path: `platforms.${planner.platform.id}`,
          pairs: [pair],
          plan: planner.tryTranslation,
        }),
    })),
  ];
}

/** The same for every argument of every release in which it reads otherwise. */
export function argumentChecks<S extends object>(
  _under: PlatformUnderTest<S>,
  planner: Planner,
): readonly ConformanceCheck[] {
  return argumentCases().map((argument) => ({
    name: `args.${argument.name} of transformers ${argument.release} changes the plan, or is answered by a diagnostic`,
    run: () => vary(ofArgument(argument, planner)),
  }));
}

/** The values that a platform has for a leaf, or the kit's. */
export function pairsOf<S extends object>(path: SpecPath, under: PlatformUnderTest<S>): readonly Pair[] {
  return under.pairs?.[path] ?? leafPairs[path];
}

/** What a rule carries is looked for in the platform's own work. */
function ofLeaf<S extends object>(path: SpecPath, under: PlatformUnderTest<S>, planner: Planner): Variation {
  const { base, tryPlan, tryTranslation } = planner;
  const entry = under.coverage?.[path];
  const isTranslated = entry !== undefined && "rule" in entry && !under.byLauncher?.includes(path);
  // How the arguments travel shows only where there are some.
  const spec = path === "launch.arguments" ? withValue(base, "args", { learning_rate: 0.1 }) : base;
  return { spec, path, pairs: pairsOf(path, under), plan: isTranslated ? tryTranslation : tryPlan };
}

function ofArgument({ name, release, pairs, companions }: ArgumentCase, { roomy, tryPlan }: Planner): Variation {
  const spec = withValue(withValue(roomy, "environment.transformers", release), "args", companions);
  return { spec, path: `args.${name}`, pairs, plan: tryPlan };
}

const vary = ({ spec, path, pairs, plan }: Variation): Promise<void> =>
  differ(path, pairs, (value) => plan(withValue(spec, path, value)));

/**
 * Every pair gives unlike plans, or a diagnostic at the path. Plans that hold an error of something else show nothing: such
 * a pair does not count, and one at least must count.
 */
export async function differ<T>(
  path: string,
  pairs: readonly Pair<T>[],
  plan: (value: T) => Promise<Planned>,
): Promise<void> {
  const told: string[] = [];
  for (const [one, other] of pairs) {
    const first = await plan(one);
    const second = await plan(other);
    if ([first, second].some((planned) => isAnswered(planned, path) || isRefusedAround(planned, path))) continue;
    const found = `${path}: ${shortened(one)} and ${shortened(other)}`;
    const errors = [...errorsOf(first), ...errorsOf(second)];
    if (errors.length > 0) told.push(`${found} cannot be compared, for another reason. ${sentence(errors)}`);
    else if (isSame(first, second))
      throw new Error(`${found} give the same requests, uploads and bundle, and no diagnostic says why.`);
  }
  if (pairs.length > 0 && told.length === pairs.length) throw new Error(told.join("\n"));
}

/** Whether two plans do the same. */
export const isSame = (first: Planned, second: Planned): boolean =>
  "plan" in first && "plan" in second && substance(first.plan) === substance(second.plan);

export const errorsOf = (planned: Planned): readonly Diagnostic[] =>
  diagnosticsOf(planned).filter(({ severity }) => severity === "error");

/** What a plan does, without the identity: that is a hash of the whole spec, and so knows what a translator forgot. */
function substance({ requests, uploads, identity: { key } }: Plan): string {
  return JSON.stringify([requests, uploads]).replaceAll(key, "KEY").replaceAll(key.slice(0, 8), "KEY");
}

/** A diagnostic at this path, or at a place of a request that came from it. */
export function isAnswered(planned: Planned, path: string): boolean {
  const origins = "plan" in planned ? planned.plan.origins : {};
  const origin = path.startsWith("study.") ? path.replace(".", ":") : `spec:${path}`;
  return diagnosticsOf(planned).some(({ path: at }) => isBelow(at, path) || isBelow(originOf(at, origins), origin));
}

/** Whether what a field is part of is refused as such: a native member, or an argument that a study varies. */
export function isRefusedAround(planned: Planned, path: string): boolean {
  return errorsOf(planned).some(
    ({ path: at }) => /^(?:platforms\.[^.[]+|study\.space)[.[]/.test(at) && isBelow(path, at),
  );
}

/** The origin of a place of a request, or of what is around it. */
function originOf(pointer: string, origins: Readonly<Record<string, string>>): string {
  if (!pointer.startsWith("/")) return "";
  return origins[pointer] ?? originOf(pointer.slice(0, pointer.lastIndexOf("/")), origins);
}

/** Whether a path is another one, or leads into it. */
const isBelow = (at: string, path: string): boolean =>
  at === path || at.startsWith(`${path}.`) || at.startsWith(`${path}[`);

export function shortened(value: unknown): string {
  const written = JSON.stringify(value) ?? "nothing";
  return written.length > 90 ? `${written.slice(0, 89)}…` : written;
}
