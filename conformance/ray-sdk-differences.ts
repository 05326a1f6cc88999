/** One way in which the two submissions of a job differ, and why that is right. */
export interface Difference {
  /** JSON pointer below the body. */
  readonly at: string;
  readonly kind: "only ours" | "only theirs" | "unlike";
  readonly reason: string;
}

const filledIn =
  "Ray's class RuntimeEnv fills it in, on the client and again on the cluster, which makes one of what it was sent.";

/** Reviewed, one by one. An entry that no job shows any more fails the suite. */
export const differences: readonly Difference[] = [
  { at: "/runtime_env/_ray_commit", kind: "only theirs", reason: filledIn },
  { at: "/runtime_env/pip/pip_check", kind: "only theirs", reason: filledIn },
  { at: "/runtime_env/uv/uv_pip_install_options/0", kind: "only theirs", reason: filledIn },
  { at: "/runtime_env/config/log_files", kind: "only theirs", reason: filledIn },
];
