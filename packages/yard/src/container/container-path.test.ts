import { expect, it } from "vitest";

import { mapContainerPaths } from "./container-path.ts";

it.each([
  ["/opt/ml", "/box/opt/ml"],
  ["/opt/ml/model", "/box/opt/ml/model"],
  ["--out=/opt/ml/model", "--out=/box/opt/ml/model"],
  ["cat /opt/ml/a '/opt/ml/b'", "cat /box/opt/ml/a '/box/opt/ml/b'"],
  ["/usr/bin:/opt/ml/code:/bin", "/usr/bin:/box/opt/ml/code:/bin"],
  ["/opt/mlflow", "/opt/mlflow"],
  ["s3://bucket/opt/ml/model", "s3://bucket/opt/ml/model"],
  ["/srv/opt/ml", "/srv/opt/ml"],
])("maps %s to %s", (text, mapped) => {
  expect(mapContainerPaths(text, "/box")).toBe(mapped);
});

it("takes a root for what it is, signs of replacement patterns included", () => {
  expect(mapContainerPaths("/opt/ml", "/a$&b")).toBe("/a$&b/opt/ml");
});
