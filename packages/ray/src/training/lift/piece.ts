import type { Diagnostic, Environment, Resources, TrainerSpec } from "@switchyard/core";
import { membersOf, type Members } from "@switchyard/core/platform";

export { isMembers, lost, made, membersOf, unsaid, type Members } from "@switchyard/core/platform";

/** What a native member becomes: portable fields, and what the user should know. */
export interface Piece {
  readonly spec?: Partial<Omit<TrainerSpec, "resources" | "environment">>;
  readonly resources?: Resources;
  readonly environment?: Environment;
  readonly diagnostics?: readonly Diagnostic[];
}

/** A native job: a submission's body or a manifest, whatever form it was given in. */
export interface NativeJob {
  readonly submit: "jobs" | "kuberay";
  readonly body: Members;
  readonly entrypoint: string;
  /** The runtime environment; of a manifest, read from its text. */
  readonly environment: Members;
  readonly metadata: Members;
  /** The job's own name. */
  readonly name: string;
  /** What the form alone gave rise to. */
  readonly diagnostics: readonly Diagnostic[];
}

export const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

export const textOf = (value: unknown): string | undefined => (typeof value === "string" ? value : undefined);

/** A value some steps down; undefined where the way ends. A number is a place in a list. */
export function at(value: unknown, ...keys: readonly (string | number)[]): unknown {
  return keys.reduce<unknown>(
    (inner, key) =>
      typeof key === "number"
        ? listOf(inner)[key]
        : Object.hasOwn(membersOf(inner), key)
          ? membersOf(inner)[key]
          : undefined,
    value,
  );
}

/** A native member that has no portable home, and was kept. */
export function kept(path: string, part: "job" | "rayJob"): Diagnostic {
  return {
    severity: "info",
    code: "kept-native",
    path,
    message: `This has no portable form and was kept as \`platforms.ray.${part}.${path}\`.`,
  };
}
