import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { archive, ended, openRay, type OpenRay } from "../testing/ray-client.ts";

let ray: OpenRay;

beforeAll(async () => {
  ray = await openRay({ timing: { capacity: 300 } });
});

afterAll(() => ray.yard.close());

/** Looks, which pins, and puts, which does not. */
async function put(name: string, bytes: Buffer): Promise<string> {
  await ray.call("GET", `/api/packages/gcs/${name}`);
  expect(await ray.call("PUT", `/api/packages/gcs/${name}`, bytes)).toEqual({ status: 200, text: "" });
  return `gcs://${name}`;
}

it("says which Ray it is", async () => {
  expect(await ray.json("/api/version")).toMatchObject({ version: "4", ray_version: "2.60.0" });
  expect(await ray.json("/api/authentication_mode")).toEqual({ authentication_mode: "disabled" });
});

it("runs an entrypoint in its unpacked working directory, and tells of it as Ray does", async () => {
  const files = {
    "train.py": "import sys, helper; print(helper.word, sys.argv[1:], flush=True)",
    "helper.py": 'word = "hello"',
  };
  const working_dir = await put("code.zip", archive("zip", files));
  const entrypoint = `exec python train.py 'it'\\''s $HOME' "$(echo shell)"`;
  const runtime_env = { working_dir, env_vars: { NAME: "value" } };
  const created = await ray.submit(entrypoint, { submission_id: "first", runtime_env, metadata: { team: "nlp" } });
  expect(JSON.parse(created.text)).toEqual({ job_id: "first", submission_id: "first" });
  const job = await ray.reaches("first", ...ended);
  expect(job).toEqual({
    type: "SUBMISSION",
    job_id: null,
    submission_id: "first",
    driver_info: null,
    status: "SUCCEEDED",
    entrypoint,
    message: "Job finished successfully.",
    error_type: null,
    start_time: expect.any(Number),
    end_time: expect.any(Number),
    metadata: { team: "nlp" },
    runtime_env,
    driver_agent_http_address: expect.stringMatching(/^http:/),
    driver_node_id: expect.stringMatching(/^[0-9a-f]{56}$/),
    driver_exit_code: 0,
  });
  const lines = (await ray.log("first")).trimEnd().split("\n");
  expect(lines[0]).toMatch(/INFO job_manager\.py:581 -- Runtime env is setting up\.$/);
  expect(lines.at(-1)).toBe(`hello ["it's $HOME", 'shell']`);
});

it("gives a driver the job's variables, and nothing of the yard's own environment", async () => {
  const env_vars = { A: "1", PATH: "/extra:${PATH}", RAY_ADDRESS: "10.0.0.1:6379" };
  await ray.submit('env; echo "PATHS $PATH"', { submission_id: "environment", runtime_env: { env_vars } });
  await ray.reaches("environment", ...ended);
  const log = await ray.log("environment");
  expect(log).toMatch(/^A=1$/m);
  expect(log).toMatch(/^PATHS \/extra:\/.*\/usr\/bin/m);
  expect(log).toMatch(/^RAY_ADDRESS=local$/m);
  expect(log).toMatch(/^RAY_JOB_CONFIG_JSON_ENV_VAR=.*"job_submission_id":"environment"/m);
  expect(log).not.toContain("VITEST");
});

it.each([
  ["exit 3", 3],
  ["kill -9 $$", -9],
  ["exec nothing-of-this-name", 127],
  ["(kill -9 $(sh -c 'echo $PPID')); echo on", 0],
])("ends `%s` with exit code %i", async (entrypoint, code) => {
  const { job_id: id } = JSON.parse((await ray.submit(entrypoint)).text) as { job_id: string };
  expect(id).toMatch(/^raysubmit_[a-zA-Z1-9]{16}$/);
  const job = await ray.reaches(id, ...ended);
  expect(job["driver_exit_code"]).toBe(code);
  expect(job["error_type"]).toBe(code === 0 ? null : "JOB_ENTRYPOINT_COMMAND_ERROR");
});

