import { http, HttpResponse, type RequestHandler } from "msw";

import { ConnectionDropped } from "./service/connection-dropped.ts";
import type { Yard } from "./yard.ts";

const amazon = /^https?:\/\/[^/]+\.amazonaws\.com(?:\.cn)?(?::\d+)?(?:\/|$)/;

/**
 * Handlers of msw that answer every request to `*.amazonaws.com` from a yard, in the process of the test.
 * Where the yard drops the connection, the client sees a network error.
 *
 * An S3 client that uploads more than a few megabytes needs `expectContinueHeader: false`: inside msw
 * nobody answers `100 Continue`, and the client would wait six seconds for it.
 */
export function yardHandlers(yard: Pick<Yard, "fetch">): RequestHandler[] {
  return [
    http.all(amazon, async ({ request }) => {
      try {
        return await yard.fetch(request);
      } catch (error) {
        if (error instanceof ConnectionDropped) return HttpResponse.error();
        throw error;
      }
    }),
  ];
}
