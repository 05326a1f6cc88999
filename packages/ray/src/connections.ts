import { Connection } from "./http/connection.ts";
import { JobApi } from "./jobs/job-api.ts";
import type { ResolvedSettings } from "./settings.ts";
import { tokenOfEnvironment } from "./token.ts";

/** Dashboards by their address, each made when it is first asked for. */
export interface Dashboards {
  at(address: string): JobApi;
}

type Reached = Pick<ResolvedSettings, "address" | "token" | "headers" | "ca" | "agent" | "silence" | "environment">;

/**
 * The dashboards that one platform talks to. Its token and headers are for the dashboard in its settings: another one, in a
 * job's URI that somebody else has written, gets neither. Without an address in the settings every dashboard gets them.
 */
export function dashboards(settings: Reached): Dashboards {
  const made = new Map<string, JobApi>();
  return {
    at(address) {
      const known = made.get(address);
      if (known !== undefined) return known;
      const api = new JobApi(new Connection({ ...connectionOf(settings, address), address }));
      made.set(address, api);
      return api;
    },
  };
}

function connectionOf(
  settings: Reached,
  address: string,
): Omit<ConstructorParameters<typeof Connection>[0], "address"> {
  const { token, headers, ca, agent, silence, environment } = settings;
  const isTrusted = settings.address === undefined || new URL(settings.address).origin === new URL(address).origin;
  return {
    silence,
    environment,
    ...(isTrusted ? { token: token ?? (() => tokenOfEnvironment(environment)) } : {}),
    ...(isTrusted && headers !== undefined ? { headers } : {}),
    ...(ca === undefined ? {} : { ca }),
    ...(agent === undefined ? {} : { agent }),
  };
}
