import { bounded, sleep, type InnerCall } from "../call/bounded.ts";
import { retry } from "../call/retry.ts";
import type { CallOptions } from "../contract/call.ts";
import type { TrainingPlatform } from "../contract/estimator.ts";
import type { JobSnapshot } from "../contract/job.ts";
import { ConfigError } from "../errors/config-error.ts";
import { partsOf, type PlatformParts } from "../estimator/parts.ts";
import { isTerminal } from "./states.ts";

export interface WatchOptions extends CallOptions {
  /** Platforms of the jobs, one of each kind. */
  readonly platforms: readonly TrainingPlatform[];
}

/**
 * The state of many jobs: of each at once, then of each that has changed, until all are over. Each look is one call of each
 * platform's driver, whatever the number of jobs; what that costs, the platform's README says.
 *
 * @throws {ConfigError} with every URI that none of the platforms takes.
 */
export async function* watchJobs(uris: readonly string[], options: WatchOptions): AsyncGenerator<JobSnapshot> {
  const groups = groupsOf(uris, options.platforms.map(partsOf));
  const last = new Map<string, string>();
  const over = new Set<string>();
  const deadline = options.timeout === undefined ? undefined : Date.now() + options.timeout;
  for (;;) {
    const limits = {
      ...(options.signal === undefined ? {} : { signal: options.signal }),
      ...(deadline === undefined ? {} : { timeout: Math.max(0, deadline - Date.now()) }),
    };
    const open = groups.filter((group) => group.uris.some((uri) => !over.has(uri)));
    const looks = await bounded(limits, (call) => Promise.all(open.map((group) => lookAt(group, over, call))));
    for (const snapshot of looks.flatMap((look) => look.snapshots)) {
      if (isTerminal(snapshot.state)) over.add(snapshot.uri);
      const text = JSON.stringify(snapshot);
      if (last.get(snapshot.uri) === text) continue;
      last.set(snapshot.uri, text);
      yield snapshot;
    }
    if (uris.every((uri) => over.has(uri))) return;
    const pause = Math.min(...looks.map((look) => look.pollInterval));
    await bounded(limits, (call) => sleep(pause, call.signal));
  }
}

interface Group {
  readonly parts: PlatformParts;
  readonly uris: readonly string[];
}

function groupsOf(uris: readonly string[], platforms: readonly PlatformParts[]): readonly Group[] {
  const byScheme = new Map<string, string[]>();
  for (const uri of new Set(uris)) {
    const scheme = uri.slice(0, uri.indexOf("://"));
    byScheme.set(scheme, [...(byScheme.get(scheme) ?? []), uri]);
  }
  const schemes = [...byScheme].map(([scheme, own]) => ({
    parts: platforms.find(({ translator }) => translator.platform === scheme),
    uris: own,
  }));
  const lost = schemes.flatMap(({ parts, uris: own }) => (parts === undefined ? own : []));
  if (lost.length > 0) throw new ConfigError(lost.map(noPlatform));
  for (const { parts, uris: own } of schemes) for (const uri of own) parts?.translator.checkUri(uri);
  return schemes.flatMap(({ parts, uris: own }) => (parts === undefined ? [] : [{ parts, uris: own }]));
}

const noPlatform = (uri: string) =>
  ({
    severity: "error",
    code: "missing-platform",
    path: uri,
    message: "None of the platforms that were given takes this URI.",
    fix: "Add its platform to `platforms`.",
  }) as const;

async function lookAt(
  { parts, uris }: Group,
  over: ReadonlySet<string>,
  call: InnerCall,
): Promise<{ readonly snapshots: readonly JobSnapshot[]; readonly pollInterval: number }> {
  const driver = await parts.live.driver(call);
  const open = uris.filter((uri) => !over.has(uri));
  return { snapshots: await retry(call, (inner) => driver.describe(open, inner)), pollInterval: driver.pollInterval };
}
