import { generators, runGenerator } from "../setup/generators.mjs";
import { setUpWorkspace } from "../setup/workspace.mjs";
import { say } from "../shared/say.mjs";

/** Writes the generated files again. */
export async function run() {
  await setUpWorkspace();
  for (const generator of generators) {
    const { code, output } = await runGenerator(generator);
    console.log(output.trim());
    if (code !== 0) return code;
    say(`wrote ${generator.name}`);
  }
  return 0;
}
