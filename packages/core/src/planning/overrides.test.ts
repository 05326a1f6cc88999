import { describe, expect, it } from "vitest";
import { mergeNative } from "./overrides.ts";

const options = { pointer: "/requests/0/body", origin: "spec:platforms.memory", keyed: { "/Tags": "Key" } };

describe("mergeNative", () => {
  it("merges objects, replaces other values, and tells each leaf's origin", () => {
    const body = { Name: "a", Stop: { Max: 1, Wait: 2 }, List: [1, 2] };
    const merged = mergeNative(body, { Stop: { Max: 5 }, List: [3], New: { "a/b": null, Empty: {} } }, options);
    expect(merged.body).toEqual({ Name: "a", Stop: { Max: 5, Wait: 2 }, List: [3], New: { "a/b": null, Empty: {} } });
    expect(merged.origins).toEqual({
      "/requests/0/body/Stop/Max": "spec:platforms.memory.Stop.Max",
      "/requests/0/body/List/0": "spec:platforms.memory.List[0]",
      "/requests/0/body/New/a~1b": 'spec:platforms.memory.New["a/b"]',
      "/requests/0/body/New/Empty": "spec:platforms.memory.New.Empty",
    });
    expect(body).toEqual({ Name: "a", Stop: { Max: 1, Wait: 2 }, List: [1, 2] });
  });

  it("merges the items of a keyed array by their name and adds new ones behind", () => {
    const body = {
      Tags: [
        { Key: "a", Value: "1" },
        { Key: "b", Value: "2" },
      ],
    };
    const merged = mergeNative(
      body,
      {
        Tags: [
          { Key: "b", Value: "3" },
          { Key: "c", Value: "4" },
        ],
      },
      options,
    );
    expect(merged.body.Tags).toEqual([
      { Key: "a", Value: "1" },
      { Key: "b", Value: "3" },
      { Key: "c", Value: "4" },
    ]);
    expect(merged.origins).toMatchObject({ "/requests/0/body/Tags/2/Key": "spec:platforms.memory.Tags[1].Key" });
  });

  it("takes undefined for absent", () => {
    expect(mergeNative({ a: 1 }, { a: undefined }, options)).toEqual({ body: { a: 1 }, origins: {} });
  });
});
