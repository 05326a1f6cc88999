import { describe, expect, it } from "vitest";
import { redact, rememberSecrets } from "./redact.ts";

describe("redact", () => {
  it.each([
    ["token hf_abcdefghijklmnopqrstuvwx end", "token *** end"],
    ["AKIAIOSFODNN7EXAMPLE", "***"],
    [
      "https://b.s3.amazonaws.com/k?X-Amz-Credential=a%2Fb&X-Amz-Signature=0123abcd",
      "https://b.s3.amazonaws.com/k?X-Amz-Credential=***&X-Amz-Signature=***",
    ],
    ["https://x.blob.core.windows.net/c?sv=1&sig=abc%3D&se=2", "https://x.blob.core.windows.net/c?sv=1&sig=***&se=2"],
    ["Authorization: Bearer abcdefghijklmnopqrstuvwxyz", "Authorization: Bearer ***"],
  ])("hides what looks like a credential: %s", (text, expected) => {
    expect(redact(text)).toBe(expected);
  });

  it.each(["loss 0.41", "hf_hub_download failed", "Basic English", "BertForSequenceClassification"])(
    "leaves %s alone",
    (text) => {
      expect(redact(text)).toBe(text);
    },
  );

  it("hides remembered values, plain and as JSON writes them, longest first, but no words of three letters", () => {
    rememberSecrets(["pass", 'pass"word\n1', "abc", "a.b*c+"]);
    expect(redact('x pass"word\n1 y "pass\\"word\\n1" abc a.b*c+ aXbcc')).toBe('x *** y "***" abc *** aXbcc');
  });
});
