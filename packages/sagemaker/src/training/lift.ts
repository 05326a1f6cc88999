import type { Lifted, TrainerSpec } from "@switchyard/core";
import { joinedSpecs } from "@switchyard/core/platform";
import type { SageMakerTraining } from "../native-types.ts";
import type { ResolvedSettings } from "../settings.ts";
import { readForm } from "./lift/forms.ts";
import { nameOf, readMembers } from "./lift/members.ts";
import type { Context, Members, Piece } from "./lift/piece.ts";

/**
 * A CreateTrainingJob request, or what DescribeTrainingJob told of a job, as a spec; of a search, its trial.
 *
 * @throws {ConfigError} when it is none of these.
 */
export function lift(native: unknown, settings: ResolvedSettings): Lifted {
  const context: Context = { ...readForm(native), settings };
  const pieces = readMembers(context);
  const resources = merged(pieces, "resources");
  const environment = merged(pieces, "environment");
  const overrides = pieces.reduce<Members>((whole, { native: own }) => ({ ...whole, ...own }), {});
  const spec: TrainerSpec = {
    name: nameOf(context),
    source: ".",
    entryPoint: "train.py",
    ...joinedSpecs(pieces.map((piece) => piece.spec)),
    ...(Object.keys(resources).length === 0 ? {} : { resources }),
    ...(Object.keys(environment).length === 0 ? {} : { environment }),
    ...(Object.keys(overrides).length === 0 ? {} : { platforms: { sagemaker: overrides as SageMakerTraining } }),
  };
  return { spec, diagnostics: [...context.diagnostics, ...pieces.flatMap((piece) => piece.diagnostics ?? [])] };
}

function merged<Part extends "resources" | "environment">(
  pieces: readonly Piece[],
  part: Part,
): NonNullable<Piece[Part]> {
  return Object.assign({}, ...pieces.map((piece) => piece[part])) as NonNullable<Piece[Part]>;
}
