/** What the yard answers of Ray's dashboard, as `METHOD path` with names in braces. */
const templates = [
  "GET /api/version",
  "GET /api/ray/version",
  "GET /api/gcs_healthz",
  "GET /api/authentication_mode",
  "GET /api/jobs/",
  "POST /api/jobs/",
  "GET /api/jobs/{id}",
  "DELETE /api/jobs/{id}",
  "POST /api/jobs/{id}/stop",
  "GET /api/jobs/{id}/logs",
  "GET /api/jobs/{id}/logs/tail",
  "GET /api/packages/{protocol}/{name}",
  "PUT /api/packages/{protocol}/{name}",
  "GET /api/v0/nodes",
  "GET /api/v0/actors",
  "GET /api/v0/logs/{media}",
] as const;

export type RayOperation = (typeof templates)[number];

/** A request that has been told apart: which operation it asks for, and the names in its path. */
export interface RouteMatch {
  readonly operation: RayOperation;
  readonly names: Readonly<Record<string, string>>;
}

const routes = templates.map((operation) => {
  const [method = "", path = ""] = operation.split(" ");
  return { operation, method, pattern: new RegExp(`^${path.replaceAll(/\{(\w+)\}/g, "(?<$1>[^/]+)")}$`) };
});

/** Finds the operation of a request. Ray answers HEAD wherever it answers GET. A slash at the end counts. */
export function findRoute(method: string, path: string): RouteMatch | undefined {
  const asked = method === "HEAD" ? "GET" : method;
  for (const route of routes) {
    const match = route.method === asked ? route.pattern.exec(path) : null;
    if (match === null) continue;
    const names = Object.entries(match.groups ?? {}).map(([name, value]) => [name, decode(value)] as const);
    return { operation: route.operation, names: Object.fromEntries(names) };
  }
  return undefined;
}

/** The paths of Ray's dashboard; a bucket named `api` is told apart by the signature of an S3 request. */
export function isForRay({ headers }: Request, { pathname, searchParams }: URL): boolean {
  if (!pathname.startsWith("/api/")) return false;
  return !headers.has("x-amz-date") && !searchParams.has("X-Amz-Signature");
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
