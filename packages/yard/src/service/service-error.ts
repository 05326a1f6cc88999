/** A refusal in the vendor's words; each service writes it in its own format. */
export class ServiceError extends Error {
  override readonly name = "ServiceError";

  constructor(
    /** The vendor's error code, such as `ValidationException` or `NoSuchKey`. */
    readonly code: string,
    message: string,
    readonly status = 400,
  ) {
    super(message);
  }
}
