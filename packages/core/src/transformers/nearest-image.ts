import { compareReleases, releaseMeantBy, runsOn, type Ground } from "./needs.ts";

/** An image of which a platform's table knows this much. */
export interface KnownImage extends Ground {
  readonly transformers: string;
}

/**
 * The image to install a release in that none has: among those whose Python and torch can run it (of a bare major: the
 * newest release that any can run), the nearest minor of the same major, the newer of two that are equally near; where none
 * is of that major, the newest. Undefined where none can run it.
 */
export function nearestImage<I extends KnownImage>(images: readonly I[], word: string): I | undefined {
  const [major, minor = "0"] = word.split(".");
  const suitable = images
    .map((image) => ({ image, meant: releaseMeantBy(word, image) }))
    .filter(({ image, meant }) => runsOn(meant, image))
    .toSorted(
      (one, other) =>
        compareReleases(other.meant, one.meant) || compareReleases(other.image.transformers, one.image.transformers),
    );
  const best = suitable.filter(({ meant }) => meant === suitable[0]?.meant).map(({ image }) => image);
  const sameMajor = best.filter(({ transformers }) => transformers.split(".")[0] === major);
  const distance = ({ transformers }: I): number => Math.abs(Number(transformers.split(".")[1]) - Number(minor));
  if (sameMajor.length === 0) return best[0];
  return sameMajor.reduce((nearest, image) => (distance(image) < distance(nearest) ? image : nearest));
}
