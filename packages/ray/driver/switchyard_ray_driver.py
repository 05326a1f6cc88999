"""Runs an unmodified training script in Ray Train's workers, or in the trials of a Ray Tune search.

It lies in the bundle beside the launcher, whose launch file says what to run, and beside switchyard-ray.json, which says
how Ray runs it. Needs Ray with Ray Train (2.50 or newer) and Python 3.10.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import runpy
import shutil
import sys
import tempfile
import threading
import time
import traceback

import ray
import ray.train
import switchyard_launcher as launcher
from ray.train.collective import barrier
from ray.train.torch import TorchConfig, TorchTrainer

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
# How gloo and NCCL say in a script that another rank is gone.
LOST_PEER = re.compile(
    r"(?i)closed by (?:remote )?peer|reset by peer|broken pipe|remote process (?:exited|has terminated)"
    r"|DistBackendError|unhandled system error|socket timeout"
)


class ScriptFailed(Exception):
    """The script's own error: it would happen again, so no attempt follows it."""


def main() -> int:
    started = time.monotonic()
    try:
        configuration, run = read_configuration(), os.environ[RUN_VARIABLE]
        job = {"run": run, "store": local_path(os.environ[STORE_VARIABLE]), "configuration": configuration}
    except (KeyError, ValueError, OSError, launcher.Refusal) as error:
        return end("refused", EXIT_REFUSED, started, f"The job is not what Switchyard plans: {error!r}")
    stop_after(configuration.get("max_runtime_seconds"), started)
    ray.init()
    try:
        study = os.environ.get(STUDY_VARIABLE)
        metrics = search(job, json.loads(study)) if study else train(job, [], [])
    except Exception as error:
        cause = script_error(error)
        say(cause if cause else traceback.format_exc())
        return end("failed", EXIT_FAILED, started, last_line(cause or repr(error)))
    return end("completed", 0, started, None, metrics)


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
            return trainer.fit().metrics or {}
        except Exception as error:
            if script_error(error) or attempt == restarts:
                raise
            attempt += 1
            event({"event": "restart", "attempt": attempt, "error": last_line(repr(error))})
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
        event({"event": "trial", "arguments": result.config, "metrics": numbers(result.metrics or {}), "error": str(result.error or "")})
    best = results.get_best_result()
    event({"event": "best_trial", "arguments": best.config, "metrics": numbers(best.metrics or {})})
    return best.metrics or {}


def trial(parameters: dict, job: dict) -> None:
    from ray import tune
    from ray.tune.integration.ray_train import TuneReportCallback

    arguments = [f"--{name}={argument_text(value)}" for name, value in sorted(parameters.items())]
    name = f"{job['run']}-{tune.get_context().get_trial_id()}"
    train({**job, "run": name, "tunes": True}, arguments, [TuneReportCallback()])


