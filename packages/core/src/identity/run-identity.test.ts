import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { canonicalJson } from "./canonical.ts";
import { identityFromTags, identityTags, nativeName, runIdentity } from "./run-identity.ts";

const identity = { key: "0123456789abcdef0123456789abcdef", run: "1", attempt: 1 };
const source = {
  platform: "memory",
  spec: { name: "a", source: "x", entryPoint: "t.py" },
  settings: {},
  manifest: "m",
};

describe("nativeName", () => {
  it("ends in the identity", () => {
    expect(nativeName("bert-imdb", identity, 63)).toBe("bert-imdb-01234567-1-1");
  });

  it("cuts the front, never the tail, and fits every platform's pattern", () => {
    const word = fc.stringMatching(/^[A-Za-z0-9](-*[A-Za-z0-9]){0,39}$/);
    const run = fc.stringMatching(/^[A-Za-z0-9](-?[A-Za-z0-9]){0,31}$/).filter((text) => text.length <= 32);
    fc.assert(
      fc.property(word, run, (name, ownRun) => {
        const native = nativeName(name.slice(0, 40), { ...identity, run: ownRun }, 63);
        expect(native).toMatch(/^[a-zA-Z0-9](-*[a-zA-Z0-9]){0,62}$/);
        expect(native.endsWith(`-01234567-${ownRun}-1`)).toBe(true);
      }),
    );
  });
});

describe("runIdentity", () => {
  it("depends on the content of the source folder, not on its path", () => {
    const key = (other: object): string => runIdentity({ ...source, ...other }, {}, (text) => text).key;
    const hashed = (other: object): string =>
      runIdentity({ ...source, ...other }, {}, (text) => String(text.length).padStart(32, text)).key;
    expect(key({ spec: { ...source.spec, source: "y" } })).toBe(key({}));
    expect(hashed({ manifest: "mm" })).not.toBe(hashed({}));
  });

  it("counts attempts without changing the key", () => {
    const first = runIdentity(source, { run: "a" }, (text) => text);
    expect(runIdentity(source, { run: "a", attempt: 2 }, (text) => text)).toEqual({ ...first, attempt: 2 });
    for (const attempt of [0, 1.5, -1, 10_000, Number.NaN])
      expect(() => runIdentity(source, { attempt }, (text) => text)).toThrow(/from 1 to 9999/);
  });

  it.each(["", "-a", "a b", "a--b", "x".repeat(33), "é"])("refuses the run %j", (run) => {
    expect(() => runIdentity(source, { run }, (text) => text)).toThrow(/letters, digits and inner hyphens/);
  });
});

it("identities survive native tags", () => {
  expect(identityFromTags({ ...identityTags(identity), other: "x" })).toEqual(identity);
  expect(identityFromTags({ "switchyard-key": "x" })).toBeUndefined();
});

it("canonical JSON is the same for the same data", () => {
  expect(canonicalJson({ b: [{ d: 1, c: 2 }], a: undefined })).toBe(canonicalJson({ b: [{ c: 2, d: 1 }] }));
});
