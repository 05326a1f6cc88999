import type { ErrorCode } from "@switchyard/core";
import type { NativeError } from "./errors.ts";

/** What an error of AWS means. The first rule that matches decides. */
export interface ErrorRule {
  readonly code: ErrorCode;
  /** Default: the code's own. */
  readonly retryable?: boolean;
  /** The request may have been carried out although no good answer came. */
  readonly mayHaveArrived?: boolean;
  readonly hint?: string;
}

interface Matcher extends ErrorRule {
  /** Names of errors: `error.name` for the service's, `error.code` for the network's. */
  readonly names?: RegExp;
  readonly text?: RegExp;
  /** HTTP status; undefined when no answer came. */
  readonly status?: (status: number | undefined) => boolean;
}

const noCredentials =
  "Set AWS_PROFILE, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or sign in with `aws sso login`.";

const noRights =
  "Let the caller do this in IAM; the README of @switchyard/sagemaker lists every action. Creating a job also needs iam:PassRole on the role and sagemaker:AddTags.";

/** Sources: the error lists of CreateTrainingJob, DescribeTrainingJob, S3 and CloudWatch Logs, and the clients' own names. */
const rules: readonly Matcher[] = [
  { code: "conflict", names: /^(ResourceInUse|ConflictException|BucketAlreadyExists|PreconditionFailed)$/ },
  // Another conditional put of the same object was under way: S3 says to try again.
  { code: "unavailable", names: /^ConditionalRequestConflict$/ },
  { code: "quota", names: /^(ResourceLimitExceeded|LimitExceededException|ServiceQuotaExceededException)$/ },
  { code: "throttled", names: /Throttl|^(TooManyRequestsException|RequestLimitExceeded|SlowDown|Rate exceeded)$/ },
  { code: "throttled", status: (status) => status === 429 },
  {
    code: "permission",
    names: /^ValidationException$/,
    text: /could not assume role|unable to assume role/i,
    hint: "Check the ARN in `role` and that the role trusts sagemaker.amazonaws.com. A role made seconds ago may need a minute: run the same fit() again then, it never makes a second job.",
  },
  { code: "not-found", names: /^(ResourceNotFound|ResourceNotFoundException|NoSuchKey|NotFound)$/ },
  {
    code: "not-found",
    names: /^NoSuchBucket$/,
    hint: "Create the bucket of `store`, in the job's region, or name another.",
  },
  { code: "not-found", status: (status) => status === 404 },
  { code: "not-found", names: /^ValidationException$/, text: /not found|could not find|does not exist/i },
  {
    code: "auth",
    names: /^(CredentialsProviderError|TokenProviderError|CredentialsError)$/,
    hint: `No AWS credentials were found. ${noCredentials}`,
  },
  {
    code: "auth",
    names:
      /^(UnrecognizedClientException|InvalidClientTokenId|InvalidAccessKeyId|ExpiredToken|ExpiredTokenException|SignatureDoesNotMatch|InvalidSignatureException|IncompleteSignature|MissingAuthenticationToken|MissingAuthenticationTokenException|RequestExpired|RequestTimeTooSkewed)$/,
    hint: `AWS does not accept these credentials: they are wrong, expired, or this machine's clock is off. ${noCredentials}`,
  },
  {
    code: "permission",
    names: /^(AccessDenied|AccessDeniedException|UnauthorizedOperation|OptInRequired|Forbidden)$/,
    hint: noRights,
  },
  { code: "permission", status: (status) => status === 403, hint: noRights },
  { code: "unavailable", names: /^(ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ENETUNREACH|EHOSTUNREACH)$/ },
  {
    code: "unavailable",
    names:
      /^(ECONNRESET|EPIPE|ETIMEDOUT|ECONNABORTED|TimeoutError|RequestTimeout|RequestTimeoutException|NetworkingError)$/,
    mayHaveArrived: true,
  },
  { code: "unavailable", status: (status = 0) => status >= 500, mayHaveArrived: true },
  {
    code: "unavailable",
    text: /socket hang up|network|aborted|fetch failed|stream closed/i,
    status: (status) => status === undefined,
    mayHaveArrived: true,
  },
  { code: "request", status: (status = 0) => status >= 400 && status < 500 },
];

/** Neither a failure that we know nor an answer that we understand. */
const unexpected: ErrorRule = { code: "unexpected-reply", mayHaveArrived: true };

/** The meaning of an error. After an unknown one nothing is sent again blindly. */
export function findErrorRule(error: NativeError, status: number | undefined): ErrorRule {
  const { name = "", code = "", message = "" } = error;
  const matches = ({ names, text, status: test }: Matcher): boolean =>
    (names === undefined || names.test(name) || names.test(code)) &&
    (text === undefined || text.test(message)) &&
    (test === undefined || test(status));
  return rules.find(matches) ?? unexpected;
}

const quotaShape =
  /service limit '([^']+)' is ([\d.]+) \w+, with current utilization of ([\d.]+) \w+ and a request delta of ([\d.]+)/i;

/** What the user can do, in whole sentences. A quota's three numbers are said again, since the vendor's sentence hides them. */
export function hintFor(error: NativeError, rule: ErrorRule): string | undefined {
  if (rule.code !== "quota") return rule.hint;
  const ask =
    "Ask for more under Service Quotas, Amazon SageMaker, or use another machine or region; many quotas are 0 at first.";
  const [, quota, limit, used, wanted] = quotaShape.exec(error.message ?? "") ?? [];
  if (quota === undefined) return ask;
  return `The quota "${quota}" is ${limit}, ${used} are in use, and this job needs ${wanted} more. ${ask}`;
}
