import { afterAll, beforeAll, expect, it } from "vitest";

import { ended, openRay, type OpenRay } from "../testing/ray-client.ts";

/** An interpreter that is started several times, on a machine that may be busy. */
const patience = 60_000;

let ray: OpenRay;

beforeAll(async () => {
  ray = await openRay();
});

afterAll(() => ray.yard.close());

it(
  "gives jobs that ask for the same one environment, which sees what the yard's Python has",
  async () => {
    const code = "import sys, pip; print(sys.prefix, pip.__name__)";
    const runtime_env = { pip: { packages: ["pip"], pip_install_options: ["--no-index"] } };
    for (const id of ["one", "two"]) await ray.submit(`python -c '${code}'`, { submission_id: id, runtime_env });
    for (const id of ["one", "two"]) expect(await ray.reaches(id, ...ended)).toMatchObject({ status: "SUCCEEDED" });
    const last = async (id: string) => (await ray.log(id)).trimEnd().split("\n").at(-1);
    expect(await last("one")).toMatch(/ray\/environments\/[0-9a-f]{16} pip$/);
    expect(await last("two")).toBe(await last("one"));
  },
  patience,
);

it(
  "fails a job whose packages cannot be installed, with pip's own words",
  async () => {
    const runtime_env = { uv: { packages: ["no-such-package"], uv_pip_install_options: ["--no-index"] } };
    await ray.submit("true", { submission_id: "uninstallable", runtime_env });
    const job = await ray.reaches("uninstallable", ...ended);
    expect(job).toMatchObject({ status: "FAILED", error_type: "RUNTIME_ENV_SETUP_FAILURE" });
    expect(job["message"]).toContain("No matching distribution found for no-such-package");
  },
  patience,
);
