import { configError, SwitchyardError, type Bytes, type ObjectStore } from "@switchyard/core";
import type { JobApi } from "./jobs/job-api.ts";
import { largestPackage } from "./training/rules/data.ts";

/**
 * `gcs://NAME.zip`: packages in the head's memory. One is there as long as a job uses it, or for 10 minutes after a look:
 * `head` is that look, so that what is uploaded behind it waits for the job.
 */
export function packageStore(api: () => JobApi): ObjectStore {
  return {
    scheme: "gcs",
    put: (uri, body, call) => api().putPackage(nameOf(uri), withinLimit(body), call ?? {}),
    // Ray does not say how large a package is.
    head: async (uri, call) => ((await api().hasPackage(nameOf(uri), call ?? {})) ? { size: 0 } : undefined),
    get: (uri) => refuse(`${uri}: Ray gives no package back.`),
    list: (uri) => refuse(`${uri}: Ray lists no packages.`),
    remove: async (uri) => {
      throw new SwitchyardError("unsupported", `${uri}: Ray removes a package itself, with its last job.`, {
        platform: "ray",
      });
    },
  };
}

function nameOf(uri: string): string {
  const name = /^gcs:\/\/([^/]+)$/.exec(uri)?.[1];
  if (name !== undefined) return name;
  throw configError("wrong-uri", "uri", `Found ${JSON.stringify(uri)}. Allowed: gcs://NAME.zip.`);
}

/** Ends an upload before the dashboard would cut it off, which stores nothing. */
async function* withinLimit(body: Bytes): Bytes {
  let length = 0;
  for await (const chunk of body) {
    length += chunk.length;
    if (length > largestPackage)
      throw configError(
        "large-bundle",
        "source",
        "The bundle has more than 100 MiB when it is packed, and Ray's dashboard takes no more.",
        "Leave data out of the folder by a .switchyardignore, and read it by `inputs`.",
      );
    yield chunk;
  }
}

// oxlint-disable-next-line require-yield -- It is an iterable that fails.
async function* refuse(message: string): AsyncGenerator<never> {
  throw new SwitchyardError("unsupported", message, { platform: "ray" });
}
