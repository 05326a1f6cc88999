import { existsSync } from "node:fs";
import { posix } from "node:path";
import { packageNames } from "../shared/files.mjs";
import { inRoot, root } from "../shared/paths.mjs";
import { runningRooms } from "./rooms.mjs";

/** The packages that a plan may need; whatever else a platform imports, at once or later, is for running jobs. */
const forPlans = /^(?:@switchyard\/core(?:\/|$)|valibot$)/;

const wayOut = "Let src/platform.ts import src/training/driver.ts lazily, and only the driver what runs jobs.";

/** The modules that are loaded with `entry`: what they import lazily is not. `inputs` as esbuild's metafile has them. */
export function loadedWith(entry, inputs) {
  const loaded = new Set();
  const open = [entry];
  for (let path = open.pop(); path !== undefined; path = open.pop()) {
    if (loaded.has(path)) continue;
    loaded.add(path);
    const direct = (inputs[path]?.imports ?? []).filter(({ kind, external }) => kind !== "dynamic-import" && !external);
    open.push(...direct.map(({ path: imported }) => imported));
  }
  return [...loaded];
}

/** A platform that is made, and plans, does not load what runs jobs. */
export function problemsOf(home, inputs) {
  const loaded = loadedWith(posix.join(home, "src/platform.ts"), inputs);
  const rooms = runningRooms.map((room) => posix.join(home, room));
  return loaded.flatMap((path) => {
    if (rooms.includes(path)) return [`${path} is loaded with a plan. ${wayOut}`];
    const strangers = (inputs[path]?.imports ?? []).filter(
      ({ path: imported, external }) => external && !forPlans.test(imported),
    );
    return strangers.map(({ path: imported }) => `${path} imports ${imported} and is loaded with a plan. ${wayOut}`);
  });
}

export async function planningProblems() {
  const { build } = await import("esbuild");
  const homes = packageNames().map((name) => `packages/${name}`);
  const platforms = homes.filter((home) => existsSync(inRoot(home, "src/training/translator.ts")));
  const { metafile } = await build({
    absWorkingDir: root,
    entryPoints: platforms.map((home) => `${home}/src/platform.ts`),
    outdir: "unwritten",
    bundle: true,
    write: false,
    metafile: true,
    splitting: true,
    packages: "external",
    platform: "node",
    format: "esm",
    logLevel: "silent",
  });
  return platforms.flatMap((home) => problemsOf(home, metafile.inputs));
}
