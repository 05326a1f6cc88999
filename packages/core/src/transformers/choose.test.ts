import { describe, expect, it } from "vitest";
import type { ImageTransformers } from "../contract/driver.ts";
import type { Environment } from "../contract/spec.ts";
import { chooseTransformers } from "./choose.ts";

const ours: ImageTransformers = { name: "the image", chosen: true, release: "5.3.0", python: "3.12", torch: "2.9.0" };
const older: ImageTransformers = { ...ours, release: "4.57.1", python: "3.11", torch: "2.8.0" };
const curated: ImageTransformers = {
  name: "the environment",
  chosen: true,
  release: "5",
  python: "3.10",
  torch: "2.8",
};
const unknown: ImageTransformers = { name: "the image that is given", chosen: false };
const fixed = { fixed: "it has no network" };

function choose(environment: Environment | undefined, image: ImageTransformers | undefined) {
  const spec = { name: "bert", source: ".", entryPoint: "train.py", ...(environment && { environment }) };
  const { release, ensured, diagnostics } = chooseTransformers(spec, image);
  return [release, ensured, ...diagnostics.map(({ severity, code }) => `${severity} ${code}`)];
}

describe("a release", () => {
  it.each<[string, Environment | undefined, ImageTransformers | undefined, (string | undefined)[]]>([
    ["in the image stays", { transformers: "5.3" }, ours, ["5.3.0", undefined]],
    ["by its major alone is the image's", { transformers: "5" }, ours, ["5.3.0", undefined]],
    ["that nobody names is 5 in an image of ours", undefined, ours, ["5.3.0", undefined]],
    ["that begins alike is another one", { transformers: "5.30" }, ours, ["5.30", "5.30", "warning installed-release"]],
    ["that is whole has to be that", { transformers: "5.3.1" }, ours, ["5.3.1", "5.3.1", "warning installed-release"]],
    ["of another major is installed", { transformers: "5" }, older, ["5.23", "5.23", "warning installed-release"]],
    ["that nobody names is installed too", undefined, older, ["5.23", "5.23", "warning installed-release"]],
    ["by an old major is its newest", { transformers: "4" }, ours, ["4.57", "4.57", "warning installed-release"]],
    ["is the newest that the Python runs", { transformers: "5" }, curated, ["5.20", "5.20", "info checked-release"]],
    ["promised by its major is looked at", { transformers: "5.3" }, curated, ["5.3", "5.3", "info checked-release"]],
    ["not promised is installed", { transformers: "4.57" }, curated, ["4.57", "4.57", "warning installed-release"]],
    ["that the Python cannot run is refused", { transformers: "5.23" }, curated, ["5.23", undefined, "error no-image"]],
    ["in an image of one's own is looked at", { transformers: "5" }, unknown, ["5.23", "5.23", "info checked-release"]],
    [
      "is held against the Python that the spec names",
      { transformers: "5", python: "3.10" },
      unknown,
      ["5.20", "5.20", "info checked-release"],
    ],
    ["that nobody names is not enforced in an image of one's own", {}, unknown, [undefined, undefined]],
    ["that nobody names may come from the requirements", { requirements: "r.txt" }, curated, ["5", undefined]],
    [
      "that is named holds beside requirements",
      { transformers: "5.3", requirements: "r.txt" },
      curated,
      ["5.3", "5.3", "info checked-release"],
    ],
    [
      "is not installed where that cannot be",
      { transformers: "5" },
      { ...older, ...fixed },
      ["5.23", undefined, "error no-image"],
    ],
    [
      "may be there where it cannot be installed",
      { transformers: "5" },
      { ...unknown, ...fixed },
      ["5.23", undefined, "warning not-checked"],
    ],
    ["that fits needs no installation", { transformers: "5" }, { ...ours, ...fixed }, ["5.3.0", undefined]],
    ["without an image is the translator's to refuse", { transformers: "5.3" }, undefined, ["5.3", undefined]],
  ])("%s", (_name, environment, image, expected) => {
    expect(choose(environment, image)).toEqual(expected);
  });
});

it("that is installed is told about with the image, what is installed, and what that takes", () => {
  const spec = { name: "bert", source: ".", entryPoint: "train.py" };
  expect(chooseTransformers(spec, older).diagnostics).toEqual([
    {
      severity: "warning",
      code: "installed-release",
      path: "environment.transformers",
      message:
        'No release is named, which means "5". The image has transformers 4.57.1. The launcher installs transformers 5.23 with pip before the script starts, for which the container needs a package index.',
      fix: 'Use "4.57", or give an image of your own that has the release as `environment.image`.',
    },
  ]);
});

it("that cannot run names the newest of its major that can", () => {
  const spec = { name: "bert", source: ".", entryPoint: "train.py", environment: { transformers: "5.22" } } as const;
  expect(chooseTransformers(spec, curated).diagnostics[0]).toMatchObject({
    message: "transformers 5.22 needs Python 3.11 and torch 2.6, and the environment has Python 3.10 and torch 2.8.",
    fix: expect.stringContaining('Use "5.20"') as string,
  });
});
