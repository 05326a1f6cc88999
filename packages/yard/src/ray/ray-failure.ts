import type { RayErrorType } from "./ray-job.ts";

/** Why a job fails before, or beside, its entrypoint: what `error_type` and `message` will say. */
export class RayFailure extends Error {
  override readonly name = "RayFailure";

  constructor(
    readonly errorType: RayErrorType,
    message: string,
  ) {
    super(message);
  }
}
