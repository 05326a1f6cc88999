import { identityTags, type RunIdentity } from "@switchyard/core";

// Most labels are ASCII. The classes of Unicode take V8 a millisecond to read, so that they are made only for the rest.
const plainKey = /^[a-z][a-z0-9_-]{0,62}$/;
const plainValue = /^[a-z0-9_-]{0,63}$/;
const isForeignKey = (text: string): boolean => /^(?!.*\p{Lu})\p{L}[\p{L}\p{N}_-]{0,62}$/u.test(text);
const isForeignValue = (text: string): boolean => /^(?!.*\p{Lu})[\p{L}\p{N}_-]{0,63}$/u.test(text);

/** Google Cloud's rule for labels, "Requirements for labels" of Resource Manager. Letters of any alphabet, none upper-case. */
export const isLabelKey = (text: string): boolean => plainKey.test(text) || isForeignKey(text);
export const isLabelValue = (text: string): boolean => plainValue.test(text) || isForeignValue(text);

/**
 * The identity as labels. A run may have capitals, which labels may not: each becomes `_` and its small letter, which no
 * other run gives.
 */
export function identityLabels(identity: RunIdentity): Record<string, string> {
  const tags: Record<string, string> = identityTags(identity);
  const entries = Object.entries(tags).map(([key, value]) => [
    key,
    value.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
  ]);
  return Object.fromEntries(entries) as Record<string, string>;
}
