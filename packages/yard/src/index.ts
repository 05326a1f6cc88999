export { createYard, type Yard } from "./yard.ts";
export type { YardOptions, YardRay } from "./options.ts";
export type { YardTiming } from "./container/run-job.ts";
export type { YardFaults } from "./service/faults.ts";
export type { RecordedRequest, ServiceName } from "./service/service.ts";
export { ConnectionDropped } from "./service/connection-dropped.ts";
export type { Listener, ListenOptions } from "./http/listen.ts";
