import { describe, expect, it } from "vitest";
import { loadedWith, problemsOf } from "./planning.mjs";

const home = "packages/cloud";
const at = (path) => `${home}/src/${path}`;
const module = (...imports) => ({ imports });
const now = (path) => ({ path: at(path), kind: "import-statement" });
const later = (path) => ({ path: at(path), kind: "dynamic-import" });
const outside = (path, kind = "import-statement") => ({ path, kind, external: true });

const sound = {
  [at("platform.ts")]: module(now("training/translator.ts"), later("training/driver.ts"), outside("@switchyard/core")),
  [at("training/translator.ts")]: module(now("uri.ts"), outside("@switchyard/core/platform"), outside("valibot")),
  [at("uri.ts")]: module(now("training/translator.ts")),
  [at("training/driver.ts")]: module(now("uri.ts"), now("clients.ts")),
  [at("clients.ts")]: module(outside("cloud-client", "dynamic-import")),
};

describe("loadedWith", () => {
  it("follows imports, also around, and leaves out what is imported lazily", () => {
    expect(loadedWith(at("platform.ts"), sound).sort()).toEqual(
      [at("platform.ts"), at("training/translator.ts"), at("uri.ts")].sort(),
    );
  });
});

describe("problemsOf", () => {
  it("lets a driver be imported lazily, and it whatever it likes", () => {
    expect(problemsOf(home, sound)).toEqual([]);
  });

  it("refuses a driver, and any room of it, that comes with the translator", () => {
    for (const room of ["training/driver.ts", "storage.ts", "errors.ts"]) {
      const found = problemsOf(home, { ...sound, [at("uri.ts")]: module(now(room)) });
      expect(found.filter((problem) => problem.startsWith(`${at(room)} is loaded`))).toHaveLength(1);
    }
  });

  it("refuses modules that know a vendor's client, although they load it late", () => {
    expect(problemsOf(home, { ...sound, [at("uri.ts")]: module(now("clients.ts")) })).toEqual([
      expect.stringContaining(`${at("clients.ts")} imports cloud-client`),
    ]);
  });
});
