import { bounded } from "../call/bounded.ts";
import type { TransformersVersion } from "../arguments/index.ts";
import type { TrainingDriver } from "../contract/driver.ts";
import type { Estimator, EstimatorOptions, TrainingPlatform } from "../contract/estimator.ts";
import type { Host } from "../contract/host.ts";
import type { PlanOptions, TrainingPlan } from "../contract/plan.ts";
import type { PlatformId, RequestOf } from "../contract/registry.ts";
import type { TrainerSpec } from "../contract/spec.ts";
import { configError } from "../errors/config-error.ts";
import { jobHandle } from "../job/handle.ts";
import { makePlan, type Planning } from "../planning/plan.ts";
import { submit } from "./fit.ts";

/** Makes a platform of a driver: planning, submitting and following are core's, once for all. */
export function createTrainingPlatform<P extends PlatformId>(driver: TrainingDriver<RequestOf<P>>, host: Host): TrainingPlatform<P> {
  return {
    id: driver.platform as P,
    estimator: <V extends TransformersVersion>(spec: TrainerSpec<V>, options: EstimatorOptions = {}): Estimator<P, V> => {
      const plan = (run: string | undefined): Promise<Planning<RequestOf<P>>> => makePlan(driver, host, spec as TrainerSpec, { run, folder: options.folder });
      return {
        spec,
        plan: (planOptions) => bounded(planOptions, async () => (await plan(planOptions?.run)).plan),
        fit: (given) =>
          bounded(isPlan(given) ? undefined : given, async (call) => {
            const planning = isPlan(given) ? confirmPlan(given, await plan(given.identity.run)) : await plan(given?.run);
            const { uri, created } = await submit({ driver, host, spec: spec as TrainerSpec, ...planning }, call);
            return jobHandle(driver, uri, created);
          }),
      };
    },
    attach: (uri) => {
      driver.checkUri(uri);
      return jobHandle(driver, uri, false);
    },
  };
}

function isPlan<P extends PlatformId>(given: PlanOptions | TrainingPlan<P> | undefined): given is TrainingPlan<P> {
  return given !== undefined && "requests" in given;
}

/** A plan is sent as it stands, when what it uploads is still what the folder holds. */
function confirmPlan<P extends PlatformId>(given: TrainingPlan<P>, current: Planning<RequestOf<P>>): Planning<RequestOf<P>> {
  if (given.platform !== current.plan.platform) {
    throw configError("other-platform", "plan.platform", `This plan is for ${given.platform}, and this estimator is for ${current.plan.platform}.`, "Make a new plan with this estimator.");
  }
  if (given.uploads.some((upload) => upload.manifest !== current.bundle.manifest)) {
    throw configError("source-changed", "plan.uploads", "The source folder, or the spec, has changed since this plan was made.", "Make a new plan and look at it before you send it.");
  }
  const { region } = given.machine;
  if (region !== undefined && region !== current.plan.machine.region) {
    throw configError("other-region", "plan.machine.region", `This plan is for ${region}, and this platform is set to ${current.plan.machine.region ?? "no region"}.`, `Set the platform's region to ${region}, or make a new plan.`);
  }
  return { plan: given, bundle: current.bundle };
}
