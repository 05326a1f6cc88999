import { ConnectionDropped } from "./connection-dropped.ts";
import type { FaultDice } from "./faults.ts";
import { regionOf } from "./region.ts";
import type { RequestCounts } from "./request-counts.ts";
import type { RecordedRequest, Service } from "./service.ts";
import { ServiceError } from "./service-error.ts";

/** The newest requests that a yard remembers; older ones are forgotten, so that a long run stays small. */
const rememberedRequests = 10_000;

export interface DispatchOptions {
  readonly serviceOf: (request: Request, url: URL) => Service;
  readonly region: string;
  readonly faults: FaultDice;
  readonly requests: RecordedRequest[];
  readonly counts: RequestCounts;
}

/** Makes the one function that answers every request: record, misbehave, answer or refuse. */
export function createDispatch({ serviceOf, region, faults, requests, counts }: DispatchOptions) {
  return async (request: Request): Promise<Response> => {
    const url = new URL(request.url);
    const service = serviceOf(request, url);
    const operation = service.operationOf(request, url);
    const record = {
      time: Date.now(),
      service: service.name,
      operation,
      target: service.targetOf(request, url),
      region: regionOf(request, url, region),
      body: 0 as RecordedRequest["body"],
      status: undefined as number | undefined,
    };
    requests.push(record);
    counts.add(service.name, "requests");
    if (requests.length > rememberedRequests) requests.shift();

    const call = { request, url, region: record.region, operation, record };
    const answer = async () => {
      const fault = faults.before(service);
      if (fault !== undefined) throw fault;
      return service.answer(call);
    };
    const response = await answer().catch((error: unknown) => {
      if (request.signal.aborted) throw error;
      return service.refuse(error instanceof ServiceError ? error : unexpected(error), call);
    });
    if (response.ok && faults.dropsAfter(service, operation)) {
      await response.body?.cancel();
      counts.add(service.name, "cut");
      throw new ConnectionDropped(operation);
    }
    record.status = response.status;
    if (!response.ok) counts.add(service.name, "refused");
    return response;
  };
}

function unexpected(error: unknown): ServiceError {
  return new ServiceError("InternalFailure", `The yard failed: ${String(error)}`, 500);
}
