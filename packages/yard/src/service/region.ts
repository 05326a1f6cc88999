const credentialScope = /Credential=[^/,\s]+\/\d{8}\/([a-z0-9-]+)\//;
const queryScope = /^[^/]+\/\d{8}\/([a-z0-9-]+)\//;

/** The region of a signed request, from its credential scope; the fallback for an unsigned one. */
export function regionOf(request: Request, url: URL, fallback: string): string {
  const header = credentialScope.exec(request.headers.get("authorization") ?? "");
  const query = queryScope.exec(url.searchParams.get("X-Amz-Credential") ?? "");
  return header?.[1] ?? query?.[1] ?? fallback;
}
