import type { Json } from "../json.ts";
import type { ServiceError } from "./service-error.ts";

export type ServiceName = "sagemaker" | "s3" | "logs" | "ray";

/** One request as the yard remembers it. The Authorization header is never kept. */
export interface RecordedRequest {
  /** Milliseconds since 1970. */
  readonly time: number;
  readonly service: ServiceName;
  /** The vendor's own name, such as `CreateTrainingJob`, `UploadPart` or `POST /api/jobs/`. */
  readonly operation: string;
  /** `X-Amz-Target` of a JSON service, method and path of S3 and Ray. */
  readonly target: string;
  readonly region: string;
  /** The JSON body, or the number of bytes where the body is no JSON. */
  readonly body: Json;
  /** HTTP status of the reply; undefined while it is under way and when the connection was cut. */
  readonly status: number | undefined;
}

/** One call on its way through a service. */
export interface Call {
  readonly request: Request;
  readonly url: URL;
  readonly region: string;
  readonly operation: string;
  readonly record: { body: Json };
}

/** One of the vendor's services, as a function from call to reply. */
export interface Service {
  readonly name: ServiceName;
  /** The vendor's name for what the request asks. */
  operationOf(request: Request, url: URL): string;
  targetOf(request: Request, url: URL): string;
  answer(call: Call): Promise<Response>;
  /** Writes a refusal in the format of this service. */
  refuse(error: ServiceError, call: Call): Response;
  /** What this service says when it is asked too often. */
  readonly throttled: () => ServiceError;
  /** What this service says when it is broken. */
  readonly broken: () => ServiceError;
}
