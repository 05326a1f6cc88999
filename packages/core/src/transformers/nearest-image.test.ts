import { expect, it } from "vitest";
import { nearestImage } from "./nearest-image.ts";

const images = [
  { transformers: "4.48.0", python: "3.11", torch: "2.3.1" },
  { transformers: "4.56.2", python: "3.12", torch: "2.8.0" },
  { transformers: "5.3.0", python: "3.12", torch: "2.9.0" },
];

it.each([
  ["4.57", images, "4.56.2"],
  ["4.49", images, "4.48.0"],
  ["4.52", images, "4.56.2"],
  ["5.18", images, "5.3.0"],
  ["5.0", images, "5.3.0"],
  // No image of that major: the newest.
  ["5.18", images.slice(0, 2), "4.56.2"],
  ["4.57", images.slice(2), "5.3.0"],
  // What an image's torch cannot run is not installed in it; a bare major is the newest that any image runs.
  ["5.18", images.slice(0, 1), undefined],
  ["5.0", images.slice(0, 1), "4.48.0"],
  ["5", images.slice(0, 2), "4.56.2"],
])("for %s is %o's %s", (word, given, expected) => {
  expect(nearestImage(given, word)?.transformers).toBe(expected);
  expect(nearestImage(given.toReversed(), word)?.transformers).toBe(expected);
});
