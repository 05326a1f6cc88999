import { createHash } from "node:crypto";
import type { BundleFile, Host } from "../contract/host.ts";

/** A host without a disk, and what it was asked. */
export interface MemoryHost extends Host {
  /** Every text that was hashed: what stands in the bundle, and what decides the identity. */
  readonly hashed: ReadonlySet<string>;
}

const names = ["more.txt", "other.py", "requirements.txt", "train.py"] as const;

const digests = new Map<string, string>();

/** The launcher is part of every bundle and long: it is hashed once. */
function sha256(text: string): string {
  const known = digests.get(text);
  if (known !== undefined) return known;
  const digest = createHash("sha256").update(text).digest("hex");
  if (text.length > 4096) digests.set(text, digest);
  return digest;
}

/**
 * Holds `train.py`, `other.py`, `requirements.txt` and `more.txt` in every source folder, with contents that depend on the
 * folder's name. Each variable of the process has the value that `variables` gives it.
 */
export function memoryHost(variables: Readonly<Record<string, string>> = {}): MemoryHost {
  const hashed = new Set<string>();
  return {
    hashed,
    readSource: async (source) => names.map((path) => fileOf(path, `# ${source}/${path}\n`)),
    archive: () => {
      throw new Error("A plan packs nothing.");
    },
    sha256: (text) => {
      hashed.add(text);
      return sha256(text);
    },
    environment: (name) => variables[name],
  };
}

/**
 * The same, but core's own launch file counts for nothing: what still tells two plans apart is the platform's doing. The
 * launch file repeats some leaves that a platform must carry, such as the names of inputs.
 */
export function translatorsHost(): Host {
  const host = memoryHost();
  return { ...host, sha256: (text) => host.sha256(/^\{\s*"launchVersion":/.test(text) ? "" : text) };
}

function fileOf(path: string, text: string): BundleFile {
  return { path, executable: false, sha256: sha256(text), bytes: text.length, content: { text } };
}
