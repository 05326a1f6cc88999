import { describe, expect, it } from "vitest";
import { assemble, byName, type Part } from "./assemble.ts";

const parts: readonly Part[] = [
  { origin: "spec:name", body: { job: { name: "a" }, list: [{ name: "one", size: 1 }] } },
  { origin: "default", body: { job: { limit: { $setting: "x.limit" } }, list: [{ name: "one", kind: "b" }, "loose"] } },
];

describe("assemble", () => {
  it("merges objects, and says of each leaf which part it came from", () => {
    const { body, origins } = assemble(parts);
    expect(body).toMatchObject({ job: { name: "a", limit: { $setting: "x.limit" } } });
    expect(origins).toMatchObject({ "/job/name": "spec:name", "/job/limit": "default" });
  });

  it("adds the items of a list behind those that are there", () => {
    const { body, origins } = assemble(parts);
    expect(body).toMatchObject({ list: [{ name: "one", size: 1 }, { name: "one", kind: "b" }, "loose"] });
    expect(origins).toMatchObject({ "/list/0/size": "spec:name", "/list/1/kind": "default", "/list/2": "default" });
  });

  it("merges items of one name where that is asked for", () => {
    const { body, origins } = assemble(parts, byName);
    expect(body).toMatchObject({ list: [{ name: "one", size: 1, kind: "b" }, "loose"] });
    expect(origins).toMatchObject({ "/list/0/size": "spec:name", "/list/0/kind": "default", "/list/1": "default" });
  });

  it("changes no part", () => {
    const before = JSON.stringify(parts);
    assemble(parts, byName);
    expect(JSON.stringify(parts)).toBe(before);
  });
});
