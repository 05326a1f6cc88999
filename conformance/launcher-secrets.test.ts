import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { askPython, pythonOf } from "./support/python.ts";

const { path: python = "", note } = pythonOf("SWITCHYARD_PYTHON_MOTO");
const seed = 20_261_124;

interface Answer {
  readonly ours: readonly string[];
  readonly theirs: readonly string[];
  readonly read: Readonly<Record<string, string>>;
  readonly missing: string;
}

const text = (min: number, max: number): fc.Arbitrary<string> =>
  fc.string({ minLength: min, maxLength: max, unit: "grapheme" });
const hexadecimal = (length: number): fc.Arbitrary<string> =>
  fc.string({ minLength: length, maxLength: length, unit: fc.constantFrom(..."0123456789abcdef") });
const request = fc.record({
  url: fc.constantFrom(
    "https://secretsmanager.eu-west-1.amazonaws.com/",
    "https://secretsmanager.cn-north-1.amazonaws.com.cn/",
    "http://127.0.0.1:5000/",
  ),
  headers: fc.record({
    "Content-Type": fc.constant("application/x-amz-json-1.1"),
    "X-Amz-Target": fc.constantFrom("secretsmanager.GetSecretValue", "  two   spaces "),
  }),
  body: text(0, 40),
  region: fc.constantFrom("eu-west-1", "us-gov-west-1"),
  service: fc.constant("secretsmanager"),
  key: hexadecimal(16),
  secret: hexadecimal(40),
  token: fc.oneof(fc.constant(""), hexadecimal(64)),
  moment: fc.constantFrom("20260131T235959Z", "20280229T000000Z"),
});

describe.skipIf(python === "")(`secrets that the launcher reads from Amazon${note}`, () => {
  it(
    "are asked for with botocore's own signature, and read from moto as they were put there",
    { timeout: 60_000 },
    () => {
      const requests = fc.sample(request, { numRuns: 100, seed });
      const secrets = { plain: "hf_token", "with/slash": 'ünï "quoted"\n', json: '{"user":"a"}' };
      const answer = askPython<Answer>(python, "launcher-secrets.py", { requests, secrets });
      expect(answer.ours).toHaveLength(100);
      expect(answer.ours).toEqual(answer.theirs);
      expect(new Set(answer.ours).size).toBe(100);
      expect(answer.read).toEqual(secrets);
      expect(answer.missing).toContain("ResourceNotFoundException");
    },
  );
});
