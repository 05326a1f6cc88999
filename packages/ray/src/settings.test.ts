import { expect, it } from "vitest";
import { resolveSettings, type RaySettings } from "./settings.ts";

const none = (): undefined => undefined;

it("fills in defaults", () => {
  expect(resolveSettings({}, none)).toEqual({
    submit: "jobs",
    train: "torchtrainer",
    kuberay: { cluster: "other", namespace: "default" },
    silence: 60_000,
    pollInterval: 2000,
    environment: none,
  });
});

it("reads the environment, and cuts what is too much of an address", () => {
  const environment: Readonly<Record<string, string>> = {
    RAY_ADDRESS: "https://head:8265/",
    SWITCHYARD_RAY_STORE: "s3://bucket/prefix//",
    SWITCHYARD_RAY_IMAGE: "me.io/ray:1",
  };
  const settings = resolveSettings({}, (name) => environment[name]);
  expect(settings).toMatchObject({ address: "https://head:8265", store: "s3://bucket/prefix" });
  expect(settings.kuberay.image).toBe("me.io/ray:1");
  expect(
    resolveSettings({}, (name) => (name === "RAY_API_SERVER_ADDRESS" ? "http://api" : environment[name])).address,
  ).toBe("http://api");
});

it.each(["auto", "10.0.0.1:6379", "ray://head:10001"])(
  "leaves a RAY_ADDRESS of %s, which is no dashboard",
  (address) => {
    expect(resolveSettings({}, (name) => (name === "RAY_ADDRESS" ? address : undefined)).address).toBeUndefined();
  },
);

it.each<[unknown, string]>([
  [{ adress: "http://a" }, "settings.adress"],
  [{ address: "ray://head:10001" }, "settings.address"],
  [{ address: "http://head:10001" }, "settings.address"],
  [{ address: "head:8265" }, "settings.address"],
  [{ store: "bucket/x" }, "settings.store"],
  [{ store: "https://bucket/x" }, "settings.store"],
  [{ submit: "job" }, "settings.submit"],
  [{ train: "launcher2" }, "settings.train"],
  [{ kuberay: { cluster: "gcp" } }, "settings.kuberay.cluster"],
  [{ kuberay: { namespace: "My Space" } }, "settings.kuberay.namespace"],
  [{ kuberay: { queues: "a" } }, "settings.kuberay.queues"],
  [{ kuberay: { rayVersion: "latest" } }, "settings.kuberay.rayVersion"],
  [{ kuberay: "gke" }, "settings.kuberay"],
])("refuses %j at %s", (settings, path) => {
  expect(() => resolveSettings(settings as RaySettings, none)).toThrow(path);
});

it("tells every problem at once", () => {
  expect(() => resolveSettings({ address: "x", store: "y", submit: "z" } as unknown as RaySettings, none)).toThrow(
    /settings\.address[\s\S]*settings\.store[\s\S]*settings\.submit/,
  );
});

it("takes a token and headers as values and as what gives them, and never says them", () => {
  const given = { token: () => "one", headers: { cookie: "two" }, ca: "-----BEGIN CERTIFICATE-----", silence: 5 };
  expect(resolveSettings({ ...given, address: "http://localhost:8265" }, none)).toMatchObject({
    ...given,
    pollInterval: 500,
  });
  const wrong = { token: 1234, headers: { "x-key": ["hidden-word"] } } as unknown as RaySettings;
  const refused = (): unknown => resolveSettings(wrong, none);
  expect(refused).toThrow(/settings\.token: Found something else\. Allowed: a token/);
  expect(refused).not.toThrow(/1234|hidden-word/);
});
