/**
 * The one place that removes secrets from text. Known values (of `environment.secrets`, once they were read) go first;
 * then what looks like a credential of a vendor. Every error message, log line and progress line passes through here.
 */
const known = new Set<string>();
let knownPattern: RegExp | undefined;

const credentialShapes: readonly RegExp[] = [
  /\bhf_[A-Za-z0-9]{16,}/g, // Hugging Face user access token
  /\bhf_oauth_[A-Za-z0-9._-]{16,}/g,
  /\b(?:AKIA|ASIA)[A-Z0-9]{16}\b/g, // AWS access key id
  /(?<=X-Amz-(?:Signature|Security-Token|Credential)=)[^&\s"']+/g, // presigned S3 URL
  /(?<=[?&]sig=)[^&\s"']+/g, // Azure shared access signature
  /(?<=\b(?:Bearer|Basic) )[A-Za-z0-9._~+/=-]{16,}/g,
  /\bya29\.[A-Za-z0-9._-]{16,}/g, // Google access token
];

/** Cheap first look: most lines hold none of these words. */
const anyShape = /hf_|AKIA|ASIA|X-Amz-|sig=|Bearer |Basic |ya29\./;

/** Makes `redact` remove these values from now on, in this process. Values shorter than 4 characters are left alone. */
export function rememberSecrets(values: Iterable<string>): void {
  for (const value of values) {
    if (value.length < 4) continue;
    known.add(value);
    const quoted = JSON.stringify(value).slice(1, -1);
    if (quoted !== value) known.add(quoted);
  }
  const longestFirst = [...known]
    .sort((a, b) => b.length - a.length)
    .map((value) => value.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&"));
  knownPattern = longestFirst.length === 0 ? undefined : new RegExp(longestFirst.join("|"), "g");
}

/** The text with every known secret, and everything that looks like a credential, replaced by `***`. */
export function redact(text: string): string {
  const withoutKnown = knownPattern === undefined ? text : text.replace(knownPattern, "***");
  if (!anyShape.test(withoutKnown)) return withoutKnown;
  return credentialShapes.reduce((result, shape) => result.replace(shape, "***"), withoutKnown);
}
