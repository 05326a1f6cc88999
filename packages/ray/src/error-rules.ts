import type { ErrorCode } from "@switchyard/core";

/** What a failed call means. The first rule that matches decides. */
export interface ErrorRule {
  readonly code: ErrorCode;
  /** Default: the code's own. */
  readonly retryable?: boolean;
  /** The request may have been carried out although no good answer came. */
  readonly mayHaveArrived?: boolean;
  readonly hint?: string;
}

/** What is known of a failed call. */
export interface Failure {
  /** HTTP status; undefined when no answer came. */
  readonly status?: number;
  /** Node's name of a network error, such as `ECONNRESET`. */
  readonly code?: string;
  /** The last line of the answer, or the network error's message. */
  readonly text: string;
}

interface Matcher extends ErrorRule {
  readonly codes?: RegExp;
  readonly text?: RegExp;
  readonly status?: (status: number) => boolean;
}

const is =
  (...statuses: readonly number[]) =>
  (status: number): boolean =>
    statuses.includes(status);

const token =
  "Give the setting `token`, or set RAY_AUTH_TOKEN; a proxy before the dashboard may want a header of its own, in `headers`.";

/** Ray answers most of what a caller did wrong with 500 and a Python traceback, whose last line says what it is. */
const rules: readonly Matcher[] = [
  { code: "conflict", status: is(500), text: /already exists|non-terminal state/ },
  {
    code: "auth",
    status: is(401),
    hint: token,
  },
  {
    code: "auth",
    status: is(403),
    text: /authentication token/i,
    hint: `The cluster does not take this token. ${token}`,
  },
  { code: "permission", status: is(403), hint: token },
  { code: "not-found", status: is(404) },
  {
    code: "request",
    status: is(405),
    hint: "The dashboard takes no writes from what it takes for a browser: leave `Origin`, `Referer` and `Sec-Fetch-*` out of `headers`.",
  },
  {
    code: "request",
    status: is(413),
    hint: "The dashboard takes packages of at most 100 MiB. Leave data out of the folder by a .switchyardignore, and read it by `inputs`.",
  },
  { code: "throttled", status: is(429) },
  { code: "throttled", status: is(500), text: /Max number of in-progress requests|max_concurrent/i },
  { code: "unavailable", status: is(502, 503, 504), mayHaveArrived: true },
  { code: "request", status: is(500), text: /^(?:\w+\.)*(?:ValueError|TypeError|KeyError|AssertionError): / },
  { code: "unavailable", status: (status) => status >= 500, mayHaveArrived: true },
  {
    code: "auth",
    status: (status) => status >= 300 && status < 400,
    hint: `Something before the dashboard sends elsewhere, as login pages do. ${token}`,
  },
  { code: "request", status: (status) => status >= 400 },
  {
    code: "unavailable",
    codes: /^(?:ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ENETUNREACH|EHOSTUNREACH|EPROXY)$/,
    hint: "Is the cluster up, and is `address` its dashboard, by default on port 8265?",
  },
  {
    code: "request",
    codes: /CERT|SELF_SIGNED|UNABLE_TO_VERIFY|ERR_TLS|ALTNAME/,
    hint: "Give the certificate of who signed the dashboard's in the setting `ca`.",
  },
  {
    code: "request",
    codes: /^(?:EPROTO|HPE_\w+)$|^ERR_SSL/,
    hint: "Does `address` begin with the right one of http:// and https://?",
  },
  { code: "unavailable", codes: /./, mayHaveArrived: true },
];

/** Neither a failure that we know nor an answer that we understand. */
const unexpected: ErrorRule = { code: "unexpected-reply", mayHaveArrived: true };

/** The meaning of a failure. After an unknown one nothing is sent again blindly. */
export function findErrorRule({ status, code, text }: Failure): ErrorRule {
  const matches = (rule: Matcher): boolean =>
    (rule.status === undefined || (status !== undefined && rule.status(status))) &&
    (rule.codes === undefined || (code !== undefined && rule.codes.test(code))) &&
    (rule.text === undefined || rule.text.test(text));
  return rules.find(matches) ?? unexpected;
}
