import { identityTags, type RunIdentity } from "@switchyard/core";

/** Google Cloud's rule for labels, "Requirements for labels" of Resource Manager. Letters of any alphabet, none upper-case. */
export const labelKey = /^(?!.*\p{Lu})\p{L}[\p{L}\p{N}_-]{0,62}$/u;
export const labelValue = /^(?!.*\p{Lu})[\p{L}\p{N}_-]{0,63}$/u;

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
