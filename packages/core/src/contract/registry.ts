import type { NativeRequest } from "./plan.ts";

/** A platform's own native types: overrides on the spec, and its requests. */
export interface PlatformTypes {
  readonly training: object;
  readonly request: NativeRequest;
}

/** Filled by each platform package: `declare module "@switchyard/core" { interface PlatformRegistry { sagemaker: … } }`. */
export interface PlatformRegistry {}

export type PlatformId = keyof PlatformRegistry;

export type TypesOf<P> = P extends PlatformId
  ? PlatformRegistry[P] extends PlatformTypes
    ? PlatformRegistry[P]
    : never
  : never;

export type RequestOf<P> = [P] extends [never] ? NativeRequest : TypesOf<P>["request"];

/** An empty registry would map to `{}`, which accepts any key: hence the branch. */
export type PlatformOverrides = [PlatformId] extends [never]
  ? Readonly<Record<string, never>>
  : { readonly [P in PlatformId]?: TypesOf<P>["training"] };
