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
  "src/training/translate.ts",
  "src/training/translator.ts",
];

/** Rooms that a platform has no use for: Ray runs in the images of the cluster that is there. */
const without = { ray: ["src/images.ts", "src/images.data.ts"] };

/** What a package has beside these as soon as it can run jobs, not only plan them. */
export const runningRooms = ["src/storage.ts", "src/errors.ts", "src/training/driver.ts"];

/** One of the running rooms alone is half a platform, so one calls for all. */
function roomsOf(name) {
  const runs = runningRooms.some((room) => existsSync(inRoot(`packages/${name}/${room}`)));
  return (runs ? [...rooms, ...runningRooms] : rooms).filter((room) => !without[name]?.includes(room));
}

export async function roomProblems() {
  return packageNames()
    .filter((name) => !notPlatforms.includes(name))
    .flatMap((name) => roomsOf(name).map((room) => `packages/${name}/${room}`))
    .filter((path) => !existsSync(inRoot(path)))
    .map((path) => `${path} is missing: every platform package has the same rooms (docs/architecture.md).`);
}