it("shows the last ten lines of a job that failed", async () => {
  await ray.submit("seq 1 30; exit 1", { submission_id: "talks" });
  const { message } = await ray.reaches("talks", "FAILED");
  expect(message).toBe(
    `Job entrypoint command failed with exit code 1, last available logs (truncated to 20,000 chars):\n${[21, 22, 23, 24, 25, 26, 27, 28, 29, 30].join("\n")}\n`,
  );
});

describe("requests", () => {
  it("takes no writes that look like a browser's, and hides variables from its reads", async () => {
    const refused = await fetch(`${ray.url}/api/jobs/`, {
      method: "POST",
      body: JSON.stringify({ entrypoint: "true" }),
    });
    expect([refused.status, await refused.text()]).toEqual([405, "'POST' method not allowed for browser traffic."]);
    await ray.submit("true", { submission_id: "hidden", runtime_env: { env_vars: { TOKEN: "secret" } } });
    const shown = await (await fetch(`${ray.url}/api/jobs/hidden`)).text();
    expect(shown).toContain('"TOKEN":"<redacted>"');
    expect(shown).not.toContain("secret");
    expect(await ray.details("hidden")).toMatchObject({ runtime_env: { env_vars: { TOKEN: "secret" } } });
  });

  it("takes an id once", async () => {
    await ray.submit("true", { submission_id: "once" });
    const again = await ray.submit("false", { submission_id: "once" });
    expect(again.status).toBe(500);
    expect(again.text).toContain(
      "ValueError: Job with submission_id once already exists. Please use a different submission_id.",
    );
    expect((await ray.reaches("once", ...ended))["status"]).toBe("SUCCEEDED");
  });

  it.each([
    [{}, 400, "missing 1 required positional argument: 'entrypoint'"],
    [{ entrypoint: 1 }, 400, "TypeError: entrypoint must be a string, got <class 'int'>"],
    [{ entrypoint: "true", gpus: 1 }, 400, "got an unexpected keyword argument 'gpus'"],
    [{ entrypoint: "true", entrypoint_num_gpus: "1" }, 400, "entrypoint_num_gpus must be a number, got <class 'str'>"],
    [{ entrypoint: "true", entrypoint_memory: 1.5 }, 400, "entrypoint_memory must be an integer, got <class 'float'>"],
    [{ entrypoint: "true", metadata: { a: 1 } }, 400, "metadata values must be strings, got <class 'int'>"],
    [{ entrypoint: "true", runtime_env: [] }, 400, "runtime_env must be a dict, got <class 'list'>"],
    [[], 500, "Server got itself in trouble"],
  ])("refuses %j with %i", async (body, status, text) => {
    const answer = await ray.call("POST", "/api/jobs/", body);
    expect([answer.status, answer.text]).toEqual([status, expect.stringContaining(text)]);
  });

  it("leaves null members out, those it does not know too", async () => {
    expect((await ray.submit("true", { submission_id: null, anything: null })).status).toBe(200);
  });

  it("leaves a job behind whose id is no file's name", async () => {
    expect((await ray.submit("true", { submission_id: "a/b" })).status).toBe(500);
    expect(await ray.details("a%2Fb")).toMatchObject({ status: "PENDING" });
    expect((await ray.call("POST", "/api/jobs/a%2Fb/stop")).text).toBe('{"stopped":false}');
    expect((await ray.call("DELETE", "/api/jobs/a%2Fb")).status).toBe(500);
  });

  it("knows no job without its slash, and none that was never submitted", async () => {
    expect((await ray.call("GET", "/api/jobs")).status).toBe(404);
    expect(await ray.call("GET", "/api/jobs/nobody")).toEqual({ status: 404, text: "Job nobody does not exist" });
    expect((await ray.call("POST", "/api/jobs/nobody/stop")).status).toBe(404);
    expect((await ray.call("DELETE", "/api/jobs/nobody")).status).toBe(404);
  });

  it("wants the cluster's token where it has one", async () => {
    const { yard, url } = await openRay({ ray: { token: "t" } });
    const { call } = await import("../testing/ray-client.ts");
    const ask = async (headers: Record<string, string>) =>
      (await call("GET", `${url}/api/version`, undefined, headers)).status;
    expect(await ask({})).toBe(401);
    expect(await ask({ authorization: "bearer t" })).toBe(403);
    expect(await ask({ authorization: "Bearer t" })).toBe(200);
    expect(await ask({ "x-ray-authorization": "Bearer t" })).toBe(200);
    expect(await ask({ authorization: "Bearer no", "x-ray-authorization": "Bearer t" })).toBe(403);
    expect(await ask({ cookie: "a=b; ray-authentication-token=t" })).toBe(200);
    expect(await call("GET", `${url}/api/gcs_healthz`)).toEqual({ status: 200, text: "success" });
    await yard.close();
  });
});

