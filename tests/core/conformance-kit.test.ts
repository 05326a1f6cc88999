import { connect } from "node:net";
import type { TrainerSpec } from "@switchyard/core";
import { conformanceChecks, memoryHost, type PlanMaker, type PlatformUnderTest } from "@switchyard/core/conformance";
import { describe, expect, it } from "vitest";
import {
  alsoInSearch,
  answering,
  changes,
  failuresOf,
  forgetting,
  hearing,
  honest,
  withFault,
} from "../support/faulty-platforms.ts";
import { modelPlatform } from "../support/model-platform.ts";

describe("the conformance kit", () => {
  it("finds nothing in a platform that carries everything", async () => {
    expect(await failuresOf(honest, "args.")).toEqual({});
  });

  it("holds one check for every name", () => {
    const names = conformanceChecks(honest).map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    expect(names.length).toBeGreaterThan(270);
  });

  const forgetful: readonly (readonly [what: string, under: PlatformUnderTest, check: string])[] = [
    ["a top-level field", forgetting((input) => ({ ...input, spec: { ...input.spec, name: "x" } })), changes("name")],
    [
      "a resource",
      forgetting((input) => ({ ...input, resources: { ...input.resources, nodes: 1 } })),
      changes("resources.nodes"),
    ],
    [
      "the size of the disk beyond hundreds",
      forgetting(({ resources: { diskGigabytes, ...resources }, ...input }) => ({
        ...input,
        resources: {
          ...resources,
          ...(diskGigabytes === undefined ? {} : { diskGigabytes: Math.round(diskGigabytes / 100) * 100 }),
        },
      })),
      changes("resources.disk"),
    ],
    [
      "all inputs but the first",
      forgetting(({ spec, ...input }) => ({
        ...input,
        spec: { ...spec, inputs: Object.fromEntries(Object.entries(spec.inputs ?? {}).slice(0, 1)) },
      })),
      changes("inputs"),
    ],
    [
      "where a native secret is",
      answering(({ requests, ...translation }) => ({
        ...translation,
        requests: requests.map((request) => ({
          ...request,
          body: JSON.parse(JSON.stringify(request.body).replace(/store\/(?:one|two)/, "store")) as object,
        })),
      })),
      changes("environment.secrets"),
    ],
    [
      "an override four levels down",
      answering(({ requests, ...translation }) => ({
        ...translation,
        requests: requests.map((request) => ({
          ...request,
          body: JSON.parse(JSON.stringify(request.body).replace(/"retries":\[1,\d\]/, '"retries":[1,0]')) as object,
        })),
      })),
      'native fields 2, [{"queue":{"policy":{"retries":[1,2]}}},{"queue":{"policy":{"retries":[1,3]}}}], change the plan, or are answered by a diagnostic',
    ],
    [
      "the bundle",
      answering(({ uploads, ...translation }) => ({
        ...translation,
        uploads: uploads.map((upload) => ({ ...upload, manifest: "0", bytes: 0 })),
      })),
      changes("entryPoint"),
    ],
    [
      "one of transformers' arguments",
      hearing(({ args: { weight_decay: _forgotten, ...args } = {}, ...spec }) => ({ ...spec, args })),
      "args.weight_decay of transformers 5.23 changes the plan, or is answered by a diagnostic",
    ],
    [
      "a key inside an argument",
      hearing(
        (spec) => JSON.parse(JSON.stringify(spec).replace(/"overlap_comm":\w+/, '"overlap_comm":true')) as TrainerSpec,
      ),
      "args.deepspeed of transformers 4.57 changes the plan, or is answered by a diagnostic",
    ],
    [
      "the order of a list among the script's arguments",
      hearing((spec) => JSON.parse(JSON.stringify(spec).replace('"layers":[2,1]', '"layers":[1,2]')) as TrainerSpec),
      changes("scriptArgs"),
    ],
  ];

  it.each(forgetful)("catches a platform that forgets %s", async (_what, under, check) => {
    const failures = await failuresOf(under, check);
    expect(failures[check]).toMatch(/give the same requests, uploads and bundle, and no diagnostic says why/);
  });

  it("takes no identity for an answer: that hashes the whole spec, whatever a translator forgets", async () => {
    const failures = await failuresOf(
      forgetting((input) => ({ ...input, resources: { ...input.resources, spot: false } })),
    );
    expect(Object.keys(failures)).toEqual(alsoInSearch(changes("resources.spot")));
  });

  it("takes a diagnostic at the place for an answer, and none elsewhere", async () => {
    const told = (path: string) =>
      withFault((input, translate) => {
        const translation = translate({ ...input, resources: { ...input.resources, spot: false } });
        const diagnostics = [{ severity: "warning", code: "no-spot", path, message: "There is no spot." }] as const;
        return { ...translation, diagnostics };
      });
    expect(await failuresOf(told("resources.spot"))).toEqual({});
    expect(Object.keys(await failuresOf(told("resources.nodes")))).toEqual(alsoInSearch(changes("resources.spot")));
  });

  it.each([
    ["Date.now", () => Date.now()],
    ["new Date()", () => new Date().getTime()],
    ["Math.random", () => Math.random()],
    ["crypto.randomUUID", () => crypto.randomUUID()],
    ["process.env", () => process.env["HOME"]],
    ["process.hrtime", () => process.hrtime()],
    ["fetch", () => void fetch("http://127.0.0.1:9/")],
    ["node:net connect", () => void connect(9, "127.0.0.1")],
  ])("catches a platform that uses %s, and puts it back in its place", async (what, use) => {
    const before = [Date, Date.now, Math.random, fetch, crypto.randomUUID];
    const under = withFault((input, translate) => {
      // Real ones are used while other checks plan; what counts is the check that watches.
      if (isWatched()) quietly(use);
      return translate(input);
    });
    const failures = await failuresOf(under);
    expect(Object.keys(failures)).toEqual(alsoInSearch("a plan uses no network, clock, chance or variable"));
    expect(failures["a plan uses no network, clock, chance or variable"]).toContain(what);
    expect([Date, Date.now, Math.random, fetch, crypto.randomUUID]).toEqual(before);
  });

  it("catches a plan that differs from the one before", async () => {
    let plans = 0;
    const failures = await failuresOf(answering((translation) => ({ ...translation, image: `made-${(plans += 1)}` })));
    expect(failures["a plan is the same bytes twice"]).toMatch(/differ at character \d+/);
  });

  it.each([
    ["a Map", new Map([["a", 1]]), "is an instance of Map"],
    ["undefined", undefined, "is undefined"],
    ["NaN", Number.NaN, "is NaN"],
    ["a function", () => 1, "is a function"],
  ])("catches a plan with %s in it", async (_what, value, message) => {
    const failures = await failuresOf(
      answering(({ requests, origins, ...translation }) => ({
        ...translation,
        requests: requests.map((request) => ({ ...request, body: { ...request.body, odd: value } })),
        origins: { ...origins, "/requests/0/body/odd": "default" },
      })),
    );
    expect(failures["a plan is JSON"]).toContain(`/requests/0/body/odd ${message}`);
  });

  it.each([
    ["as it is", (secret: string) => secret],
    ["in base64", (secret: string) => btoa(secret)],
  ])("catches a plan that shows a secret %s", async (_how, write) => {
    const failures = await failuresOf(
      answering((translation) => ({ ...translation, image: write(process.env.HF_TOKEN ?? "none") })),
    );
    expect(Object.keys(failures)).toEqual(
      alsoInSearch("a plan uses no network, clock, chance or variable", "a plan shows no secret"),
    );
  });

  it("catches a value without an origin, an origin without a value, and an origin that says nothing", async () => {
    const check = "every value of a request has an origin, and every origin a value";
    const withOrigins = (change: (origins: Record<string, string>) => Record<string, string>) =>
      failuresOf(answering(({ origins, ...translation }) => ({ ...translation, origins: change({ ...origins }) })));
    const lost = await withOrigins(({ "/requests/0/body/machine/nodes": _forgotten, ...origins }) => origins);
    expect(lost[check]).toContain("/requests/0/body/machine/nodes has no origin.");
    const astray = await withOrigins((origins) => ({ ...origins, "/requests/0/body/nowhere": "default" }));
    expect(astray[check]).toContain("The origin of /requests/0/body/nowhere points nowhere.");
    const odd = await withOrigins((origins) => ({ ...origins, "/requests/0/body/name": "me" }));
    expect(odd[check]).toContain('is "me"');
  });

  it("catches what the vendor's schema refuses and the platform lets pass", async () => {
    const failures = await failuresOf({ ...honest, pairs: {} });
    expect(Object.keys(failures)).toEqual(alsoInSearch("requests without an error fit the vendor's schema"));
  });

  it("catches a lift that loses a field, and one that coverage contradicts", async () => {
    const losing: PlatformUnderTest = {
      ...honest,
      make: (_settings, host): PlanMaker => {
        const platform = modelPlatform(host);
        return {
          ...platform,
          lift: async (native) => {
            const lifted = await platform.lift(native);
            return { ...lifted, spec: { ...lifted.spec, resources: { ...lifted.spec.resources, nodes: 1 } } };
          },
        };
      },
    };
    expect(Object.keys(await failuresOf(losing))).toEqual([
      "resources.nodes is lifted from a planned job as it was",
      "every value of a planned job is lifted, or answered by a diagnostic",
    ]);
    const failures = await failuresOf({ ...honest, lifts: ["outputs.hub"] });
    expect(failures["outputs.hub is lifted from a planned job as it was"]).toContain("undefined");
  });

  it("says so when its own spec cannot be planned, rather than pass", async () => {
    const failures = await failuresOf({ ...honest, spec: { resources: { nodes: 0 } } });
    expect(failures["the smallest spec is planned without an error"]).toContain("resources.nodes");
    expect(failures[changes("resources.spot")]).toContain("cannot be compared, for another reason");
  });
});

/** What the trap puts in the place of a function is no native code. */
function isWatched(): boolean {
  return !/native code/.test(Function.prototype.toString.call(Math.random));
}

function quietly(use: () => unknown): void {
  try {
    use();
  } catch {
    // A platform may well catch what the trap throws: it is reported all the same.
  }
}

describe("the kit's host", () => {
  it("has other contents in another folder, and the variables that it is given", async () => {
    const host = memoryHost({ A: "1" });
    const [one, other] = await Promise.all([host.readSource("a", undefined), host.readSource("b", undefined)]);
    expect(one.map(({ path }) => path)).toEqual(["more.txt", "other.py", "requirements.txt", "train.py"]);
    expect(one.map(({ sha256 }) => sha256)).not.toEqual(other.map(({ sha256 }) => sha256));
    expect([host.environment("A"), host.environment("B")]).toEqual(["1", undefined]);
  });
});
