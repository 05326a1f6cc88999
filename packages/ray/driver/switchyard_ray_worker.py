"""One of Ray Train's workers: brings what its node lacks, runs the script in this process, and keeps the model."""

from __future__ import annotations

import dataclasses
import hashlib
import json
import os
import runpy
import shutil
import sys
import tempfile
import traceback

import ray
import ray.train
import switchyard_launcher as launcher
from ray.train.collective import barrier
from switchyard_ray_output import output
from switchyard_ray_report import Reporter, watch_trainer

BUNDLE = os.path.dirname(os.path.abspath(__file__))


class ScriptFailed(Exception):
    """The script's own error: it would happen again, so no attempt follows it."""


def work(given: dict) -> dict[str, float]:
    """Returns the last metrics. Raises ScriptFailed when the script does not end well."""
    job, context = given["job"], ray.train.get_context()
    node = ray.get_runtime_context().get_node_id()[:12]
    root = os.path.join(tempfile.gettempdir(), "switchyard", f"{job['run']}-{node}")
    launch = read_launch()
    secrets = output.find_secrets(launch)
    locations = launcher.Locations(bundle=BUNDLE, root=root)
    plan = launcher.plan_node(launch, locations, dict(os.environ), given["arguments"], secrets)
    leads_node, rank = context.get_local_rank() == 0, context.get_world_rank()
    keeper = prepare_node(root, plan, job, context) if leads_node else None
    barrier()
    os.environ.update({name: plan.environment[name] for name in (*launch.environment, *secrets)})
    os.chdir(BUNDLE)
    reporter = Reporter(rank, leads_node, job.get("tunes", False), keeper)
    watch_trainer(reporter, newest_checkpoint(plan.output) if plan.resumes else None)
    try:
        with output:
            run_script(plan, root)
    except SystemExit as leaving:
        if leaving.code not in (None, 0):
            reporter.leave("failed")
            raise ScriptFailed(output.mask(f"The script ended with exit code {leaving.code}.")) from None
    except Exception:
        reporter.leave("failed")
        raise ScriptFailed(output.mask(traceback.format_exc())) from None
    metrics = reporter.finish()
    if rank == 0 and plan.model is not None:
        keep_model(plan, reporter.trained_in or plan.output, job)
    reporter.leave("completed")
    return metrics


def read_launch():
    """The launch file. Raises Refusal when it is not what the launcher beside it runs."""
    text = launcher.read_text_file(os.path.join(BUNDLE, launcher.LAUNCH_FILE_NAME))
    with open(launcher.__file__, "rb") as file:
        sha256 = hashlib.sha256(file.read()).hexdigest()
    return launcher.check_launch_file(launcher.parse_launch_file(text or "{}"), sha256)


def prepare_node(root: str, plan, job: dict, context):
    """Once on each node: an empty folder, the inputs, the newest checkpoint, and the requirements.

    Returns what keeps checkpoints in a store of the spec's own, beside Ray's; None where it names none.
    """
    shutil.rmtree(root, ignore_errors=True)
    launcher.make_folders(plan)
    for name, uri in job["configuration"]["inputs"].items():
        fetch_input(uri, plan.inputs[name])
    checkpoint = ray.train.get_checkpoint()
    if checkpoint is not None and plan.resumes:
        restore(checkpoint, plan.output)
    if job["configuration"]["installs_requirements"]:
        wanted, scratch = (plan.requirements, plan.transformers), tempfile.mkdtemp(prefix="switchyard-")
        launcher.install_packages(*wanted, scratch, BUNDLE, dict(os.environ), launcher.Interruption(), output.log)
    return keep_checkpoints(plan, context)


def keep_checkpoints(plan, context):
    """The launcher's keeper of the store that the spec names. It brings a newer checkpoint than Ray's from there."""
    world, here = context.get_world_size(), context.get_local_world_size()
    if plan.checkpoints is None:
        return None
    if world % here:
        output.say(f"warning: {world} workers, {here} of them here: nothing is kept at {plan.checkpoints}")
        return None
    topology = dataclasses.replace(plan.topology, nodes=world // here, rank=context.get_node_rank())
    keeper = launcher.CheckpointKeeper(dataclasses.replace(plan, topology=topology, processes=here), BUNDLE, output.log)
    keeper.prepare()
    return keeper


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


def restore(checkpoint, target: str) -> None:
    """Puts a checkpoint back where the Trainer had it."""
    with checkpoint.as_directory() as folder:
        with open(os.path.join(folder, "trainer_state.json"), encoding="utf-8") as file:
            step = json.load(file)["global_step"]
        shutil.copytree(folder, os.path.join(target, f"checkpoint-{step}"))
    output.event({"event": "resume", "step": step})


def newest_checkpoint(folder: str) -> str | None:
    found = launcher.list_checkpoints(folder)
    return found[0] if found else None


def run_script(plan, root: str) -> None:
    arguments = plan.arguments
    if plan.json_arguments is not None:
        folder = tempfile.mkdtemp(prefix="arguments-", dir=root)
        arguments = [launcher.write_json_arguments(plan.json_arguments, folder)]
    sys.argv = [plan.script, *arguments]
    sys.path.insert(0, os.path.dirname(plan.script))
    runpy.run_path(plan.script, run_name="__main__")


def keep_model(plan, trained_in: str, job: dict) -> None:
    """The node's disk goes with the job: the model goes below the store."""
    launcher.place_model(launcher.choose_source(plan.output, trained_in), plan.model, output.say)
    from pyarrow import fs

    target = f"{job['store']}/{job['run']}/model"
    filesystem, path = fs.FileSystem.from_uri(target)
    filesystem.create_dir(path, recursive=True)
    fs.copy_files(plan.model, path, source_filesystem=fs.LocalFileSystem(), destination_filesystem=filesystem)
    output.event({"event": "model", "uri": target})


def local_path(uri: str) -> str:
    return uri[len("file://") :] if uri.startswith("file://") else os.path.expanduser(uri)
