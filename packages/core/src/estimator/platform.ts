import { bounded } from "../call/bounded.ts";
import type { TransformersVersion } from "../arguments/index.ts";
import type { Lifted, RunnableTranslator, TrainingDriver, TrainingTranslator } from "../contract/driver.ts";
import type {
  Estimator,
  EstimatorOptions,
  Planner,
  PlanningPlatform,
  TrainingPlatform,
} from "../contract/estimator.ts";
import type { Host } from "../contract/host.ts";
import type { PlanOptions, TrainingPlan } from "../contract/plan.ts";
import type { PlatformId, RequestOf } from "../contract/registry.ts";
import type { TrainerSpec } from "../contract/spec.ts";
import type { Study } from "../contract/study.ts";
import { SwitchyardError } from "../errors/switchyard-error.ts";
import type { RunNumber } from "../identity/run-identity.ts";
import { accountedFor } from "../lifting/accounted-for.ts";
import { jobHandle } from "../job/handle.ts";
import { liveHalf } from "../job/live-half.ts";
import { isLoaded, type LoadedTrainer } from "../planning/load-trainer.ts";
import { makePlan, makeTuningPlan, type Planning, type PlanningOptions } from "../planning/plan.ts";
import { confirmPlan } from "./confirm.ts";
import { withParts } from "./parts.ts";
import { submit } from "./fit.ts";

/** Of whatever dialect: its arguments are checked when it is planned. */
type Trainer = TrainerSpec | LoadedTrainer;

/** Makes a platform that plans of a translator; it can lift native jobs, too. */
export function createPlanningPlatform<P extends PlatformId>(
  translator: TrainingTranslator<RequestOf<P>>,
  host: Host,
): PlanningPlatform<P> {
  return {
    id: translator.platform as P,
    estimator: (trainer, options) => planner(translator, host, trainer, options),
    lift: (native) => lift(translator, native),
  };
}

/**
 * Makes a platform of its two halves: planning, submitting and following are core's, once for all. The driver is loaded
 * once, by the first call that sends a job or looks at one; planning, lifting and attaching do without it.
 */
export function createTrainingPlatform<P extends PlatformId>(
  translator: RunnableTranslator<RequestOf<P>>,
  loadDriver: () => Promise<TrainingDriver<RequestOf<P>>>,
  host: Host,
): TrainingPlatform<P> {
  const live = liveHalf(translator.platform, loadDriver);
  return withParts(
    { translator, live, host },
    {
      id: translator.platform as P,
      estimator: <V extends TransformersVersion>(
        trainer: TrainerSpec<V> | LoadedTrainer<V>,
        options?: EstimatorOptions,
      ): Estimator<P, V> => ({
        ...planner<P, V>(translator, host, trainer, options),
        fit: (given) =>
          bounded(isPlan(given) ? undefined : given, async (call) => {
            const plan = (number: RunNumber | undefined): Promise<Planning<RequestOf<P>>> =>
              makePlan(translator, host, trainer as Trainer, planningOptions(number, options));
            const planning = isPlan(given) ? confirmPlan(given, await plan(given.identity)) : await plan(given);
            const driver = await live.driver(call);
            const fitting = { translator, driver, host, spec: specOf(trainer as Trainer), ...planning };
            const { uri, created } = await submit(fitting, call);
            return jobHandle(live, uri, created);
          }),
      }),
      lift: (native) => lift(translator, native),
      attach: (uri) => {
        translator.checkUri(uri);
        return jobHandle(live, uri, false);
      },
    },
  );
}

function planner<P extends PlatformId, V extends TransformersVersion>(
  translator: TrainingTranslator<RequestOf<P>>,
  host: Host,
  trainer: TrainerSpec<V> | LoadedTrainer<V>,
  options?: EstimatorOptions,
): Planner<P, V> {
  const given = (number: RunNumber | undefined): PlanningOptions => planningOptions(number, options);
  return {
    spec: specOf(trainer),
    plan: (planOptions) =>
      bounded(planOptions, async () => (await makePlan(translator, host, trainer as Trainer, given(planOptions))).plan),
    planTuning: (study, planOptions) =>
      bounded(
        planOptions,
        async () =>
          (await makeTuningPlan(translator, host, trainer as Trainer, study as Study, given(planOptions))).plan,
      ),
  };
}

function planningOptions(number: RunNumber | undefined, options: EstimatorOptions | undefined): PlanningOptions {
  return { run: number?.run, attempt: number?.attempt, folder: options?.folder };
}

async function lift(translator: TrainingTranslator, native: unknown): Promise<Lifted> {
  if (translator.lift === undefined)
    throw new SwitchyardError("unsupported", `${translator.platform} cannot lift native jobs.`);
  return accountedFor(native, await translator.lift(native), translator);
}

function specOf<V extends TransformersVersion>(trainer: TrainerSpec<V> | LoadedTrainer<V>): TrainerSpec<V> {
  return isLoaded(trainer) ? trainer.spec : trainer;
}

function isPlan<P extends PlatformId>(given: PlanOptions | TrainingPlan<P> | undefined): given is TrainingPlan<P> {
  return given !== undefined && "requests" in given;
}
