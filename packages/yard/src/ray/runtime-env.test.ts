import { expect, it } from "vitest";

import { readRuntimeEnvironment } from "./runtime-env.ts";

it("reads packages in each of their forms, without Ray itself", () => {
  const read = (environment: object) => readRuntimeEnvironment("id", environment as never).installation;
  const packages = ["ray[train]==2.60.0", "ray", "raytracer==1.0", "ray-x"];
  expect(read({ pip: packages })).toEqual({ packages: ["raytracer==1.0", "ray-x"], options: [] });
  expect(read({ uv: { packages: ["a"], uv_pip_install_options: ["--pre"] } })).toEqual({
    packages: ["a"],
    options: ["--pre"],
  });
  expect(read({})).toBeUndefined();
  expect(() => read({ pip: "requirements.txt" })).toThrow("must be a list of packages");
});
