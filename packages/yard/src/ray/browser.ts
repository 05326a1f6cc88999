const browserHeaders = [
  "referer",
  "origin",
  "sec-fetch-mode",
  "sec-fetch-dest",
  "sec-fetch-site",
  "sec-fetch-user",
  "access-control-request-method",
  "access-control-request-headers",
];

/**
 * Whether Ray's dashboard takes a request for a browser's: by the agent's name, or by a header that browsers send.
 * Node's own `fetch` sends one of them, always.
 */
export function looksLikeBrowser({ headers }: Request): boolean {
  return (headers.get("user-agent") ?? "").startsWith("Mozilla") || browserHeaders.some((name) => headers.has(name));
}

/** What a browser may ask: to look, never to change. */
export const browserMethods: readonly string[] = ["GET", "HEAD", "OPTIONS"];
