import type { Call } from "../service/service.ts";
import { ServiceError } from "../service/service-error.ts";
import type { ObjectStore } from "./object-store.ts";
import { readXml, unescapeXml, writeXml, type XmlNode } from "./xml.ts";

const largestPage = 1000;

/** ListObjectsV2. The token holds the last entry of the page before, so that later writes shift nothing. */
export function listObjects(store: ObjectStore, bucket: string, call: Call): Response {
  const query = call.url.searchParams;
  const prefix = query.get("prefix") ?? "";
  const delimiter = query.get("delimiter") ?? "";
  const size = pageSize(query.get("max-keys"));
  const after = readToken(query.get("continuation-token")) ?? query.get("start-after") ?? "";
  const entries = entriesAfter(store.sortedKeys(bucket), prefix, delimiter, after, size + 1);
  const page = entries.slice(0, size);
  const more = entries.length > size;
  const last = page.at(-1);
  const children: XmlNode[] = [
    ["Name", bucket],
    ["Prefix", prefix],
    ...(delimiter === "" ? [] : [["Delimiter", delimiter] as const]),
    ["MaxKeys", size],
    ["KeyCount", page.length],
    ["IsTruncated", String(more)],
    ...(more && last !== undefined ? [["NextContinuationToken", writeToken(last)] as const] : []),
    ...page.map((entry): XmlNode =>
      isCommonPrefix(entry, prefix, delimiter)
        ? ["CommonPrefixes", [["Prefix", entry]]]
        : contents(store, bucket, entry),
    ),
  ];
  return xml(writeXml("ListBucketResult", children));
}

export function listBuckets(store: ObjectStore): Response {
  const buckets = store.buckets().map(([name, created]): XmlNode => [
    "Bucket",
    [
      ["Name", name],
      ["CreationDate", created.toISOString()],
    ],
  ]);
  return xml(
    writeXml("ListAllMyBucketsResult", [
      ["Owner", [["ID", "yard"]]],
      ["Buckets", buckets],
    ]),
  );
}

export async function deleteObjects(store: ObjectStore, bucket: string, call: Call): Promise<Response> {
  const document = await call.request.text();
  const quiet = readXml(document, "Quiet")[0] === "true";
  const keys = readXml(document, "Object").map((object) => unescapeXml(readXml(object, "Key")[0] ?? ""));
  for (const key of keys) await store.remove(bucket, key);
  const deleted = quiet ? [] : keys.map((key): XmlNode => ["Deleted", [["Key", key]]]);
  return xml(writeXml("DeleteResult", deleted));
}

/** Keys and common prefixes behind `after`, in order, at most `count` of them. */
function entriesAfter(
  keys: readonly string[],
  prefix: string,
  delimiter: string,
  after: string,
  count: number,
): string[] {
  const entries: string[] = [];
  for (let index = firstBehind(keys, after); index < keys.length && entries.length < count; index += 1) {
    const key = keys[index] ?? "";
    if (!key.startsWith(prefix)) continue;
    const cut = delimiter === "" ? -1 : key.indexOf(delimiter, prefix.length);
    const entry = cut < 0 ? key : key.slice(0, cut + delimiter.length);
    if (entry !== entries.at(-1) && entry !== after) entries.push(entry);
  }
  return entries;
}

/** Index of the first key behind `after` in S3's order, by halving. */
function firstBehind(keys: readonly string[], after: string): number {
  const bytes = Buffer.from(after);
  let [low, high] = [0, keys.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (Buffer.compare(Buffer.from(keys[middle] ?? ""), bytes) > 0) high = middle;
    else low = middle + 1;
  }
  return low;
}

function isCommonPrefix(entry: string, prefix: string, delimiter: string): boolean {
  return delimiter !== "" && entry.length > prefix.length && entry.endsWith(delimiter);
}

function contents(store: ObjectStore, bucket: string, key: string): XmlNode {
  const { modified, etag, size } = store.get(bucket, key);
  return [
    "Contents",
    [
      ["Key", key],
      ["LastModified", modified.toISOString()],
      ["ETag", etag],
      ["Size", size],
      ["StorageClass", "STANDARD"],
    ],
  ];
}

function pageSize(asked: string | null): number {
  const size = asked === null ? largestPage : Number(asked);
  if (!Number.isInteger(size) || size < 0)
    throw new ServiceError("InvalidArgument", "Provided max-keys not an integer or within integer range");
  return Math.min(size, largestPage);
}

const writeToken = (entry: string): string => Buffer.from(entry).toString("base64url");
const readToken = (token: string | null): string | undefined =>
  token === null ? undefined : Buffer.from(token, "base64url").toString();

function xml(document: string): Response {
  return new Response(document, { headers: { "content-type": "application/xml" } });
}
