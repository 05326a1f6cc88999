import type { TuningInput } from "@switchyard/core";
import { conformanceChecks, type NativeShape, type PlatformUnderTest } from "@switchyard/core/conformance";
import { describe, expect, it } from "vitest";
import {
  alsoInSearch,
  answering,
  changes,
  failuresOf,
  forgetting,
  honest,
  withFault,
} from "../support/faulty-platforms.ts";

describe("the conformance kit, of searches and native fields", () => {
  type Study = TuningInput["study"];

  const inStudy = (change: (study: Study) => Study): PlatformUnderTest =>
    forgetting((input) => ("study" in input ? { ...input, study: change(input.study as Study) } : input));

  it.each([
    ["trials", inStudy((study) => ({ ...study, trials: 4 })), "study.trials"],
    ["parallel", inStudy(({ parallel: _forgotten, ...study }) => study), "study.parallel"],
    ["the strategy", inStudy(({ search: _forgotten, ...study }) => study), "study.search"],
    [
      "the goal, one level down",
      inStudy((study) => ({ ...study, objective: { ...study.objective, goal: "minimize" } })),
      "study.objective.goal",
    ],
    [
      "a bound, three levels down",
      inStudy((study) => JSON.parse(JSON.stringify(study).replace('"max":0.002', '"max":0.001')) as Study),
      "study.space.learning_rate.max",
    ],
    [
      "all parameters but the first",
      inStudy((study) => ({ ...study, space: Object.fromEntries(Object.entries(study.space).slice(0, 1)) })),
      "study.space.adam_beta1",
    ],
  ])("catches a search that forgets %s", async (_what, under, path) => {
    const failures = await failuresOf(under);
    const check = `${path} changes the search, or is answered by a diagnostic`;
    expect(failures[check]).toMatch(/give the same requests, uploads and bundle, and no diagnostic says why/);
    expect(Object.keys(failures).filter((name) => !name.startsWith("study."))).toEqual([]);
  });

  it("catches a field that is carried in trainings and forgotten in searches", async () => {
    const failures = await failuresOf(
      forgetting((input) => ("study" in input ? { ...input, resources: { ...input.resources, spot: false } } : input)),
    );
    expect(Object.keys(failures)).toEqual([`in a search, ${changes("resources.spot")}`]);
  });

  it("asks a platform without a search to say so", async () => {
    const failures = await failuresOf({ ...honest, study: false });
    expect(Object.keys(failures)).toEqual(["a search is refused, since there is none"]);
  });

  it("shows nothing by two plans of which one has an error of something else", async () => {
    const failures = await failuresOf(
      withFault((input, translate) => {
        const isTwo = input.resources.nodes === 2;
        const error = { severity: "error", code: "x", path: "name", message: "It has another fault." } as const;
        const translation = translate({ ...input, resources: { ...input.resources, nodes: isTwo ? 2 : 1 } });
        return { ...translation, diagnostics: isTwo ? [error] : [] };
      }),
    );
    expect(failures[changes("resources.nodes")]).toBeDefined();
  });

  const shape: NativeShape = {
    kind: "object",
    members: () => ({
      flag: { kind: "boolean" },
      group: {
        kind: "object",
        required: ["size"],
        members: () => ({
          size: { kind: "integer", min: 1, max: 9 },
          words: { kind: "map", value: { kind: "text", words: ["yes", "never"] } },
          list: { kind: "list", item: { kind: "object", members: () => ({ name: { kind: "text" } }) } },
        }),
      },
    }),
  };

  it.each([
    ["one level down", /"flag":false/, '"flag":true', "flag"],
    ["two levels down", /"size":2/, '"size":1', "group.size"],
    ["in a map", /"alpha":"never"/, '"alpha":"yes"', "group.words.alpha"],
    ["in a list, four levels down", /"list":\[\{"name":"\w+"/, '"list":[{"name":"alpha"', "group.list[0].name"],
  ])("catches a native field that is forgotten %s", async (_where, found, left, path) => {
    const failures = await failuresOf({
      ...answering(({ requests, ...translation }) => ({
        ...translation,
        requests: requests.map((request) => ({
          ...request,
          body: JSON.parse(JSON.stringify(request.body).replace(found, left)) as object,
        })),
      })),
      nativeShape: shape,
      sample: { faults: 0 },
    });
    const check = `the native field ${path} changes the plan, or is answered by a diagnostic`;
    expect(Object.keys(failures)).toEqual(alsoInSearch(check));
  });

  it("catches faults that are planned: a model without a schema refuses none", async () => {
    const checks = conformanceChecks({ ...honest, nativeShape: shape, sample: { faults: 12 } });
    const faults = checks.filter(({ name }) => name.endsWith("of the native fields is refused there"));
    expect(faults.length).toBeGreaterThan(20);
    // A member that the plan has by itself is not missing.
    for (const { name, run } of faults)
      await expect(run(), name).rejects.toThrow(/is not refused at platforms\.model\./);
  });
});
