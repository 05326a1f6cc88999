import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import type { BundleFile } from "../contract/host.ts";
import type { Bytes } from "../contract/store.ts";
import { configError } from "../errors/config-error.ts";

/** An archive of a bundle, streamed in constant memory. Times and owners are left at zero. */
export async function* archive(files: readonly BundleFile[], format: "tar.gz" | "zip" = "tar.gz"): Bytes {
  if (format === "tar.gz") return yield* tarGzip(files);
  const { zip } = await import("./zip.ts");
  yield* zip(files, checked);
}

async function* tarGzip(files: readonly BundleFile[]): Bytes {
  const [{ default: tarStream }, { createGzip }, { pipeline }] = await Promise.all([
    import("tar-stream"),
    import("node:zlib"),
    import("node:stream/promises"),
  ]);
  const tar = tarStream.pack();
  const gzip = createGzip();
  const filling = fill(tar, files, pipeline).catch((error: unknown) => {
    tar.destroy(error as Error);
  });
  const piping = pipeline(tar, gzip).catch((error: unknown) => {
    gzip.destroy(error as Error);
  });
  try {
    yield* gzip as AsyncIterable<Uint8Array>;
    await Promise.all([filling, piping]);
  } finally {
    tar.destroy();
    gzip.destroy();
  }
}

type Pack = ReturnType<(typeof import("tar-stream"))["pack"]>;

type Pipeline = (typeof import("node:stream/promises"))["pipeline"];

async function fill(tar: Pack, files: readonly BundleFile[], pipeline: Pipeline): Promise<void> {
  for (const file of files) {
    const header = {
      name: file.path,
      size: file.bytes,
      mode: file.executable ? 0o755 : 0o644,
      mtime: new Date(0),
      uid: 0,
      gid: 0,
    };
    const entry = tar.entry(header);
    const failed = new Promise<never>((_resolve, reject) => entry.once("error", reject));
    failed.catch(() => undefined);
    await Promise.race([pipeline(checked(file), entry), failed]);
  }
  tar.finalize();
}

/**
 * A file's bytes, as long as they are the ones that were hashed.
 *
 * @throws {ConfigError} behind the last byte when they are not.
 */
async function* checked(file: BundleFile): AsyncGenerator<Uint8Array> {
  if ("text" in file.content) {
    const { text } = file.content;
    yield Buffer.from(typeof text === "string" ? text : await text());
    return;
  }
  const hash = createHash("sha256");
  for await (const chunk of createReadStream(file.content.file) as AsyncIterable<Buffer>) {
    hash.update(chunk);
    yield chunk;
  }
  if (hash.digest("hex") === file.sha256) return;
  throw configError(
    "source-changed",
    `source/${file.path}`,
    "This file changed while it was being uploaded.",
    "Call fit() again when nothing writes into the source folder.",
  );
}
