import type { Diagnostic, TranslationInput } from "@switchyard/core";
import type { VertexTraining } from "../../native-types.ts";
import { ownVariable } from "../container.ts";
import type { Fragment } from "../fragment.ts";
import { poolCount } from "../pools.ts";

/** `platforms.vertex`, merged over the body in the end. Part of the spec that is plain data by now. */
export function overridesOf({ spec }: Pick<TranslationInput, "spec">): VertexTraining {
  return spec.platforms?.vertex ?? {};
}

/** Refuses the members on which Switchyard's promises stand: one job per fit, and a script that starts. */
export function overridesRule(input: TranslationInput): Fragment {
  const override = overridesOf(input);
  const labels = Object.keys(asObject(override.labels)).filter((key) => key.startsWith("switchyard-"));
  const pools = asList(override.jobSpec?.workerPoolSpecs).slice(0, poolCount(input.resources));
  return {
    diagnostics: [
      ...checkPoolList(override.jobSpec?.workerPoolSpecs),
      ...labels.map((key) => refuse(`labels.${key}`, reasons.label)),
      ...pools.flatMap((pool, index) => checkPool(asObject(pool), `jobSpec.workerPoolSpecs[${index}]`)),
    ],
  };
}

const asObject = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null ? (value as Readonly<Record<string, unknown>>) : {};

const asList = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

/** What is no list would be merged with the pools of the plan, and be told there. */
function checkPoolList(pools: unknown): Diagnostic[] {
  if (pools === undefined || Array.isArray(pools)) return [];
  return [
    {
      severity: "error",
      code: "native-type",
      path: "platforms.vertex.jobSpec.workerPoolSpecs",
      message: `Found ${pools === null ? "null" : `a ${typeof pools}`}. Allowed: a list, with one entry for each worker pool.`,
    },
  ];
}

/** A pool that is the launcher's own; pools behind it are the user's. */
function checkPool(pool: Readonly<Record<string, unknown>>, at: string): Diagnostic[] {
  const container = asObject(pool["containerSpec"]);
  const found: readonly (readonly [path: string, isThere: boolean, reason: Reason])[] = [
    ["replicaCount", pool["replicaCount"] !== undefined, reasons.nodes],
    ["pythonPackageSpec", pool["pythonPackageSpec"] !== undefined, reasons.command],
    ["containerSpec.command", container["command"] !== undefined, reasons.command],
    ["containerSpec.args", container["args"] !== undefined, reasons.command],
    ...asList(container["env"]).map(
      (variable, index) =>
        [
          `containerSpec.env[${index}]`,
          String(asObject(variable)["name"]).startsWith(ownVariable),
          reasons.variable,
        ] as const,
    ),
  ];
  return found.filter(([, isThere]) => isThere).map(([path, , reason]) => refuse(`${at}.${path}`, reason));
}

type Reason = readonly [why: string, fix: string];

const reasons = {
  label: ["Labels that begin with `switchyard-` are the job's identity.", "Give your label another key."],
  nodes: ["The launcher must know how many nodes there are.", "Use `resources.nodes`."],
  command: ["The container must start Switchyard's launcher.", "Put what should run into the script at `entryPoint`."],
  variable: ["Variables that begin with `SWITCHYARD_` are the launcher's.", "Give your variable another name."],
} as const satisfies Readonly<Record<string, Reason>>;

function refuse(member: string, [why, fix]: Reason): Diagnostic {
  return {
    severity: "error",
    code: "reserved-member",
    path: `platforms.vertex.${member}`,
    message: `This cannot be overridden. ${why}`,
    fix,
  };
}
