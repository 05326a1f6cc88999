import { ServiceError } from "../service/service-error.ts";

/** What an S3 request points at; empty strings where it names no bucket or no key. */
export interface S3Address {
  readonly bucket: string;
  readonly key: string;
}

const virtualHost = /^(?:(?<bucket>.+)\.)?s3(?:[.-][a-z0-9-]+)*\.amazonaws\.com(?:\.cn)?$/;
const bucketName = /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/;

/** Reads bucket and key off a path-style or virtual-host-style URL. */
export function addressOf(url: URL): S3Address {
  const path = url.pathname.slice(1).split("/").map(decode);
  const fromHost = virtualHost.exec(url.hostname)?.groups?.["bucket"];
  if (fromHost !== undefined) return { bucket: fromHost, key: path.join("/") };
  return { bucket: path[0] ?? "", key: path.slice(1).join("/") };
}

/** Splits `s3://bucket/key`; undefined for anything else. */
export function parseS3Uri(uri: string): S3Address | undefined {
  const match = /^s3:\/\/([^/]+)\/?(.*)$/s.exec(uri);
  return match ? { bucket: match[1] ?? "", key: match[2] ?? "" } : undefined;
}

/** @throws {ServiceError} `InvalidBucketName` for a name that S3 would not take. */
export function checkBucketName(bucket: string): void {
  if (!bucketName.test(bucket)) throw new ServiceError("InvalidBucketName", "The specified bucket is not valid.");
}

function decode(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}
