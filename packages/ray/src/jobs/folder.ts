import { createHash } from "node:crypto";
import type { Bytes } from "@switchyard/core";
import { nodeHost } from "@switchyard/core/node";

/** A folder as a package whose name is the hash of what is in it, so that equal folders are uploaded once. */
export async function packFolder(folder: string): Promise<{ readonly name: string; readonly body: () => Bytes }> {
  const files = await nodeHost.readSource(folder, undefined);
  const hash = createHash("sha256");
  for (const { path, executable, sha256 } of files) hash.update(`${JSON.stringify([path, executable, sha256])}\n`);
  return { name: `_ray_pkg_${hash.digest("hex")}.zip`, body: () => nodeHost.archive(files, "zip") };
}
