import type { Diagnostic, Environment, Resources, TrainerSpec } from "@switchyard/core";
import { isMembers, made, type Members } from "@switchyard/core/platform";
import type { ResolvedSettings } from "../../settings.ts";

export { isMembers, lost, made, membersOf, unsaid, type Members } from "@switchyard/core/platform";

/** What one native member becomes: portable fields, members for `platforms.sagemaker`, and what the user should know. */
export interface Piece {
  readonly spec?: Partial<Omit<TrainerSpec, "resources" | "environment">>;
  readonly resources?: Resources;
  readonly environment?: Environment;
  readonly native?: Members;
  readonly diagnostics?: readonly Diagnostic[];
}

/**
 * Who made a job, since each starts its container in a way of its own: Switchyard, the estimators of the SageMaker Python
 * SDK 2, its ModelTrainer of 3, or somebody else.
 */
export type Maker = "switchyard" | "sdk2" | "sdk3" | "other";

/** A training job in the words of CreateTrainingJob, whatever form it was given in. */
export interface NativeJob {
  readonly job: Members;
  readonly maker: Maker;
  /** What the form alone gave rise to. */
  readonly diagnostics: readonly Diagnostic[];
}

/** What a member's reading may look at beside the member. */
export interface Context extends NativeJob {
  readonly settings: ResolvedSettings;
}

/** The items of a list that have members. */
export const itemsOf = (value: unknown): readonly Members[] => (Array.isArray(value) ? value.filter(isMembers) : []);

/** Members that say something: Describe fills in empty text, false and "None" where nothing was said. */
export function saying(members: Members): Members {
  const silent: readonly unknown[] = [undefined, null, "", false, "None"];
  return Object.fromEntries(Object.entries(members).filter(([, value]) => !silent.includes(value)));
}

/** Members that say nothing, as `saying` has it, with a value that somebody wrote. */
export function silent(path: string, members: Members): Diagnostic[] {
  const said = saying(members);
  return Object.entries(members)
    .filter(([name, value]) => !Object.hasOwn(said, name) && value !== null && value !== undefined)
    .map(([name, value]) =>
      made(`${path}${name}`, `${JSON.stringify(value)} is what SageMaker takes where nothing is said.`),
    );
}

/** A value that SageMaker takes where nothing is said. */
export function usual(path: string, value: unknown, byDefault: string | boolean): Diagnostic[] {
  return value === byDefault
    ? [made(path, `${JSON.stringify(value)} is what SageMaker takes where nothing is said.`)]
    : [];
}

/** A native member that has no portable home, and was kept. */
export function kept(path: string): Diagnostic {
  return {
    severity: "info",
    code: "kept-native",
    path,
    message: `This has no portable form and was kept as \`platforms.sagemaker.${path}\`.`,
  };
}

/** The members of one native structure that stay native, and a diagnostic for each. */
export function keptOf(name: string, members: Members): Pick<Piece, "native"> & { readonly diagnostics: Diagnostic[] } {
  const names = Object.keys(members);
  return {
    ...(names.length === 0 ? {} : { native: { [name]: members } }),
    diagnostics: names.map((member) => kept(`${name}.${member}`)),
  };
}
