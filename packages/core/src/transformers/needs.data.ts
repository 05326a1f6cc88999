/**
 * The Python and torch from which on a release of transformers runs; a row holds until the next one. Source: the metadata
 * of the published wheels (Requires-Python, and torch of the extra "torch"), read for 4.57.6 and for each minor of 5 where
 * a number changes. To refresh: `pip install --dry-run --no-deps --ignore-installed --report - transformers==5.24.0`.
 */
export const transformersNeeds = [
  { since: "4.0", python: "3.9", torch: "2.2" },
  { since: "5.0", python: "3.10", torch: "2.2" },
  { since: "5.1", python: "3.10", torch: "2.4" },
  { since: "5.15", python: "3.10", torch: "2.5" },
  { since: "5.20", python: "3.10", torch: "2.6" },
  { since: "5.21", python: "3.11", torch: "2.6" },
] as const;
