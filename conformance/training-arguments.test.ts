import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import {
  checkAcceleratorRules,
  checkTrainingArguments,
  dialectOf,
  encodeArguments,
  encodeJsonArguments,
  migrateArguments,
  table4,
  table5,
} from "../packages/core/src/arguments/index.ts";
import type { Diagnostic } from "../packages/core/src/contract/diagnostic.ts";
import { trainerRules } from "../packages/core/src/arguments/rules-trainer.ts";
import { anyArguments, fileArguments, ruledArguments } from "./training-arguments-cases.ts";

type Values = Readonly<Record<string, unknown>>;
interface Reply {
  readonly version: string;
  readonly names: readonly string[];
  readonly answers: readonly Answer[];
}
interface Answer {
  readonly read: string | null;
  readonly differences: readonly string[];
}

const isFull = process.env["SWITCHYARD_CONFORMANCE"] === "full" || process.env["FULL"] === "1";
const sample = { numRuns: isFull ? 500 : 60, seed: 20_260_801 };
const bridge = fileURLToPath(new URL("training-arguments-bridge.py", import.meta.url));

/** Refused by the Trainer when it is made, not by its arguments. */
const laterCodes = new Set([...trainerRules.map((rule) => rule.code), "checkpointing-twice", "weights-only-shards"]);

const releases = [
  { variable: "SWITCHYARD_PYTHON_T4", version: "4.57.6", table: table4 },
  { variable: "SWITCHYARD_PYTHON_T5", version: "5.23.0", table: table5 },
];

for (const { variable, version, table } of releases) {
  const python = process.env[variable];
  const title = python === undefined ? ` (skipped: ${variable} names no Python that has it)` : "";

  describe.skipIf(python === undefined)(`transformers ${version}${title}`, () => {
    const any = fc.sample(anyArguments(table), sample);
    const ruled = fc.sample(ruledArguments(table), sample);
    const filed = fc.sample(fileArguments(table), sample);
    let reply: Reply;

    beforeAll(() => {
      reply = ask(python ?? "", [
        ...[...any, ...ruled].map((values) => onTheCommandLine(values, version)),
        ...filed.map((values) => inAFile(values, version)),
      ]);
    });

    it("has the arguments that our table has, in the same order", () => {
      expect(reply.version).toBe(version);
      expect([...(dialectOf(version).dialect?.rows.keys() ?? [])]).toEqual(reply.names);
    });

    it("reads back from our command line what Python makes of the same values", () => {
      const accepted = any.flatMap((values, index) => {
        const answer = reply.answers[index];
        return answer?.read === null && allErrorsOf(values, version).length === 0 ? [{ values, answer }] : [];
      });
      expect(accepted.length).toBeGreaterThan(any.length / 4);
      for (const { values, answer } of accepted) {
        expect({ values, differences: answer.differences }).toEqual({ values, differences: [] });
      }
    });

    it("reads back from our JSON file what Python makes of the same values, with the class's own types", () => {
      const accepted = filed.flatMap((values, index) => {
        const answer = reply.answers[any.length + ruled.length + index];
        return answer?.read === null && allErrorsOf(values, version).length === 0 ? [{ values, answer }] : [];
      });
      expect(accepted.length).toBeGreaterThan(filed.length / 4);
      for (const { values, answer } of accepted) {
        expect({ values, differences: answer.differences }).toEqual({ values, differences: [] });
      }
    });

    it("refuses what the real class refuses, and nothing else", () => {
      const cases = [...any, ...ruled].map((values, index) => ({
        values,
        real: reply.answers[index]?.read ?? null,
        ours: errorsOf(values, version),
      }));
      expect(cases.some((each) => each.real === null)).toBe(true);
      expect(cases.some((each) => each.real !== null)).toBe(true);
      const disagreements = cases.filter((each) => (each.real === null) !== (each.ours.length === 0));
      expect(disagreements).toEqual([]);
    });
  });
}

const pythons = releases.map(({ variable }) => process.env[variable]);

describe.skipIf(pythons.includes(undefined))("migrated arguments", () => {
  it.each([
    { from: 0, to: 1, major: "5" },
    { from: 1, to: 0, major: "4" },
  ] as const)(
    "of a release that takes them are taken by transformers $major, or refused by us",
    ({ from, to, major }) => {
      const [source, target] = [releases[from], releases[to]];
      if (source === undefined || target === undefined) throw new Error("There are two releases.");
      const right = fc
        .sample(anyArguments(source.table), sample)
        .filter((values) => allErrorsOf(values, source.version).length === 0);
      const migrated = right.map((values) => migrateArguments(values, major).args);
      const taken = migrated.filter((values) => allErrorsOf(values, target.version).length === 0);
      expect(taken.length).toBeGreaterThan(right.length / 2);
      const { answers } = ask(
        pythons[to] ?? "",
        taken.map((values) => inAFile(values, target.version)),
      );
      expect(taken.filter((_, index) => answers[index]?.read !== null)).toEqual([]);
    },
  );
});

type Case = { readonly values: Values } & ({ readonly argv: readonly string[] } | { readonly json: string });

function onTheCommandLine(values: Values, version: string): Case {
  const { argv, diagnostics } = encodeArguments(values, version);
  expect(diagnostics).toEqual([]);
  return { values, argv };
}

/** Python cannot be told `fsdp: false` in 4.57, and takes it as off when it is left out. */
function inAFile(values: Values, version: string): Case {
  const { text, diagnostics } = encodeJsonArguments(values, {}, version);
  expect(diagnostics).toEqual([]);
  return { values: values["fsdp"] === false ? { ...values, fsdp: "" } : values, json: text };
}

/** All cases go to one Python process, which takes seconds to start. */
function ask(python: string, cases: readonly Case[]): Reply {
  const input = JSON.stringify({ cases });
  const environment = { ...process.env, CUDA_VISIBLE_DEVICES: "", TOKENIZERS_PARALLELISM: "false" };
  const finished = spawnSync(python, [bridge], { input, encoding: "utf8", env: environment, maxBuffer: 1 << 28 });
  expect(finished.status, finished.stderr).toBe(0);
  return JSON.parse(finished.stdout) as Reply;
}

function errorsOf(values: Values, version: string): string[] {
  return allErrorsOf(values, version)
    .filter((diagnostic) => !laterCodes.has(diagnostic.code))
    .map((diagnostic) => diagnostic.message);
}

function allErrorsOf(values: Values, version: string): Diagnostic[] {
  return [...checkTrainingArguments(values, version), ...checkAcceleratorRules(values, "cpu")].filter(
    ({ severity }) => severity === "error",
  );
}
