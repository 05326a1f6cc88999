import type { Diagnostic, Environment, Resources, TrainerSpec } from "@switchyard/core";
import {
  lost as lostAt,
  made as madeAt,
  madeCheckpointPlace as madeCheckpointPlaceAt,
  membersOf,
  type Members,
} from "@switchyard/core/platform";
import type { ResolvedSettings } from "../../settings.ts";

export { isMembers, membersOf, type Members } from "@switchyard/core/platform";

/** What one native member becomes: portable fields, members for `platforms.azureml`, and what the user should know. */
export interface Piece {
  readonly spec?: Partial<Omit<TrainerSpec, "resources" | "environment">>;
  readonly resources?: Resources;
  readonly environment?: Environment;
  readonly native?: Members;
  readonly diagnostics?: readonly Diagnostic[];
}

/** A native job in the words of the REST API, whatever form it was given in. */
export interface NativeJob {
  /** The job's id, as far as the form has it. */
  readonly name?: string;
  /** A local folder with the code, which only YAML knows. */
  readonly source?: string;
  /** `properties` of a command job; a sweep's trial has been merged in. */
  readonly job: Members;
  /** What the form alone gave rise to. */
  readonly diagnostics: readonly Diagnostic[];
}

/** What a member's reading may look at beside the member. */
export interface Context extends NativeJob {
  readonly settings: ResolvedSettings;
}

/** Text, or the known end of a placeholder for text that begins with a setting. */
export function textOf(value: unknown): string | undefined {
  if (typeof value === "string") return value;
  const { append } = membersOf(value);
  return typeof append === "string" ? append : undefined;
}

/** Where a member stands in a body. */
export const pathOf = (path: string): string => (path === "" ? "properties" : `properties.${path}`);

/** A native member that has no portable home, and was kept; `home` is where, if it is not the same place. */
export function kept(path: string, home: string = path): Diagnostic {
  return {
    severity: "info",
    code: "kept-native",
    path: pathOf(path),
    message: `This has no portable form and was kept as \`platforms.azureml.${home}\`.`,
  };
}

/** A native member that could not be kept, and why. */
export const lost = (path: string, message: string, fix?: string): Diagnostic => lostAt(pathOf(path), message, fix);

/** A member that a plan makes anew. */
export const made = (path: string, message: string): Diagnostic => madeAt(pathOf(path), message);

/** The run's own place for checkpoints, of which a spec names what lies above. */
export const madeCheckpointPlace = (path: string): Diagnostic => madeCheckpointPlaceAt(pathOf(path));
