import { generators, runGenerator } from "../setup/generators.mjs";

/** Generated files are what their sources say now. */
export const generatedChecks = generators
  .filter(({ vendor }) => !vendor)
  .map((generator) => ({
    name: `generated: ${generator.name}`,
    async find() {
      const { code, output } = await runGenerator(generator, "--check");
      return code === 0 ? [] : [output.trim()];
    },
  }));
