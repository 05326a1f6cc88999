import { nearest, type Diagnostic, type JsonObject, type PlacementChanges, type RunLimits } from "@switchyard/core";
import type { Platforms } from "../platforms.ts";
import { isObject, problem, unknownPlatform } from "./problems.ts";

/** One place of a run: a platform of the configuration, with other settings and other fields of the spec where they differ. */
export interface PlacementEntry extends PlacementChanges {
  /** The platform's id. */
  readonly on: string;
  /** Over the platform's own settings. They stand in the run's record: never credentials. */
  readonly settings?: JsonObject;
  readonly pricePerNodeHour?: number;
}

/** `run:` of the configuration: where `fit` trains when no `--on` is given, and how far it may go. */
export interface RunSection {
  readonly placements: readonly PlacementEntry[];
  readonly limits?: RunLimits;
  readonly preemptions?: number;
  readonly patience?: number;
}

const ofRun = ["placements", "limits", "preemptions", "patience"];
const ofPlacement = ["on", "settings", "pricePerNodeHour", "resources", "inputs", "environment", "platforms"];
const ofLimits = ["attempts", "time", "money"];
const example = "Write `placements: [{ on: sagemaker, resources: { spot: true } }, { on: sagemaker }]`.";

/** Problems of names and shapes; what stands in them is judged when the run is planned. */
export function checkRunSection(value: unknown, label: string, known: Platforms): readonly Diagnostic[] {
  if (!isObject(value)) return [problem("wrong-type", label, "It must be an object with `placements`.", example)];
  const { placements, limits = {} } = value;
  const ofLimit = isObject(limits)
    ? unknownKeys(limits, ofLimits, `${label}.limits`)
    : [
        problem(
          "wrong-type",
          `${label}.limits`,
          "It must be an object.",
          "Write `limits: { attempts: 10, time: 12h }`.",
        ),
      ];
  const entries = Array.isArray(placements) ? (placements as readonly unknown[]) : [];
  const none =
    entries.length > 0 ? [] : [problem("missing-field", `${label}.placements`, "It must be a list.", example)];
  return [
    ...unknownKeys(value, ofRun, label),
    ...ofLimit,
    ...none,
    ...entries.flatMap((entry, index) => checkPlacement(entry, `${label}.placements[${index}]`, known)),
  ];
}

function checkPlacement(entry: unknown, path: string, known: Platforms): readonly Diagnostic[] {
  if (!isObject(entry) || typeof entry["on"] !== "string")
    return [problem("missing-field", path, "A placement is an object that names its platform by `on`.", example)];
  const objects = ["settings", "resources", "inputs", "environment", "platforms"];
  return [
    ...unknownKeys(entry, ofPlacement, path),
    ...unknownPlatform(entry["on"], known, `${path}.on`),
    ...objects
      .filter((key) => entry[key] !== undefined && !isObject(entry[key]))
      .map((key) =>
        problem("wrong-type", `${path}.${key}`, "It must be an object.", `Leave ${key} out, or give its fields.`),
      ),
  ];
}

function unknownKeys(value: object, allowed: readonly string[], path: string): readonly Diagnostic[] {
  return Object.keys(value)
    .filter((key) => !allowed.includes(key))
    .map((key) => {
      const near = nearest(key, allowed);
      const fix = near === undefined ? `Leave it out.` : `Did you mean ${near}?`;
      return problem("unknown-field", `${path}.${key}`, `There is no such entry. Allowed: ${allowed.join(", ")}.`, fix);
    });
}
