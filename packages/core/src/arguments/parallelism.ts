import type { Diagnostic } from "../contract/diagnostic.ts";
import { entriesOf, isObject } from "./json-text.ts";

const prefix = "PARALLELISM_CONFIG_";
const sizes = ["dp_replicate_size", "dp_shard_size", "tp_size", "cp_size", "sp_size"] as const;
type Sizes = Readonly<Record<(typeof sizes)[number], number>>;

interface Setting {
  readonly ranks: number;
  readonly isFsdp: boolean;
}

/** One rule of accelerate's ParallelismConfig (accelerate parallelism_config.py). */
interface ParallelRule {
  readonly at: (typeof sizes)[number];
  isBroken(sizes: Sizes, setting: Setting): boolean;
  message(sizes: Sizes, setting: Setting): string;
  readonly fix: string;
}

const product = (of: Sizes): number => sizes.reduce((result, name) => result * of[name], 1);

const rules: readonly ParallelRule[] = [
  {
    at: "sp_size",
    isBroken: ({ cp_size, sp_size }) => cp_size > 1 && sp_size > 1,
    message: ({ cp_size, sp_size }) =>
      `Context and sequence parallelism exclude each other, found ${cp_size} and ${sp_size}.`,
    fix: "Set one of the two to 1.",
  },
  {
    at: "dp_shard_size",
    isBroken: (of) => (of.tp_size > 1 || of.cp_size > 1) && of.dp_replicate_size > 1 && of.dp_shard_size === 1,
    message: () => "Tensor or context parallelism beside replicas needs shards, too.",
    fix: "Set the replicas to 1, or the shards above 1.",
  },
  {
    at: "dp_replicate_size",
    isBroken: (of, { ranks }) => of.sp_size === 1 && product(of) > 1 && product(of) !== ranks,
    message: (of, { ranks }) => `The sizes multiply to ${product(of)}, but the job has ${ranks} ranks.`,
    fix: "Choose sizes that multiply to the number of ranks.",
  },
  {
    at: "dp_shard_size",
    isBroken: (of, { ranks, isFsdp }) => isFsdp && ranks > 1 && of.dp_shard_size === 1 && of.cp_size === 1,
    message: () => "FSDP has nothing to shard over: the sizes of shards and of context parallelism are both 1.",
    fix: "Set one of them above 1, or leave FSDP out.",
  },
];

/** Holds the sizes that variables give to a ParallelismConfig against its rules. */
export function checkParallelism(
  variables: Readonly<Record<string, string>>,
  setting: Setting,
  path: string,
): Diagnostic[] {
  const found = Object.fromEntries(
    sizes.map((name) => [name, Number(variables[variableOf(name)] ?? 1)]),
  ) as unknown as Sizes;
  const zero = sizes
    .filter((name) => found[name] < 1)
    .map((name) => ({
      ...({ severity: "error", code: "parallelism", path: `${path}.${variableOf(name)}` } as const),
      message: `\`${variableOf(name)}\` is ${found[name]}. Allowed is 1 or more.`,
      fix: "Write 1 for none.",
    }));
  if (zero.length > 0) return zero;
  return rules
    .filter((rule) => rule.isBroken(found, setting))
    .map((rule) => ({
      ...({ severity: "error", code: "parallelism", path: `${path}.${variableOf(rule.at)}` } as const),
      message: rule.message(found, setting),
      fix: rule.fix,
    }));
}

/** What to write in the place of a ParallelismConfig, which is a Python object: the variables with the same meaning. */
export function parallelismAsVariables(value: unknown): string {
  const entries = isObject(value) ? entriesOf(value).filter(([, each]) => typeof each !== "object") : [];
  const own = entries.map(([name, each]) => `${variableOf(name)}: ${JSON.stringify(String(each))}`);
  const rest = own.length === 0 ? [`${prefix}TP_SIZE: "2"`] : own;
  const variables = ['ACCELERATE_USE_PARALLELISM_CONFIG: "true"', ...rest].join(", ");
  return `It is a Python object: write \`environment: { variables: { ${variables} } }\` instead.`;
}

const variableOf = (name: string): string => prefix + name.toUpperCase();
