import { expect, it } from "vitest";
import { chooseProxy } from "./proxy.ts";

const through = (target: string, environment: Readonly<Record<string, string>>) =>
  chooseProxy(new URL(target), (name) => environment[name]);

it("takes the proxy of the scheme, in small letters first, and tells it its user", () => {
  const environment = {
    HTTPS_PROXY: "http://me:p%40ss@proxy:3128",
    http_proxy: "plain:80",
    HTTP_PROXY: "http://other",
  };
  expect(through("https://ray.example/api", environment)).toEqual({
    url: new URL("http://me:p%40ss@proxy:3128"),
    authorization: `Basic ${Buffer.from("me:p@ss").toString("base64")}`,
  });
  expect(through("http://ray.example", environment)?.url.host).toBe("plain");
  expect(through("http://ray.example", { all_proxy: "http://all:1" })?.url.host).toBe("all:1");
  expect(through("http://ray.example", {})).toBeUndefined();
});

it.each([
  ["ray.example", "*"],
  ["ray.example", "other, .example"],
  ["ray.example", "ray.example:80"],
  ["head.ray.example", "ray.example"],
  ["10.0.0.1", "10.0.0.1"],
  ["127.0.0.1", ""],
  ["localhost", ""],
  ["[::1]", ""],
])("goes to %s by itself where no_proxy is %j", (host, exceptions) => {
  expect(through(`http://${host}/`, { http_proxy: "http://proxy:1", no_proxy: exceptions })).toBeUndefined();
});

it.each(["ample", "ray.example:8265", "y.example"])("does not take no_proxy=%s for ray.example", (exceptions) => {
  expect(through("http://ray.example/", { http_proxy: "http://proxy:1", no_proxy: exceptions })).toBeDefined();
});