describe("a wrong runtime environment is taken, and fails its job", () => {
  it.each([
    [{ env_vars: { A: 1 } }, "START_FAILURE", "must be of type Dict[str, str]"],
    [{ working_dir: "/x" }, "START_FAILURE", "'/x' is not a valid path."],
    [{ working_dir: "gcs://name" }, "START_FAILURE", "Only .zip, .tar.gz, .tgz, .tar.xz files are supported"],
    [{ pip: ["a"], conda: "b" }, "START_FAILURE", "cannot be specified at the same time"],
    [{ working_dir: "gcs://absent.zip" }, "RUNTIME_ENV_SETUP_FAILURE", "gcs://absent.zip"],
    [{ image_uri: "image:1" }, "RUNTIME_ENV_SETUP_FAILURE", "The yard has no image_uri"],
  ])("%j", async (runtime_env, type, text) => {
    const answer = await ray.submit("true", { runtime_env });
    expect(answer.status).toBe(200);
    const { job_id: id } = JSON.parse(answer.text) as { job_id: string };
    const job = await ray.reaches(id, ...ended);
    expect(job["status"]).toBe("FAILED");
    expect(job["error_type"]).toContain(type);
    expect(job["message"]).toContain(text);
    expect(job["driver_exit_code"]).toBeNull();
  });

  it("ignores a key that Ray does not know", async () => {
    await ray.submit("true", { submission_id: "typo", runtime_env: { workdir: "x" } });
    expect(await ray.reaches("typo", ...ended)).toMatchObject({ status: "SUCCEEDED" });
  });
});

describe("packages", () => {
  const bytes = archive("tar.gz", { "a.txt": "a" });
  const look = async (name: string) => (await ray.call("GET", `/api/packages/gcs/${name}`)).status;
  const run = async (id: string, working_dir: string) => {
    await ray.submit("cat a.txt", { submission_id: id, runtime_env: { working_dir } });
    return (await ray.reaches(id, ...ended))["status"];
  };

  it("keeps a package that was looked at before it was put, also behind its last job", async () => {
    expect(await look("pinned.tar.gz")).toBe(404);
    await ray.call("PUT", "/api/packages/gcs/pinned.tar.gz", bytes);
    expect(await run("pinned", "gcs://pinned.tar.gz")).toBe("SUCCEEDED");
    expect(await look("pinned.tar.gz")).toBe(200);
    expect((await ray.call("HEAD", "/api/packages/gcs/pinned.tar.gz")).status).toBe(200);
  });

  it("loses one that was only put with the last job that used it", async () => {
    await ray.call("PUT", "/api/packages/gcs/loose.tar.gz", bytes);
    expect(await run("uses", "gcs://loose.tar.gz")).toBe("SUCCEEDED");
    expect(await run("comes late", "gcs://loose.tar.gz")).toBe("FAILED");
  });

  it("loses a pinned one when its time is over", async () => {
    const { yard, call } = await openRay({ ray: { packagePin: 50 } });
    await call("GET", "/api/packages/gcs/p.zip");
    await call("PUT", "/api/packages/gcs/p.zip", bytes);
    await new Promise((resolve) => setTimeout(resolve, 80));
    expect((await call("GET", "/api/packages/gcs/p.zip")).status).toBe(404);
    await yard.close();
  });

  it("takes no package above 100 MiB, and none of another protocol", async () => {
    const large = await ray
      .call("PUT", "/api/packages/gcs/large.zip", Buffer.alloc(100 * 1024 * 1024 + 1))
      .catch(({ code }: NodeJS.ErrnoException) => ({ status: 413, text: String(code) }));
    expect(large.status).toBe(413);
    expect((await ray.call("PUT", "/api/packages/s3/x.zip", bytes)).status).toBe(500);
  });
});
