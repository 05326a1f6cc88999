import { inRoot } from "../shared/paths.mjs";
import { runNode } from "../shared/process.mjs";
import { setUpWorkspace } from "../setup/workspace.mjs";

export async function run() {
  await setUpWorkspace();
  return (await runNode(inRoot("node_modules/oxfmt/bin/oxfmt"), ["--write"], { live: true })).code;
}
