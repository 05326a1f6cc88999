import type { TrainingDriver } from "@switchyard/core";
import { dashboards } from "../connections.ts";
import type { RayRequest } from "../native-types.ts";
import type { ResolvedSettings } from "../settings.ts";
import { packageStore } from "../storage.ts";
import { parseUri } from "../uri.ts";
import { cancelJob } from "./cancel.ts";
import { JobReader } from "./describe.ts";
import { driverLogs } from "./logs.ts";
import { findJob, missingAddress, sendJob } from "./send.ts";
import { states } from "./states.ts";

/** Ray as core sees it when it sends and follows jobs. */
export function rayDriver(settings: ResolvedSettings): TrainingDriver<RayRequest> {
  const known = dashboards(settings);
  const reader = new JobReader(known);
  return {
    states,
    pollInterval: settings.pollInterval,
    store: packageStore(() => known.at(settings.address ?? missingAddress())),
    logs: driverLogs(known, reader),
    send: (ready, plan, call) => sendJob(known, settings, ready, plan, call),
    find: (plan, call) => findJob(known, settings, plan, call),
    describe: (uris, call) => reader.snapshots(uris, call),
    cancel: (uri, call) => {
      const { address, id } = parseUri(uri);
      return cancelJob(known.at(address), id, call);
    },
  };
}
