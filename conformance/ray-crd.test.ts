import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { checkRequest } from "../packages/ray/src/schema.ts";
import { faultyManifests } from "./ray-manifest-faults.ts";
import { plannedManifests, type Manifest } from "./ray-manifests.ts";
import { askPython, pythonOf } from "./support/python.ts";

const { path: python = "", note } = pythonOf("SWITCHYARD_PYTHON_RAY");
/** KubeRay's CRD as JSON, for those who have it: its version v1 with `openAPIV3Schema`. */
const crd = process.env["SWITCHYARD_KUBERAY_CRD"] || "";

describe.skipIf(python === "")(`manifests by KubeRay's own schema${note}`, () => {
  const folder = mkdtempSync(join(tmpdir(), "switchyard-kuberay-"));
  let planned: readonly Manifest[] = [];
  let known: readonly Manifest[] = [];
  let beyond: readonly Manifest[] = [];

  beforeAll(async () => {
    planned = await plannedManifests(folder);
    ({ known, beyond } = faultyManifests(planned[0]?.body ?? {}));
  });

  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it("are right as they are planned, on every cloud", () => {
    expect(planned.length).toBeGreaterThanOrEqual(20);
    expect(byCrd(planned)).toEqual(planned.map(({ title }) => [title, []]));
    expect(byOurs(planned)).toEqual(planned.map(({ title }) => [title, []]));
  });

  it("are wrong to both at the same places, whatever is wrong with them", () => {
    expect(known.length).toBeGreaterThanOrEqual(30);
    const found = byCrd(known);
    expect(found.filter(([, places]) => places.length === 0)).toEqual([]);
    expect(byOurs(known)).toEqual(found);
  });

  it("may have faults of which the schema says nothing, and a plan does", () => {
    expect(byCrd(beyond)).toEqual(beyond.map(({ title }) => [title, []]));
    expect(byOurs(beyond).filter(([, places]) => places.length === 0)).toEqual([]);
  });

  it.skipIf(crd === "")("are held against what the CRD says, all of it", () => {
    const script = fileURLToPath(new URL("../scripts/generate/kuberay_crd.py", import.meta.url));
    const { status, stdout, stderr } = spawnSync(python, [script, crd, "--check"], { encoding: "utf8" });
    expect({ status, stdout, stderr }).toEqual({ status: 0, stdout: "", stderr: "" });
  });
});

type Places = readonly (readonly [title: string, places: readonly string[]])[];

function byCrd(manifests: readonly Manifest[]): Places {
  const question = { manifests: manifests.map(({ body }) => body) };
  const { faults } = askPython<{ readonly faults: readonly (readonly string[])[] }>(python, "ray-crd.py", question);
  return manifests.map(({ title }, index) => [title, faults[index] ?? ["no answer"]]);
}

/** The places of faults as jsonschema names them: a missing or unknown member by the object that lacks or has it. */
function byOurs(manifests: readonly Manifest[]): Places {
  return manifests.map(({ title, body }) => {
    const places = checkRequest("RayJob", body)
      .filter(({ code }) => /^native-(?:missing|unknown|type|enum|range|pattern)$/.test(code))
      .map(({ code, path }) => (/missing|unknown/.test(code) ? path.replace(/\/[^/]*$/, "") : path));
    return [title, [...new Set(places)].sort()];
  });
}
