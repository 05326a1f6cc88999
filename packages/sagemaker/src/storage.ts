import type { S3Client } from "@aws-sdk/client-s3";
import { configError, SwitchyardError, type Bytes, type CallOptions, type ObjectStore } from "@switchyard/core";
import { notFoundAsUndefined } from "@switchyard/core/platform";
import { load, type Clients } from "./clients.ts";
import { attempt } from "./errors.ts";

/** Parts of a large object: at most two of 8 MiB are in memory, whatever the object's size. */
const partSize = 8 * 1024 * 1024;
const partsAtOnce = 2;

interface Location {
  readonly Bucket: string;
  readonly Key: string;
}

/** `s3://bucket/key` on S3 itself. `region` is the bucket's, or one that leads to it. */
export function s3Store(clients: Clients, region: () => string): ObjectStore {
  const client = (): Promise<S3Client> => clients.s3(region());
  return {
    scheme: "s3",
    put: async (uri, body, call) => {
      const [{ Upload }, { Readable }, s3] = await Promise.all([
        load(import("@aws-sdk/lib-storage"), "@aws-sdk/lib-storage"),
        import("node:stream"),
        client(),
      ]);
      await attempt({ operation: "PutObject" }, call?.signal, async () => {
        const params = { ...parseLocation(uri), Body: Readable.from(body, { objectMode: false }) };
        const upload = new Upload({ client: s3, params, partSize, queueSize: partsAtOnce });
        const abort = (): void => void upload.abort();
        call?.signal?.addEventListener("abort", abort, { once: true });
        await upload.done().finally(() => call?.signal?.removeEventListener("abort", abort));
      });
    },
    create: async (uri, body, call) => {
      const { PutObjectCommand } = await s3Commands();
      const s3 = await client();
      const command = new PutObjectCommand({ ...parseLocation(uri), Body: body, IfNoneMatch: "*" });
      try {
        await attempt({ operation: "PutObject" }, call?.signal, () => s3.send(command, abortable(call)));
        return true;
      } catch (error) {
        if (SwitchyardError.is(error, "conflict")) return false;
        throw error;
      }
    },
    get: (uri, call) => readObject(client, uri, call),
    head: async (uri, call) => {
      const { HeadObjectCommand } = await s3Commands();
      const s3 = await client();
      return notFoundAsUndefined(
        attempt({ operation: "HeadObject" }, call?.signal, async () => {
          const reply = await s3.send(new HeadObjectCommand(parseLocation(uri)), abortable(call));
          return { size: reply.ContentLength ?? 0 };
        }),
      );
    },
    list: (uri, call) => listObjects(client, uri, call),
    remove: async (uri, call) => {
      const { DeleteObjectCommand } = await s3Commands();
      const s3 = await client();
      await attempt({ operation: "DeleteObject" }, call?.signal, () =>
        s3.send(new DeleteObjectCommand(parseLocation(uri)), abortable(call)),
      );
    },
  };
}

async function* readObject(
  client: () => Promise<S3Client>,
  uri: string,
  call: CallOptions | undefined,
): AsyncGenerator<Uint8Array, void, undefined> {
  const { GetObjectCommand } = await s3Commands();
  const s3 = await client();
  const reply = await attempt({ operation: "GetObject" }, call?.signal, () =>
    s3.send(new GetObjectCommand(parseLocation(uri)), abortable(call)),
  );
  const chunks = (reply.Body as Bytes | undefined)?.[Symbol.asyncIterator]();
  if (chunks === undefined) return;
  for (;;) {
    const chunk = await attempt({ operation: "GetObject" }, call?.signal, () => chunks.next());
    if (chunk.done === true) return;
    yield chunk.value;
  }
}

async function* listObjects(
  client: () => Promise<S3Client>,
  uri: string,
  call: CallOptions | undefined,
): AsyncGenerator<{ uri: string; size: number }, void, undefined> {
  const { ListObjectsV2Command } = await s3Commands();
  const s3 = await client();
  const { Bucket, Key: Prefix } = parseLocation(uri);
  let token: string | undefined;
  do {
    const page: Awaited<ReturnType<typeof send>> = await attempt({ operation: "ListObjectsV2" }, call?.signal, () =>
      send(token),
    );
    for (const { Key, Size } of page.Contents ?? []) yield { uri: `s3://${Bucket}/${Key}`, size: Size ?? 0 };
    token = page.NextContinuationToken;
  } while (token !== undefined);

  function send(ContinuationToken: string | undefined) {
    const page = { Bucket, Prefix, ...(ContinuationToken === undefined ? {} : { ContinuationToken }) };
    return s3.send(new ListObjectsV2Command(page), abortable(call));
  }
}

function s3Commands(): Promise<typeof import("@aws-sdk/client-s3")> {
  return load(import("@aws-sdk/client-s3"), "@aws-sdk/client-s3");
}

/**
 * Bucket and key of an S3 URI.
 *
 * @throws {ConfigError} when it is none.
 */
export function parseLocation(uri: string): Location {
  const [, Bucket, Key = ""] = /^s3:\/\/([^/]+)(?:\/(.*))?$/s.exec(uri) ?? [];
  if (Bucket === undefined)
    throw configError("wrong-uri", "uri", `Found ${JSON.stringify(uri)}. Allowed: s3://BUCKET/KEY.`);
  return { Bucket, Key };
}

/** A client's options for one call. */
export function abortable(call: CallOptions | undefined): { abortSignal?: AbortSignal } {
  return call?.signal === undefined ? {} : { abortSignal: call.signal };
}