def argument_text(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def work(given: dict) -> None:
    """One worker: brings what the node lacks, runs the script in this process, and keeps the model."""
    job, context = given["job"], ray.train.get_context()
    node = ray.get_runtime_context().get_node_id()[:12]
    root = os.path.join(tempfile.gettempdir(), "switchyard", f"{job['run']}-{node}")
    plan, launch = read_plan(root, given["arguments"])
    leads_node, rank = context.get_local_rank() == 0, context.get_world_rank()
    if leads_node:
        prepare_node(root, plan, job)
    barrier()
    os.environ.update({name: plan.environment[name] for name in launch.environment})
    os.chdir(BUNDLE)
    reporter = Reporter(rank, leads_node, job.get("tunes", False))
    watch_trainer(reporter, newest_checkpoint(plan.output))
    try:
        run_script(plan, root)
    except SystemExit as leaving:
        if leaving.code not in (None, 0):
            raise ScriptFailed(f"The script ended with exit code {leaving.code}.") from None
    except Exception:
        raise ScriptFailed(traceback.format_exc()) from None
    reporter.finish()
    if rank == 0 and plan.model is not None:
        keep_model(plan, reporter.trained_in or plan.output, job)


def read_plan(root: str, arguments: list[str]) -> tuple:
    """What the launcher would run on this node, with its paths below `root`."""
    path = os.path.join(BUNDLE, launcher.LAUNCH_FILE_NAME)
    text = launcher.read_text_file(path)
    content = launcher.parse_launch_file(text or "{}")
    with open(launcher.__file__, "rb") as file:
        launch = launcher.check_launch_file(content, hashlib.sha256(file.read()).hexdigest())
    locations = launcher.Locations(bundle=BUNDLE, root=root)
    return launcher.plan_node(launch, locations, dict(os.environ), arguments), launch


def prepare_node(root: str, plan, job: dict) -> None:
    """Once on each node: an empty folder, the inputs, the newest checkpoint, and the requirements."""
    shutil.rmtree(root, ignore_errors=True)
    launcher.make_folders(plan)
    for name, uri in job["configuration"]["inputs"].items():
        fetch_input(uri, plan.inputs[name])
    checkpoint = ray.train.get_checkpoint()
    if checkpoint is not None:
        restore(checkpoint, plan.output)
    if plan.requirements is not None and job["configuration"]["installs_requirements"]:
        log, interruption = launcher.Log(sys.stdout.fileno()), launcher.Interruption()
        scratch = tempfile.mkdtemp(prefix="switchyard-")
        launcher.install_requirements(plan.requirements, scratch, BUNDLE, dict(os.environ), interruption, log)


def fetch_input(uri: str, target: str) -> None:
    """A file or a folder, copied below `target`; what is mounted is linked."""
    if uri.startswith("file://") and os.path.isdir(local_path(uri)):
        os.makedirs(os.path.dirname(target), exist_ok=True)
        os.symlink(local_path(uri).rstrip("/"), target)
        return
    from pyarrow import fs

    filesystem, path = fs.FileSystem.from_uri(uri)
    path = path.rstrip("/")
    is_file = filesystem.get_file_info(path).type == fs.FileType.File
    os.makedirs(target, exist_ok=True)
    place = os.path.join(target, os.path.basename(path)) if is_file else target
    fs.copy_files(path, place, source_filesystem=filesystem, destination_filesystem=fs.LocalFileSystem())


def restore(checkpoint, output: str) -> None:
    """Puts a checkpoint back where the Trainer had it."""
    with checkpoint.as_directory() as folder:
        with open(os.path.join(folder, "trainer_state.json"), encoding="utf-8") as file:
            step = json.load(file)["global_step"]
        shutil.copytree(folder, os.path.join(output, f"checkpoint-{step}"))
    event({"event": "resume", "step": step})


def newest_checkpoint(output: str) -> str | None:
    found = launcher.list_checkpoints(output)
    return found[0] if found else None


def run_script(plan, root: str) -> None:
    arguments = plan.arguments
    if plan.json_arguments is not None:
        folder = tempfile.mkdtemp(prefix="arguments-", dir=root)
        arguments = [launcher.write_json_arguments(plan.json_arguments, folder)]
    sys.argv = [plan.script, *arguments]
    sys.path.insert(0, os.path.dirname(plan.script))
    runpy.run_path(plan.script, run_name="__main__")


class Reporter:
    """Tells Ray of checkpoints and everybody of metrics. Every rank reports equally often: a report waits for all."""

    def __init__(self, rank: int, leads_node: bool, tunes: bool) -> None:
        self.trained_in: str | None = None
        self._rank, self._leads_node, self._tunes = rank, leads_node, tunes
        self._latest: dict[str, float] = {}

    def begin(self, args, state) -> None:
        self.trained_in = os.path.abspath(args.output_dir)
        self._event("train_begin", state)

    def log(self, state, values: dict) -> None:
        found = numbers(values)
        self._latest.update(found)
        self._event("log", state, values=found)
        if self._tunes and any(name.startswith("eval_") for name in found):
            ray.train.report({**self._latest, "step": state.global_step})

    def save(self, args, state) -> None:
        name = f"checkpoint-{state.global_step}"
        folder = os.path.join(args.output_dir, name)
        barrier()
        complete = self._leads_node and os.path.isdir(folder)
        checkpoint = ray.train.Checkpoint.from_directory(folder) if complete else None
        ray.train.report(
            {**self._latest, "step": state.global_step}, checkpoint=checkpoint, checkpoint_dir_name=name
        )

    def end(self, state) -> None:
        self._event("train_end", state)

    def finish(self) -> None:
        """The last report is what Ray keeps as the run's result."""
        if self._latest:
            ray.train.report(self._latest)

    def _event(self, kind: str, state, **fields) -> None:
        if self._rank == 0:
            steps = {"step": state.global_step, "max_steps": state.max_steps}
            event({"event": kind, "time": round(time.time(), 3), **steps, **fields})


def watch_trainer(reporter: Reporter, checkpoint: str | None) -> None:
    """Adds our callback to every Trainer, and lets one resume whose script does not say from where."""
    try:
        from transformers import Trainer, TrainerCallback
        from transformers.trainer import DEFAULT_CALLBACKS
    except ImportError:
        say("transformers is not installed: neither metrics nor checkpoints are reported")
        return

    class Report(TrainerCallback):
        def on_train_begin(self, args, state, control, **others):
            reporter.begin(args, state)

        def on_log(self, args, state, control, logs=None, **others):
            reporter.log(state, logs or {})

        def on_save(self, args, state, control, **others):
            reporter.save(args, state)

        def on_train_end(self, args, state, control, **others):
            reporter.end(state)

    DEFAULT_CALLBACKS.append(Report)
    original = Trainer.train

    def train_from_checkpoint(self, resume_from_checkpoint=None, *positional, **named):
        return original(self, resume_from_checkpoint or checkpoint, *positional, **named)

    Trainer.train = train_from_checkpoint


def keep_model(plan, trained_in: str, job: dict) -> None:
    """The node's disk goes with the job: the model goes below the store."""
    launcher.place_model(launcher.choose_source(plan.output, trained_in), plan.model, say)
    from pyarrow import fs

    target = f"{job['store']}/{job['run']}/model"
    filesystem, path = fs.FileSystem.from_uri(target)
    filesystem.create_dir(path, recursive=True)
    fs.copy_files(plan.model, path, source_filesystem=fs.LocalFileSystem(), destination_filesystem=filesystem)
    event({"event": "model", "uri": target})


def local_path(uri: str) -> str:
    return uri[len("file://") :] if uri.startswith("file://") else uri


def script_error(error: BaseException) -> str | None:
    """The script's own error, of the first rank that has one; None where every rank only lost another one."""
    failures = getattr(error, "worker_failures", None) or {0: error}
    texts = [text for rank in sorted(failures) if (text := failure_text(failures[rank]))]
    return next((text for text in texts if not LOST_PEER.search(last_line(text))), None)


def failure_text(error: BaseException | None) -> str | None:
    """What the script raised, found in what Ray wrapped around it."""
    if error is None or isinstance(error, ScriptFailed):
        return None if error is None else str(error)
    inner = (getattr(error, name, None) for name in ("_base_exc", "cause", "__cause__"))
    return next((text for text in map(failure_text, inner) if text), None)


def numbers(values: dict) -> dict:
    found = {name: value.item() if hasattr(value, "item") else value for name, value in values.items()}
    return {
        str(name): launcher.plain_number(value)
        for name, value in found.items()
        if isinstance(value, (int, float)) and not isinstance(value, bool)
    }


def stop_after(seconds: float | None, started: float) -> None:
    """Ray's Jobs API knows no deadline. Workers end with the driver."""
    if seconds is None:
        return

    def stop() -> None:
        end("failed", EXIT_FAILED, started, f"The job ran for its longest time, {seconds} seconds.")
        os._exit(EXIT_FAILED)

    timer = threading.Timer(seconds, stop)
    timer.daemon = True
    timer.start()


def end(verdict: str, code: int, started: float, error: str | None, metrics: dict | None = None) -> int:
    fields = {"event": "end", "verdict": verdict, "exitCode": code, "node": 0, "metrics": numbers(metrics or {})}
    event({**fields, "seconds": round(time.monotonic() - started, 1), **({"error": error} if error else {})})
    return code


def event(fields: dict) -> None:
    print(launcher.EVENT_PREFIX + json.dumps(fields, default=str), flush=True)


def say(text: str) -> None:
    print(f"switchyard: {text}", flush=True)


def last_line(text: str) -> str:
    return text.strip().splitlines()[-1][:1000] if text.strip() else ""


if __name__ == "__main__":
    # Under its own name, so that workers import what they run instead of unpickling a copy.
    import switchyard_ray_driver

    sys.exit(switchyard_ray_driver.main())
