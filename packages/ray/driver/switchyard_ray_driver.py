"""Runs an unmodified training script in Ray Train's workers, or in the trials of a Ray Tune search.

It lies in the bundle beside the launcher, whose launch file says what to run, beside switchyard-ray.json, which says how
Ray runs it, and beside the other modules of its name. Needs Ray with Ray Train (2.50 or newer) and Python 3.10.
"""

from __future__ import annotations

import json
import os
import sys
import threading
import time
import traceback

import ray
import ray.train
import switchyard_launcher as launcher
from ray.train.torch import TorchConfig, TorchTrainer
from switchyard_ray_errors import found_no_place, is_loss, script_error
from switchyard_ray_output import last_line, numbers, output
from switchyard_ray_worker import local_path, read_launch, work

BUNDLE = os.path.dirname(os.path.abspath(__file__))
CONFIGURATION = "switchyard-ray.json"
RUN_VARIABLE, STORE_VARIABLE, STUDY_VARIABLE = "SWITCHYARD_RAY_RUN", "SWITCHYARD_RAY_STORE", "SWITCHYARD_RAY_STUDY"
KEYS = {
    "configurationVersion",
    "scaling_config",
    "failure_config",
    "checkpoint_config",
    "torch_config",
    "inputs",
    "installs_requirements",
    "max_runtime_seconds",
}
EXIT_FAILED, EXIT_REFUSED = 1, 2
# Who follows the job reads these three: it may be sent again, has no machines, or took too long.
EXIT_INTERRUPTED, EXIT_NO_PLACE, EXIT_TOO_LONG = 75, 69, 124


def main() -> int:
    started = time.monotonic()
    try:
        output.find_secrets(read_launch())
        configuration, run = read_configuration(), os.environ[RUN_VARIABLE]
        job = {"run": run, "store": local_path(os.environ[STORE_VARIABLE]), "configuration": configuration}
    except (KeyError, ValueError, OSError, launcher.Refusal) as error:
        return end("refused", EXIT_REFUSED, started, f"The job is not what Switchyard plans: {error!r}")
    output.event({"event": "hello", "version": launcher.LAUNCH_VERSION, "node": 0})
    stop_after(configuration.get("max_runtime_seconds"), started)
    ray.init()
    try:
        study = os.environ.get(STUDY_VARIABLE)
        metrics = search(job, json.loads(study)) if study else train(job, [], [])
    except Exception as error:
        cause = script_error(error)
        output.say(cause if cause else traceback.format_exc())
        verdict, code = ("failed", EXIT_FAILED) if cause else judge(error)
        return end(verdict, code, started, last_line(cause or repr(error)))
    return end("completed", 0, started, None, metrics)


def judge(error: BaseException) -> tuple[str, int]:
    """Of an error that is not the script's own."""
    if found_no_place(error):
        return "failed", EXIT_NO_PLACE
    return ("interrupted", EXIT_INTERRUPTED) if is_loss(error) else ("failed", EXIT_FAILED)


def read_configuration() -> dict:
    with open(os.path.join(BUNDLE, CONFIGURATION), encoding="utf-8") as file:
        configuration = json.load(file)
    if configuration.get("configurationVersion") != 1 or set(configuration) - KEYS:
        raise ValueError(f"{CONFIGURATION} has a version or a key that this driver does not know.")
    return configuration


def train(job: dict, arguments: list[str], callbacks: list) -> dict:
    """Runs the trainer until it ends. Lost workers begin again under the same name, from the newest checkpoint."""
    configuration = job["configuration"]
    restarts = configuration["failure_config"].get("max_failures", 0)
    failures = {**configuration["failure_config"], "max_failures": 0}
    scaling = dict(configuration["scaling_config"])
    if isinstance(scaling.get("num_workers"), list):
        scaling["num_workers"] = tuple(scaling["num_workers"])
    attempt = 0
    while True:
        trainer = TorchTrainer(
            work,
            train_loop_config={"job": job, "arguments": arguments},
            torch_config=TorchConfig(**configuration["torch_config"]),
            scaling_config=ray.train.ScalingConfig(**scaling),
            run_config=ray.train.RunConfig(
                name=job["run"],
                storage_path=job["store"],
                failure_config=ray.train.FailureConfig(**failures),
                checkpoint_config=ray.train.CheckpointConfig(**configuration["checkpoint_config"]),
                callbacks=callbacks,
            ),
        )
        try:
            result = trainer.fit()
            # Ray's `metrics` are those of the newest checkpoint. Older releases do not pass on what rank 0 returns.
            return getattr(result, "return_value", None) or result.metrics or {}
        except Exception as error:
            if script_error(error) or not is_loss(error) or attempt == restarts:
                raise
            attempt += 1
            output.event({"event": "restart", "attempt": attempt, "error": last_line(repr(error))})
            time.sleep(min(5 * attempt, 60))


def search(job: dict, study: dict) -> dict:
    """Runs the trials of a study; its `space` is by Ray Tune's own names: {"learning_rate": ["loguniform", 1e-5, 1e-3]}."""
    from ray import tune

    space = {name: getattr(tune, kind)(*values) for name, (kind, *values) in study["space"].items()}
    algorithm = None
    if study["search"] == "optuna":
        from ray.tune.search.optuna import OptunaSearch

        algorithm = OptunaSearch()
    tuner = tune.Tuner(
        # A trial only waits for its workers, which hold the resources: it stays on the head, beside the driver.
        tune.with_resources(tune.with_parameters(trial, job=job), {"node:__internal_head__": 0.001}),
        param_space=space,
        tune_config=tune.TuneConfig(
            metric=study["metric"],
            mode=study["mode"],
            num_samples=study["num_samples"],
            max_concurrent_trials=study["max_concurrent_trials"],
            search_alg=algorithm,
        ),
        run_config=tune.RunConfig(name=job["run"], storage_path=job["store"]),
    )
    results = tuner.fit()
    for result in results:
        told = {"arguments": result.config, "metrics": numbers(result.metrics or {}), "error": str(result.error or "")}
        output.event({"event": "trial", **told})
    best = results.get_best_result()
    output.event({"event": "best_trial", "arguments": best.config, "metrics": numbers(best.metrics or {})})
    return best.metrics or {}


def trial(parameters: dict, job: dict) -> None:
    from ray import tune
    from ray.tune.integration.ray_train import TuneReportCallback

    output.find_secrets(read_launch())
    arguments = [f"--{name}={argument_text(value)}" for name, value in sorted(parameters.items())]
    name = f"{job['run']}-{tune.get_context().get_trial_id()}"
    train({**job, "run": name, "tunes": True}, arguments, [TuneReportCallback()])


def argument_text(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def stop_after(seconds: float | None, started: float) -> None:
    """Ray's Jobs API knows no deadline. Workers end with the driver."""
    if seconds is None:
        return

    def stop() -> None:
        end("failed", EXIT_TOO_LONG, started, f"The job ran for its longest time, {seconds} seconds.")
        os._exit(EXIT_TOO_LONG)

    timer = threading.Timer(seconds, stop)
    timer.daemon = True
    timer.start()


def end(verdict: str, code: int, started: float, error: str | None, metrics: dict | None = None) -> int:
    fields = {"event": "end", "verdict": verdict, "exitCode": code, "node": 0, "metrics": numbers(metrics or {})}
    output.event({**fields, "seconds": round(time.monotonic() - started, 1), **({"error": error} if error else {})})
    return code


if __name__ == "__main__":
    # Under its own name, so that workers import what they run instead of unpickling a copy.
    import switchyard_ray_driver

    sys.exit(switchyard_ray_driver.main())
