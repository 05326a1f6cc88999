import { generators } from "../setup/generators.mjs";
import { setUpWorkspace } from "../setup/workspace.mjs";
import { say } from "../shared/say.mjs";

/** Writes the generated files again. */
export async function run() {
  await setUpWorkspace();
  for (const { name, start } of generators) {
    const { code, output } = await start();
    console.log(output.trim());
    if (code !== 0) return code;
    say(`wrote ${name}`);
  }
  return 0;
}
