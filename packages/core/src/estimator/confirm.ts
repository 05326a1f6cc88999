import type { NativeRequest, Plan } from "../contract/plan.ts";
import { configError } from "../errors/config-error.ts";
import type { Planning } from "../planning/plan.ts";

/**
 * A plan is sent as it stands, when what it uploads is still what the folder holds.
 *
 * @throws {ConfigError} when it was made for another platform, region or source.
 */
export function confirmPlan<R extends NativeRequest>(
  given: Plan<R> & { readonly kind: "training" },
  current: Planning<R>,
): Planning<R> {
  if (given.platform !== current.plan.platform) {
    throw configError(
      "other-platform",
      "plan.platform",
      `This plan is for ${given.platform}, and this estimator is for ${current.plan.platform}.`,
      "Make a new plan with this estimator.",
    );
  }
  if (given.uploads.some((upload) => upload.manifest !== current.bundle.manifest)) {
    throw configError(
      "source-changed",
      "plan.uploads",
      "The source folder, or the spec, has changed since this plan was made.",
      "Make a new plan and look at it before you send it.",
    );
  }
  const { region } = given.machine;
  if (region !== undefined && region !== current.plan.machine.region) {
    throw configError(
      "other-region",
      "plan.machine.region",
      `This plan is for ${region}, and this platform is set to ${current.plan.machine.region ?? "no region"}.`,
      `Set the platform's region to ${region}, or make a new plan.`,
    );
  }
  return { plan: given, bundle: current.bundle };
}
