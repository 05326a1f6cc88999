/** Why a job fails, in the words of FailureReason. */
export class JobFailure extends Error {
  override readonly name = "JobFailure";
}
