import type { Bytes } from "./store.ts";

/** One file of a bundle: its place in the archive, and where its bytes are. */
export interface BundleFile {
  /** Relative, with forward slashes. */
  readonly path: string;
  readonly executable: boolean;
  /** Hex. */
  readonly sha256: string;
  readonly bytes: number;
  /** A file on disk, or text of Switchyard's own. */
  readonly content: { readonly file: string } | { readonly text: string | (() => Promise<string>) };
}

/** What core needs of the machine that it runs on. `@switchyard/core/node` has the one for Node. */
export interface Host {
  /**
   * The files of a source folder, sorted by path.
   *
   * @throws {ConfigError} when the folder is missing, a link leads out of it, or a file looks like a secret.
   */
  readSource(source: string, folder: string | undefined): Promise<readonly BundleFile[]>;
  /** A gzip-compressed tar archive, or a zip, streamed; fails when a file changed since it was read. Default: `tar.gz`. */
  archive(files: readonly BundleFile[], format?: "tar.gz" | "zip"): Bytes;
  /** Hex SHA-256 of UTF-8 text. */
  sha256(text: string): string;
  /** A variable of this process, for secrets. */
  environment(name: string): string | undefined;
}
