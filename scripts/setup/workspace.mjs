import { existsSync } from "node:fs";
import { packageNames } from "../shared/files.mjs";
import { inRoot } from "../shared/paths.mjs";
import { run } from "../shared/process.mjs";
import { say, seconds, SetupError } from "../shared/say.mjs";
import { hashOf, isStamped, read, stamp } from "../shared/stamp.mjs";

/** Through npx, so that a newcomer needs npm alone. */
const pnpm = ["-y", "pnpm@12.21.0"];
const npx = process.platform === "win32" ? "npx.cmd" : "npx";

export const runPnpm = (parameters, options) => run(npx, [...pnpm, ...parameters], options);

/** Installs what the lockfile names, when it changed or was never installed. */
export async function setUpWorkspace() {
  const manifests = packageNames()
    .map((name) => `packages/${name}/package.json`)
    .filter((path) => existsSync(inRoot(path)));
  const inputs = ["pnpm-lock.yaml", "pnpm-workspace.yaml", "package.json", ...manifests];
  const hash = hashOf(inputs.map((path) => read(inRoot(path))));
  const stampFile = inRoot("node_modules/.switchyard-installed");
  if (isStamped(stampFile, hash)) return;

  say("installing the npm packages of the lockfile (the first time about a minute; later a second)");
  const { code, output, seconds: took } = await runPnpm(["install", "--frozen-lockfile"]);
  if (code !== 0)
    throw new SetupError(
      `${output}\nThe npm packages could not be installed; see above. Is the npm registry reachable?`,
    );
  stamp(stampFile, hash);
  say(`npm packages are ready (${seconds(took)})`);
}
