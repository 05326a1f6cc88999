/**
 * One thing the user should know. An `error` keeps a plan from being sent, a `warning` does not, an `info` explains.
 */
export interface Diagnostic {
  readonly severity: "error" | "warning" | "info";
  /** Kebab-case words, stable across releases: `unknown-field`, `wrong-type`, `missing-setting`. */
  readonly code: string;
  /** Where it is: a path of the spec (`resources.nodes`), of the settings (`settings.role`) or a pointer into a request. */
  readonly path: string;
  /** Full sentences: what was found and what is allowed. */
  readonly message: string;
  /** What to type instead. */
  readonly fix?: string;
}
