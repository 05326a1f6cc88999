import { dirname, posix } from "node:path";
import { packageNames, sources, text } from "../shared/files.mjs";

const scope = "@switchyard/";

/** Who may import whom: cli → platforms, yard → core. A platform is every package that is none of these three. */
const roles = {
  core: () => false,
  yard: (specifier) => isOf("core", specifier) || specifier.endsWith("/schema.data.json"),
  cli: () => true,
};
const ofPlatform = (specifier) => isOf("core", specifier);
const isOf = (name, specifier) => specifier === scope + name || specifier.startsWith(`${scope}${name}/`);

/** `import … from "x"`, `export … from "x"`, `import "x"` and `import("x")`, in code that a formatter wrote. */
export const specifiersOf = (code) =>
  [...code.matchAll(/(?:^|[\s;}])(?:from|import)\s*\(?\s*"([^"\n]+)"/gm)].map((match) => match[1]);

export const problemsOf = (name, path, code) =>
  specifiersOf(code).flatMap((specifier) => {
    if (specifier.startsWith(".")) {
      const target = posix.join(dirname(path), specifier);
      const home = `packages/${name}/`;
      return target.startsWith(home)
        ? []
        : [`${path} imports ${specifier}, outside its package. Import the package by its name.`];
    }
    if (!specifier.startsWith(scope) || isOf(name, specifier)) return [];
    const allowed = roles[name] ?? ofPlatform;
    return allowed(specifier)
      ? []
      : [`${path} imports ${specifier}. Imports run one way: cli → platforms, yard → core.`];
  });

export async function importProblems() {
  return packageNames().flatMap((name) => sources(name).flatMap((path) => problemsOf(name, path, text(path))));
}
