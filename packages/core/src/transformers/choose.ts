import type { Diagnostic } from "../contract/diagnostic.ts";
import type { ImageTransformers } from "../contract/driver.ts";
import type { TrainerSpec } from "../contract/spec.ts";
import { beginsWith, needsOf, releaseMeantBy, runsOn } from "./needs.ts";

/** Which release of transformers runs, and what is done for it. */
export interface TransformersChoice {
  /** Arguments are checked and written for it; undefined where neither spec nor image tells. */
  readonly release: string | undefined;
  /** What the launcher makes sure of, such as `5.23` or `5.3.0`; undefined where the image's own is right. */
  readonly ensured: string | undefined;
  readonly diagnostics: readonly Diagnostic[];
}

const path = "environment.transformers";

/**
 * A release in the image that fits stays. Another one is replaced, and one that is not known is looked at in the container.
 * A spec that names none wants `"5"` where Switchyard chose the image, unless its requirements may have brought one.
 */
export function chooseTransformers(
  { environment }: TrainerSpec,
  given: ImageTransformers | undefined,
): TransformersChoice {
  const named = environment?.transformers;
  if (given === undefined) return { release: named, ensured: undefined, diagnostics: [] };
  const image = environment?.python === undefined ? given : { python: environment.python, ...given };
  const word = named ?? defaultOf(image, environment?.requirements);
  if (word === undefined || (image.release !== undefined && fits(image.release, word)))
    return { release: image.release, ensured: undefined, diagnostics: [] };
  const meant = releaseMeantBy(word, image);
  if (!runsOn(meant, image)) return { release: meant, ensured: undefined, diagnostics: [cannotRun(meant, image)] };
  const known = image.release !== undefined && !beginsWith(meant, image.release);
  const wanted: Wanted = { word, isNamed: named !== undefined, meant, image };
  if (image.fixed !== undefined)
    return { release: meant, ensured: undefined, diagnostics: [known ? cannotInstall(wanted) : notChecked(wanted)] };
  return { release: meant, ensured: meant, diagnostics: [known ? installs(wanted) : checks(wanted)] };
}

function defaultOf({ chosen, release = "" }: ImageTransformers, requirements: string | undefined): string | undefined {
  if (!chosen) return undefined;
  return requirements !== undefined && !release.includes(".") ? undefined : "5";
}

/** A whole release fits a word that it begins with; of one that is known in part, such as `5`, none can be told. */
const fits = (release: string, word: string): boolean => release.includes(".") && beginsWith(release, word);

interface Wanted {
  readonly word: string;
  readonly isNamed: boolean;
  readonly meant: string;
  readonly image: ImageTransformers;
}

const found = ({ word, isNamed }: Wanted): string =>
  isNamed ? `Found ${JSON.stringify(word)}.` : `No release is named, which means "${word}".`;

const inside = ({ name, release }: ImageTransformers): string =>
  capital(`${name} has transformers ${release}${release?.includes(".") === true ? "" : ".x"}.`);

const capital = (sentence: string): string => `${sentence.charAt(0).toUpperCase()}${sentence.slice(1)}`;

const index = "for which the container needs a package index";
const ownImage = "give an image of your own that has the release as `environment.image`";

/** The image's own release, as a spec would name it: the minor. */
const ownRelease = ({ release }: ImageTransformers): string => release?.split(".").slice(0, 2).join(".") ?? "";

function installs(wanted: Wanted): Diagnostic {
  const { image, meant } = wanted;
  return {
    severity: "warning",
    code: "installed-release",
    path,
    message: `${found(wanted)} ${inside(image)} The launcher installs transformers ${meant} with pip before the script starts, ${index}.`,
    fix: `Use "${ownRelease(image)}", or ${ownImage}.`,
  };
}

function checks(wanted: Wanted): Diagnostic {
  const { image, meant } = wanted;
  const needs = needsOf(meant);
  const unknown = image.python === undefined ? ` It needs Python ${needs.python} and torch ${needs.torch} there.` : "";
  return {
    severity: "info",
    code: "checked-release",
    path,
    message: `${found(wanted)} Whether ${image.name} has it cannot be told from here. Where another release is, transformers ${meant} is installed with pip before the script starts, ${index}.${unknown}`,
    fix: `To spare the installation, ${ownImage}.`,
  };
}

function cannotInstall(wanted: Wanted): Diagnostic {
  const { image } = wanted;
  return {
    severity: "error",
    code: "no-image",
    path,
    message: `${found(wanted)} ${inside(image)} No other can be installed: ${image.fixed}.`,
    fix: `Use "${ownRelease(image)}", or ${ownImage}.`,
  };
}

function notChecked(wanted: Wanted): Diagnostic {
  const { image } = wanted;
  return {
    severity: "warning",
    code: "not-checked",
    path,
    message: `${found(wanted)} Whether ${image.name} has it cannot be told from here, and it is not installed: ${image.fixed}.`,
    fix: "Make sure that the image has this release.",
  };
}

function cannotRun(meant: string, image: ImageTransformers): Diagnostic {
  const needs = needsOf(meant);
  const near = releaseMeantBy(meant.split(".")[0] ?? "", image);
  const has = Object.entries({ Python: image.python, torch: image.torch }).filter(
    ([, release]) => release !== undefined,
  );
  return {
    severity: "error",
    code: "no-image",
    path,
    message: `transformers ${meant} needs Python ${needs.python} and torch ${needs.torch}, and ${image.name} has ${has.map((each) => each.join(" ")).join(" and ")}.`,
    fix: runsOn(near, image) ? `Use "${near}", or ${ownImage}.` : capital(`${ownImage}.`),
  };
}
