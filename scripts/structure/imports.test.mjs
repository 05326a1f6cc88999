import { describe, expect, it } from "vitest";
import { problemsOf, specifiersOf } from "./imports.mjs";

const problems = (name, specifier) =>
  problemsOf(name, `packages/${name}/src/a/b.ts`, `import { x } from "${specifier}";`);

describe("specifiersOf", () => {
  it("finds every way to name a module", () => {
    const code =
      'import "a";\nimport x from "b";\nexport { y } from "c";\nimport {\n  z,\n} from "d";\nconst e = await import("e");\n';
    expect(specifiersOf(code)).toEqual(["a", "b", "c", "d", "e"]);
  });
});

describe("problemsOf", () => {
  it("lets imports run from the command over platforms and the yard to core", () => {
    expect(problems("cli", "@switchyard/yard")).toEqual([]);
    expect(problems("sagemaker", "@switchyard/core/node")).toEqual([]);
    expect(problems("yard", "@switchyard/core")).toEqual([]);
  });

  it("lets no platform import another, and core import none", () => {
    expect(problems("sagemaker", "@switchyard/vertex")).toHaveLength(1);
    expect(problems("core", "@switchyard/sagemaker")).toHaveLength(1);
  });

  it("lets the yard read a vendor's schema and none of the code that it judges", () => {
    expect(problems("yard", "@switchyard/sagemaker/schema.data.json")).toEqual([]);
    expect(problems("yard", "@switchyard/sagemaker")).toHaveLength(1);
  });

  it("keeps relative imports inside their package", () => {
    expect(problems("core", "../c.ts")).toEqual([]);
    expect(problems("core", "../../../yard/src/index.ts")).toHaveLength(1);
  });
});
