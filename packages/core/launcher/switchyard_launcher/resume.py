"""Where the script's Trainers go on from: the newest complete checkpoint in each folder that they save to."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator

from switchyard_launcher.checkpoint import MODEL_ONLY, step_of, why_incomplete
from switchyard_launcher.log import Log
from switchyard_launcher.manifest import read_seal, why_seal_is_broken
from switchyard_launcher.plan import NodePlan

# The hook reads it: a JSON object, folder of a Trainer → checkpoint.
RESUME_VARIABLE = "SWITCHYARD_RESUME"
_DEEPEST_FOLDER = 3


def find_checkpoints(plan: NodePlan, bundle: str, log: Log) -> dict[str, str]:
    """Folder of a Trainer → the checkpoint that it resumes from; says what was found, and why others were not taken."""
    if not plan.resumes:
        log.say("resume: none, so the training begins at step 0")
        return {}
    world = plan.topology.nodes * plan.processes
    found: dict[str, str] = {}
    for folder in _training_folders(plan, bundle):
        newest = newest_local(folder, world, log.say)
        if newest is not None:
            found[os.path.realpath(folder)] = newest
            log.say(f"resume from {newest}")
            log.event({"event": "resume", "step": step_of(newest), "checkpoint": newest})
    if not found:
        log.say(f"no checkpoint to resume from in {plan.output}")
    return found


def _training_folders(plan: NodePlan, bundle: str) -> list[str]:
    """The script's --output_dir and every folder at or below the output that holds checkpoints."""
    named = _output_dir(plan.arguments) if plan.json_arguments is None else plan.json_arguments.get("output_dir")
    wanted = [os.path.normpath(os.path.join(bundle, named))] if isinstance(named, str) and named else []
    return list(dict.fromkeys([*wanted, plan.output, *_folders_with_checkpoints(plan.output, _DEEPEST_FOLDER)]))


def newest_local(folder: str, world: int, say: Callable[[str], None]) -> str | None:
    """The newest complete checkpoint of one folder. Incomplete ones get a name that no script takes for a checkpoint."""
    chosen = None
    for path in _checkpoints_of(folder):
        if chosen is not None and read_seal(path) is not None:
            # An older one may stay as it is: reading all of it again would take long.
            continue
        reason = _why_not(path, world)
        if reason is None:
            chosen = chosen or path
            continue
        say(f"not resumed from {path}: {reason}")
        if reason != MODEL_ONLY:
            set_aside(path, say)
    return chosen


def set_aside(path: str, say: Callable[[str], None]) -> None:
    """Another node of a shared disk may have been faster."""
    folder, name = os.path.split(path)
    for attempt in range(1, 1_000):
        target = os.path.join(folder, f"incomplete-{name}" if attempt == 1 else f"incomplete-{name}-{attempt}")
        if os.path.lexists(target):
            continue
        try:
            os.rename(path, target)
        except OSError as error:
            if os.path.lexists(path):
                say(f"warning: {path} could not be renamed: {error}")
        return


def _why_not(path: str, world: int) -> str | None:
    """A checkpoint that the launcher saw finished tells all about itself; another is judged by its files."""
    seal = read_seal(path)
    return why_seal_is_broken(path, seal) if seal is not None else why_incomplete(path, world)


def _checkpoints_of(folder: str) -> list[str]:
    names = os.listdir(folder) if os.path.isdir(folder) else []
    paths = (os.path.join(folder, name) for name in names)
    numbered = [(step_of(path), path) for path in paths if step_of(path) is not None and os.path.isdir(path)]
    return [path for _, path in sorted(numbered, reverse=True)]


def _folders_with_checkpoints(folder: str, depth: int) -> Iterator[str]:
    try:
        with os.scandir(folder) as entries:
            inner = sorted(entry.path for entry in entries if entry.is_dir(follow_symlinks=False))
    except OSError:
        return
    if any(step_of(path) is not None for path in inner):
        yield folder
    for path in inner:
        if depth > 0 and step_of(path) is None:
            yield from _folders_with_checkpoints(path, depth - 1)


def _output_dir(arguments: list[str]) -> str | None:
    """The last one, as argparse takes it."""
    found = None
    for position, argument in enumerate(arguments):
        name, equals, value = argument.partition("=")
        if name in ("--output_dir", "--output-dir"):
            following = arguments[position + 1] if position + 1 < len(arguments) else None
            found = value if equals else following
    return found
