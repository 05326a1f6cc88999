/** One way in which the two requests for a job differ, and why that is right. */
export interface Difference {
  readonly operation: "CodeVersions_CreateOrUpdate" | "EnvironmentVersions_CreateOrUpdate" | "Jobs_CreateOrUpdate";
  /** JSON pointer below `properties`. */
  readonly at: string;
  readonly kind: "only ours" | "only theirs" | "unlike";
  /** In sweeps only; a command job that differs so is a fault. */
  readonly inSweeps?: true;
  readonly reason: string;
}

const job = "Jobs_CreateOrUpdate" as const;
const emptyMap = "The SDK sends an empty map where nothing was given; leaving it out says the same.";
const previewResources =
  "A sweep of the preview that the SDK asks has resources beside those of its trial; stable versions have no such member.";

/** Reviewed, one by one. An entry that no job shows any more fails the suite. */
export const differences: readonly Difference[] = [
  { operation: "CodeVersions_CreateOrUpdate", at: "/properties", kind: "only theirs", reason: emptyMap },
  {
    operation: "EnvironmentVersions_CreateOrUpdate",
    at: "/osType",
    kind: "only ours",
    reason: "The service takes Linux where nothing is said; a plan says it.",
  },
  {
    operation: "EnvironmentVersions_CreateOrUpdate",
    at: "/isAnonymous",
    kind: "unlike",
    reason:
      "The SDK was given a name for the environment. Ours has a name that is made of the image, and is nobody's to browse.",
  },
  {
    operation: "EnvironmentVersions_CreateOrUpdate",
    at: "/isArchived",
    kind: "only theirs",
    reason: "False is what the service takes where nothing is said.",
  },
  {
    operation: job,
    at: "/isArchived",
    kind: "only theirs",
    reason: "False is what the service takes where nothing is said.",
  },
  {
    operation: job,
    at: "/command",
    kind: "unlike",
    reason:
      "Ours starts the launcher, which has the script's arguments in a file of the bundle; theirs is a shell line.",
  },
  ...["jobOutputType", "uri", "mode"].map((member) => ({
    operation: job,
    at: `/outputs/checkpoints/${member}`,
    kind: "only ours" as const,
    reason:
      "Where a Spot job's checkpoints are kept, below the identity of the run; the SDK leaves resuming to the script.",
  })),
  { operation: job, at: "/trial/command", kind: "unlike", reason: "As for command jobs." },
  {
    operation: job,
    at: "/tags/switchyard-key",
    kind: "only ours",
    reason: "The identity by which a repeated fit() finds the job that exists.",
  },
  { operation: job, at: "/tags/switchyard-run", kind: "only ours", reason: "As switchyard-key." },
  { operation: job, at: "/tags/switchyard-attempt", kind: "only ours", reason: "As switchyard-key." },
  { operation: job, at: "/tags", kind: "only theirs", reason: `${emptyMap} Ours are never empty.` },
  { operation: job, at: "/trial/resources/properties", kind: "only theirs", reason: emptyMap },
  {
    operation: job,
    at: "/objective/goal",
    kind: "unlike",
    reason: "Azure's types say Minimize and Maximize; the SDK sends its own small letters, and asks a preview.",
  },
  { operation: job, at: "/resources/instanceCount", kind: "only theirs", inSweeps: true, reason: previewResources },
  { operation: job, at: "/resources/instanceType", kind: "only theirs", inSweeps: true, reason: previewResources },
  { operation: job, at: "/resources/shmSize", kind: "only theirs", inSweeps: true, reason: previewResources },
  { operation: job, at: "/properties", kind: "only theirs", reason: emptyMap },
  { operation: job, at: "/environmentVariables", kind: "only theirs", reason: emptyMap },
  { operation: job, at: "/inputs", kind: "only theirs", reason: emptyMap },
  { operation: job, at: "/resources/properties", kind: "only theirs", reason: emptyMap },
];
