import { generators } from "../setup/generators.mjs";

/** Generated files are what their sources say now. */
export const generatedChecks = generators
  .filter(({ vendor }) => !vendor)
  .map(({ name, start }) => ({
    name: `generated: ${name}`,
    async find() {
      const { code, output } = await start("--check");
      return code === 0 ? [] : [output.trim()];
    },
  }));
