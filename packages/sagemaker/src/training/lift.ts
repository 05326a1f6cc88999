import type { Lifted, TrainerSpec } from "@switchyard/core";
import { joinedSpecs, mergeEnvironments } from "@switchyard/core/platform";
import type { SageMakerTraining } from "../native-types.ts";
import type { ResolvedSettings } from "../settings.ts";
import { bodyOf, readForm } from "./lift/forms.ts";
import { nameOf, readMembers } from "./lift/members.ts";
import { ownPath } from "./lift/own-path.ts";
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
  const environment = mergeEnvironments(pieces.map((piece) => piece.environment));
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
  const diagnostics = [...context.diagnostics, ...pieces.flatMap((piece) => piece.diagnostics ?? [])];
  const document = bodyOf(native);
  return { spec, diagnostics: diagnostics.map((each) => ({ ...each, path: ownPath(document, each.path) })) };
}

function merged<Part extends "resources">(pieces: readonly Piece[], part: Part): NonNullable<Piece[Part]> {
  return Object.assign({}, ...pieces.map((piece) => piece[part])) as NonNullable<Piece[Part]>;
}
