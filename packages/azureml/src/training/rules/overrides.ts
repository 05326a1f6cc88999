import type { Diagnostic, TranslationInput } from "@switchyard/core";
import type { AzureMLTraining } from "../../native-types.ts";
import type { Fragment } from "../fragment.ts";

/** `platforms.azureml`, merged over the job's properties in the end. Part of the spec that is plain data by now. */
export function overridesOf({ spec }: TranslationInput): AzureMLTraining {
  return spec.platforms?.azureml ?? {};
}

/** Refuses the members on which Switchyard's promises stand: one job per fit, and a script that starts. */
export function overridesRule(input: TranslationInput): Fragment {
  const override = overridesOf(input);
  const found = Object.keys(reasons).filter((path) => valueAt(override, path) !== undefined);
  const tags = Object.keys(asObject(override.tags)).filter((key) => key.startsWith("switchyard-"));
  return {
    diagnostics: [
      ...found.map((path) => refuse(path, reasons[path])),
      ...tags.map((key) => refuse(`tags[${JSON.stringify(key)}]`, identity)),
    ],
  };
}

const asObject = (value: unknown): object => (typeof value === "object" && value !== null ? value : {});

const valueAt = (value: object, path: string): unknown =>
  path
    .split(".")
    .reduce<unknown>((at, key) => (at as Readonly<Record<string, unknown>> | undefined | null)?.[key], value);

type Reason = readonly [why: string, fix: string];

const identity: Reason = ["Tags that begin with `switchyard-` are the job's identity.", "Give your tag another key."];

const reasons: Readonly<Record<string, Reason>> = {
  jobType: ["Training is a command job; planTuning() makes sweeps.", "Leave it out."],
  command: ["The job must start Switchyard's launcher.", "Put what should run into the script at `entryPoint`."],
  codeId: ["The code asset is the bundle.", "Put the files into the folder at `source`."],
  distribution: [
    "Azure would start ranks beside the launcher's.",
    "Leave it out: the launcher starts one rank for each accelerator.",
  ],
  "resources.instanceCount": ["The launcher must know how many nodes there are.", "Use `resources.nodes`."],
};

function refuse(member: string, [why, fix]: Reason = identity): Diagnostic {
  return {
    severity: "error",
    code: "reserved-member",
    path: `platforms.azureml.${member}`,
    message: `This cannot be overridden. ${why}`,
    fix,
  };
}
