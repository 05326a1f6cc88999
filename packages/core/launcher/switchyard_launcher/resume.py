"""Where the script's Trainers go on from: the newest complete checkpoint in each folder that they save to."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator

from switchyard_launcher.checkpoint import MODEL_ONLY, step_of, why_incomplete
from switchyard_launcher.checkpoint_keys import folder_of, key_of
from switchyard_launcher.log import Log
from switchyard_launcher.manifest import read_seal, why_seal_is_broken
from switchyard_launcher.plan import NodePlan
from switchyard_launcher.stored import StoredCheckpoint, best_of, list_stored, restore
from switchyard_launcher.stores import Store

# The hook reads it: a JSON object, folder of a Trainer → checkpoint.
RESUME_VARIABLE = "SWITCHYARD_RESUME"
_DEEPEST_FOLDER = 3


def find_checkpoints(plan: NodePlan, bundle: str, store: Store | None, log: Log) -> dict[str, str]:
    """Folder of a Trainer → the checkpoint that it resumes from; says what was found, and why others were not taken.

    Each node does this by itself; the hook makes sure that all came to the same steps.
    """
    if not plan.resumes:
        log.say("resume: none, so the training begins at step 0")
        return {}
    world = plan.topology.nodes * plan.processes
    stored = list_stored(store, store.list()) if store else []
    folders = [folder_of(os.path.dirname(found.folder), plan.output, bundle) for found in stored]
    chosen: dict[str, str] = {}
    for folder in dict.fromkeys([*_training_folders(plan, bundle), *folders]):
        newest = newest_local(folder, world, log.say)
        if store is not None:
            key = key_of(folder, plan.output, bundle)
            of_folder = [found for found in stored if os.path.dirname(found.folder) == key]
            newest = _newer_stored(store, of_folder, folder, newest, log.say) or newest
        if newest is not None:
            chosen[os.path.realpath(folder)] = newest
            log.say(f"resume from {newest}")
            log.event({"event": "resume", "step": step_of(newest), "checkpoint": newest})
    if not chosen:
        log.say(f"no checkpoint to resume from in {plan.output}{f' or {plan.checkpoints}' if plan.checkpoints else ''}")
    return chosen


def _newer_stored(
    store: Store, stored: list[StoredCheckpoint], folder: str, local: str | None, say: Callable[[str], None]
) -> str | None:
    """The newest stored checkpoint that is newer than the local one, brought to this disk."""
    for found in stored:
        if local is not None and found.step <= (step_of(local) or 0):
            return None
        path = _bring(store, found, folder, say)
        if path is None:
            say(f"not resumed from {found.folder} of the store: a file has another content than its manifest says")
            continue
        best = next((other for other in stored if os.path.basename(other.folder) == best_of(path)), None)
        if best is not None:
            _bring(store, best, folder, say)
        return path
    return None


def _bring(store: Store, stored: StoredCheckpoint, folder: str, say: Callable[[str], None]) -> str | None:
    path = os.path.join(folder, os.path.basename(stored.folder))
    if os.path.lexists(path):
        set_aside(path, say)
    size = sum(size for size, _ in stored.files.values())
    say(f"bringing {stored.folder} from the store, {size / 1e6:.1f} MB")
    return restore(store, stored, folder)


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
