import type { CallOptions } from "./call.ts";

export type Bytes = AsyncIterable<Uint8Array>;

/** A platform's own object store. Locations are whole URIs, such as `s3://bucket/key`. */
export interface ObjectStore {
  readonly scheme: string;
  /** Streams in constant memory; the object exists wholly or not at all. */
  put(uri: string, body: Bytes, call?: CallOptions): Promise<void>;
  /**
   * Puts a small object where none is; `false` where one is, which stays as it was. Of several callers at the same time
   * one alone gets `true`. Absent where the store has no such call; runs of several attempts need it.
   */
  create?(uri: string, body: Uint8Array, call?: CallOptions): Promise<boolean>;
  get(uri: string, call?: CallOptions): Bytes;
  head(uri: string, call?: CallOptions): Promise<{ readonly size: number } | undefined>;
  list(uri: string, call?: CallOptions): AsyncIterable<{ readonly uri: string; readonly size: number }>;
  remove(uri: string, call?: CallOptions): Promise<void>;
}
