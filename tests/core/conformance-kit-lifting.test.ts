import type { PlanMaker, PlatformUnderTest } from "@switchyard/core/conformance";
import { describe, expect, it } from "vitest";
import { failuresOf, honest } from "../support/faulty-platforms.ts";
import { modelPlatform } from "../support/model-platform.ts";

const everyValue = "every value of a planned job is lifted, or answered by a diagnostic";
const nobodyKnows =
  "a member that nobody knows is kept or answered by a diagnostic, wherever it stands in a native job";

describe("the conformance kit on lifts", () => {
  /** The model's lift, which sees less of a job than was given. */
  const overlooking = (forget: (pointer: string) => boolean): PlatformUnderTest => ({
    ...honest,
    make: (_settings, host): PlanMaker => {
      const platform = modelPlatform(host);
      return {
        ...platform,
        lift: async (native) => {
          const { spec, diagnostics } = await platform.lift(native);
          return { spec, diagnostics: diagnostics.filter(({ path }) => !forget(path)) };
        },
      };
    },
  });

  it.each<[what: string, forget: (pointer: string) => boolean, failing: readonly string[]]>([
    ["a value at the top", (pointer) => pointer === "/seconds", [everyValue]],
    ["a value in a list of objects", (pointer) => /^\/secrets\/\d+\/value$/.test(pointer), [everyValue]],
    ["members that it does not know", (pointer) => pointer.endsWith("plantedByConformance"), [nobodyKnows]],
    [
      "unknown members, but for those at the top",
      (pointer) => /\/.*\/plantedByConformance$/.test(pointer),
      [nobodyKnows],
    ],
    ["unknown members of list items", (pointer) => /\/\d+\/plantedByConformance$/.test(pointer), [nobodyKnows]],
  ])("catches a lift that swallows %s", async (_what, forget, failing) => {
    expect(Object.keys(await failuresOf(overlooking(forget)))).toEqual(failing);
  });

  it("takes no diagnostic on the whole document for an answer", async () => {
    const under: PlatformUnderTest = {
      ...honest,
      make: (_settings, host): PlanMaker => {
        const platform = modelPlatform(host);
        const message = "This was not lifted whole.";
        return {
          ...platform,
          lift: async (native) => ({
            spec: (await platform.lift(native)).spec,
            diagnostics: [{ severity: "warning", code: "not-lifted", path: "", message }],
          }),
        };
      },
    };
    expect(Object.keys(await failuresOf(under))).toEqual([everyValue, nobodyKnows]);
  });
});
