import type { Lifted } from "../contract/driver.ts";
import type { Plan } from "../contract/plan.ts";
import { pointerKey } from "../planning/placeholders.ts";
import { unaccounted } from "../lifting/accounted-for.ts";
import { swallowedLeaves, type NativeLeaf } from "../lifting/accounting.ts";
import { isRecord } from "./paths.ts";
import type { Planner } from "./planning.ts";
import type { ConformanceCheck, PlatformUnderTest } from "./platform-under-test.ts";
import { variedSpecs } from "./whole-spec.ts";

/** A lift accounts for every value of a native job: of those that a plan made, and of what nobody expects. */
export function accountingChecks<S extends object>(
  under: PlatformUnderTest<S>,
  planner: Planner,
): readonly ConformanceCheck[] {
  if (under.lifts === undefined) return [];
  return [
    {
      name: "every value of a planned job is lifted, or answered by a diagnostic",
      run: () => accountForAll(under, planner),
    },
    {
      name: "a member that nobody knows is kept or answered by a diagnostic, wherever it stands in a native job",
      run: () => accountForPlanted(under, planner),
    },
  ];
}

async function accountForAll<S extends object>(under: PlatformUnderTest<S>, planner: Planner): Promise<void> {
  for (const plan of await sendablePlans(under, planner)) {
    const native = nativeOf(plan, under);
    const lifted = withoutNet(await planner.platform.lift(native));
    const again = await planner.tryPlan(lifted.spec);
    const translated = "plan" in again ? bodyOf(nativeOf(again.plan, under)) : undefined;
    const swallowed = swallowedLeaves(native, lifted, translated).filter((leaf) => !isIdentity(leaf, plan));
    if (swallowed.length > 0) throw new Error(`The lift swallows ${told(swallowed)}, of ${shortened(native)}.`);
  }
}

const planted = { name: "plantedByConformance", value: "planted-by-the-conformance-kit" } as const;

async function accountForPlanted<S extends object>(under: PlatformUnderTest<S>, planner: Planner): Promise<void> {
  const seen = new Set<string>();
  const swallowed: string[] = [];
  for (const plan of await sendablePlans(under, planner)) {
    const native = nativeOf(plan, under);
    for (const pointer of objectsIn(bodyOf(native))) {
      // Each place is tried once, whichever job has it.
      if (seen.has(pointer) || isMadeByPlan(pointer, plan)) continue;
      seen.add(pointer);
      const odd = withBody(native, plant(bodyOf(native), pointer));
      const place = `${pointer}/${planted.name}`;
      if (swallowedLeaves(odd, await liftOdd(odd, place, planner)).some((leaf) => leaf.pointer === place))
        swallowed.push(place);
    }
  }
  if (swallowed.length > 0)
    throw new Error(
      `The lift swallows a member that it does not know, without a diagnostic, at ${swallowed.join(", ")}.`,
    );
  if (seen.size === 0) throw new Error("No job could be planned that a member could be planted in.");
}

async function liftOdd(odd: unknown, place: string, planner: Planner): Promise<Lifted> {
  try {
    return withoutNet(await planner.platform.lift(odd));
  } catch (cause) {
    throw new Error(`The lift fails on a member that it does not know, at ${place}.`, { cause });
  }
}

/** Core warns of what a platform's lift forgets; here the platform has to speak for itself. */
const withoutNet = ({ spec, diagnostics }: Lifted): Lifted => ({
  spec,
  diagnostics: diagnostics.filter(({ code }) => code !== unaccounted),
});

async function sendablePlans<S extends object>(
  under: PlatformUnderTest<S>,
  planner: Planner,
): Promise<readonly Plan[]> {
  const plans: Plan[] = [];
  for (const spec of await variedSpecs(under, planner)) {
    const planned = await planner.tryPlan(spec);
    if ("plan" in planned && planned.plan.diagnostics.every(({ severity }) => severity !== "error"))
      plans.push(planned.plan);
  }
  return plans;
}

const nativeOf = <S extends object>(plan: Plan, under: PlatformUnderTest<S>): unknown =>
  under.native === undefined ? plan.requests.at(-1) : under.native(plan);

const isRequest = (native: unknown): native is { readonly body: object } =>
  isRecord(native) && typeof native["service"] === "string" && isRecord(native["body"]);

const bodyOf = (native: unknown): unknown => (isRequest(native) ? native.body : native);

const withBody = (native: unknown, body: unknown): unknown => (isRequest(native) ? { ...native, body } : body);

/** Names, labels and places that tell one run from another: core makes them anew, and no spec has them. */
function isIdentity({ pointer }: NativeLeaf, plan: Plan): boolean {
  return isOfIdentity(originOf(pointer, plan));
}

const isOfIdentity = (origin: string | undefined): boolean => /^core:(?:identity|bundle)/.test(origin ?? "");

/** An object of which every value is the identity's. */
function isMadeByPlan(pointer: string, plan: Plan): boolean {
  const last = plan.requests.length - 1;
  const below = Object.entries(plan.origins).filter(([at]) => at.startsWith(`/requests/${last}/body${pointer}/`));
  return below.length > 0 && below.every(([, origin]) => isOfIdentity(origin));
}

const originOf = (pointer: string, { origins, requests }: Plan): string | undefined =>
  origins[`/requests/${requests.length - 1}/body${pointer}`];

/** JSON pointers of every object that has members; a placeholder is a value. */
function objectsIn(value: unknown, pointer = ""): readonly string[] {
  if (typeof value !== "object" || value === null) return [];
  const inner = Object.entries(value).flatMap(([key, part]) => objectsIn(part, `${pointer}/${pointerKey(key)}`));
  const isPlain = !Array.isArray(value) && !Object.keys(value).some((key) => key.startsWith("$"));
  return isPlain ? [pointer, ...inner] : inner;
}

function plant(value: unknown, pointer: string): unknown {
  if (pointer === "") return { ...(value as object), [planted.name]: planted.value };
  const [, key = "", rest = ""] = /^\/([^/]*)(.*)$/s.exec(pointer) ?? [];
  const name = key.replaceAll("~1", "/").replaceAll("~0", "~");
  if (Array.isArray(value))
    return value.map((item: unknown, index) => (String(index) === name ? plant(item, rest) : item));
  const members = value as Readonly<Record<string, unknown>>;
  return { ...members, [name]: plant(members[name], rest) };
}

const told = (leaves: readonly NativeLeaf[]): string =>
  leaves.map(({ pointer, value }) => `${pointer} (${JSON.stringify(value)})`).join(", ");

function shortened(native: unknown): string {
  const text = JSON.stringify(native);
  return text.length > 2000 ? `${text.slice(0, 2000)}…` : text;
}
