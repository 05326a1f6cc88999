import type { JobEvent } from "../contract/job.ts";
import { launcherVersion } from "../launch/launcher-facts.gen.ts";
import type { LauncherEvent } from "./launcher-lines.ts";

/** What a job's log has told of its launcher so far. A job is warned about once. */
export const heards = ["nothing", "launcher", "warned"] as const;
export type Heard = (typeof heards)[number];

export type Warning = Omit<Extract<JobEvent, { type: "warning" }>, "time" | "cursor">;

/** What is known of the launcher after one more of its lines, and what a person should know of that. */
export function hear(heard: Heard, said: LauncherEvent): { readonly heard: Heard; readonly warning?: Warning } {
  const isOther = said.event === "hello" && said.version !== launcherVersion;
  if (isOther && heard !== "warned") return { heard: "warned", warning: otherLauncher(said.version) };
  return { heard: heard === "nothing" ? "launcher" : heard };
}

function otherLauncher(version: number | undefined): Warning {
  return {
    type: "warning",
    code: "other-launcher",
    message: `The job's launcher speaks version ${version ?? "unknown"}, and this release of Switchyard reads version ${launcherVersion}: metrics, progress and the reason of a failure may be missing.`,
    fix: "Follow the job with the release of Switchyard that sent it.",
  };
}

/** For a job of Switchyard's whose containers ran, and whose whole log holds no line of a launcher. */
export const silentLauncher: Warning = {
  type: "warning",
  code: "silent-launcher",
  message:
    "The containers ran, and no line of Switchyard's launcher is in the job's log: it never started, or its output is not in the log that the platform keeps. Metrics come from the script's own lines, as far as it prints any.",
  fix: "Look in the log for what the container did instead, and whether its image has python3 of 3.8 or newer.",
};
