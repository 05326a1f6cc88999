import type { Plan } from "../contract/plan.ts";
import { isPlaceholder } from "../planning/placeholders.ts";
import { leafPointers, leadsSomewhere } from "./paths.ts";
import { sentence, type Planner } from "./planning.ts";
import type { ConformanceCheck, PlatformUnderTest } from "./platform-under-test.ts";
import { variedSpecs } from "./whole-spec.ts";

/** Requests fit the vendor's schema, and each of their values says where it came from. */
export function requestChecks<S extends object>(
  under: PlatformUnderTest<S>,
  planner: Planner,
): readonly ConformanceCheck[] {
  const each = async (judge: (plan: Plan) => string | undefined): Promise<void> => {
    for (const spec of await variedSpecs(under, planner)) {
      const planned = await planner.tryPlan(spec);
      const found = "plan" in planned ? judge(planned.plan) : undefined;
      if (found !== undefined) throw new Error(`${found} In the plan of ${JSON.stringify(spec)}.`);
    }
  };
  const { schemaProblems } = under;
  return [
    {
      name: "the smallest spec is planned without an error",
      run: async () => {
        const errors = (await planner.plan(planner.base)).diagnostics.filter(({ severity }) => severity === "error");
        if (errors.length > 0) throw new Error(sentence(errors));
      },
    },
    { name: "every value of a request has an origin, and every origin a value", run: () => each(findLostOrigin) },
    ...(schemaProblems === undefined
      ? []
      : [
          {
            name: "requests without an error fit the vendor's schema",
            run: () => each((plan) => findSchemaProblem(plan, schemaProblems)),
          },
        ]),
  ];
}

const form = /^(?:(?:spec|settings|core|study):\S.*|study|default)$/s;

function findLostOrigin(plan: Plan): string | undefined {
  const { requests, origins } = plan;
  const without = requests
    .flatMap(({ body }, index) => valuePointers(body, `/requests/${index}/body`))
    .find((pointer) => origins[pointer] === undefined);
  if (without !== undefined) return `${without} has no origin.`;
  const astray = Object.keys(origins).find((pointer) => !leadsSomewhere(plan, pointer));
  if (astray !== undefined) return `The origin of ${astray} points nowhere.`;
  const odd = Object.entries(origins).find(([, origin]) => !form.test(origin));
  return (
    odd &&
    `The origin of ${odd[0]} is ${JSON.stringify(odd[1])}. Allowed: spec:…, settings:…, core:…, default, and study:… in a search.`
  );
}

/** Leaves of a body; a placeholder is one. */
function valuePointers(body: object, root: string): readonly string[] {
  const found = new Set<string>();
  for (const pointer of leafPointers(body)) found.add(`${root}${placeholderAround(body, pointer) ?? pointer}`);
  return [...found];
}

function placeholderAround(body: object, pointer: string): string | undefined {
  const parent = pointer.slice(0, pointer.lastIndexOf("/"));
  const value = parent
    .split("/")
    .slice(1)
    .reduce<unknown>(
      (at, step) => (at as Readonly<Record<string, unknown>>)[step.replaceAll("~1", "/").replaceAll("~0", "~")],
      body,
    );
  return isPlaceholder(value) ? parent : undefined;
}

function findSchemaProblem(
  plan: Plan,
  schemaProblems: NonNullable<PlatformUnderTest["schemaProblems"]>,
): string | undefined {
  if (plan.diagnostics.some(({ severity }) => severity === "error")) return undefined;
  const problems = schemaProblems(plan);
  return problems.length === 0 ? undefined : sentence(problems);
}
