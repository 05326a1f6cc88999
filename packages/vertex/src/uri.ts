import type { ResolvedSettings } from "./settings.ts";

/** Where a request of the region goes; a name that is not set stands there in braces. */
export function targetOf(collection: string, { endpoint, project, region }: ResolvedSettings): string {
  const host = endpoint ?? `https://${region ?? "{region}"}-aiplatform.googleapis.com`;
  return `${host}/v1/projects/${project ?? "{project}"}/locations/${region ?? "{region}"}/${collection}`;
}
