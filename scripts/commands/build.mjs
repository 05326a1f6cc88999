import { buildDeclarations, buildJavaScript } from "../setup/build.mjs";
import { setUpWorkspace } from "../setup/workspace.mjs";

export async function run() {
  await setUpWorkspace();
  await buildJavaScript();
  await buildDeclarations();
  return 0;
}
