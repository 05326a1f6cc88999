import type { CallOptions } from "./call.ts";

export type Bytes = AsyncIterable<Uint8Array>;

/** A platform's own object store. Locations are whole URIs, such as `s3://bucket/key`. */
export interface ObjectStore {
  readonly scheme: string;
  /** Streams in constant memory; the object exists wholly or not at all. */
  put(uri: string, body: Bytes, call?: CallOptions): Promise<void>;
  get(uri: string, call?: CallOptions): Bytes;
  head(uri: string, call?: CallOptions): Promise<{ readonly size: number } | undefined>;
  list(uri: string, call?: CallOptions): AsyncIterable<{ readonly uri: string; readonly size: number }>;
  remove(uri: string, call?: CallOptions): Promise<void>;
}
