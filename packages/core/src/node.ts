/** Files and hashes for Node: what core needs of the machine that it runs on. */
import { createHash } from "node:crypto";
import type { Host } from "./contract/host.ts";
import { archive } from "./source/archive.ts";
import { readSource } from "./source/read-source.ts";

/** Reads source folders from disk and secrets from the environment of this process. */
export const nodeHost: Host = {
  readSource,
  archive,
  sha256: (text) => createHash("sha256").update(text).digest("hex"),
  environment: (name) => process.env[name],
};
