import { existsSync } from "node:fs";
import { packageNames } from "../shared/files.mjs";
import { inRoot } from "../shared/paths.mjs";

const notPlatforms = ["core", "yard", "cli"];

/** Who knows one platform package knows them all. */
const rooms = [
  "VERIFIED.md",
  "src/index.ts",
  "src/settings.ts",
  "src/platform.ts",
  "src/resources.ts",
  "src/machines.data.ts",
  "src/images.ts",
  "src/images.data.ts",
  "src/schema.ts",
  "src/coverage.ts",
  "src/storage.ts",
  "src/errors.ts",
  "src/training/translate.ts",
  "src/training/driver.ts",
];

export async function roomProblems() {
  return packageNames()
    .filter((name) => !notPlatforms.includes(name))
    .flatMap((name) => rooms.map((room) => `packages/${name}/${room}`))
    .filter((path) => !existsSync(inRoot(path)))
    .map((path) => `${path} is missing: every platform package has the same rooms (docs/architecture.md).`);
}
