"""Puts the trained model where the platform collects it."""

from __future__ import annotations

import fnmatch
import os
import shutil
from collections.abc import Callable, Iterator

from switchyard_launcher.manifest import MANIFEST
from switchyard_launcher.trainer_state import list_checkpoints

_NO_RESULT_AT_ANY_DEPTH = ("checkpoint-*", "incomplete-*")
_NO_RESULT_AT_THE_TOP = ("runs",)
_WEIGHTS = ("model*.safetensors", "adapter_model*", "*.bin")
_NO_WEIGHTS = ("training_args.bin", "optimizer.bin")
_ONLY_FOR_RESUMING = (
    "optimizer*",
    "scheduler.pt",
    "scaler.pt",
    "rng_state*",
    "trainer_state.json",
    "latest",
    "global_step*",
    "pytorch_model_fsdp_*",
    "zero_to_fp32.py",
    MANIFEST,
)


def choose_source(output: str, trained_in: str) -> str:
    """The output folder when it holds weights, else the folder that the Trainer was told to use."""
    return output if has_weights(output) else trained_in


def place_model(source: str, target: str, say: Callable[[str], None]) -> None:
    """Copies the output folder without its checkpoints; files that the script put into `target` stay as they are.

    A target with weights is the script's own work and complete. Without weights at the top of the source, the newest
    complete checkpoint's model and tokenizer files are taken.
    """
    if has_weights(target):
        say(f"the script itself placed its model in {target}")
        return
    os.makedirs(target, exist_ok=True)
    copied = _copy_files(source, target, _NO_RESULT_AT_THE_TOP)
    if copied:
        say(f"placed {copied} {'file' if copied == 1 else 'files'} of {source} in {target}")
    if has_weights(target):
        return
    for checkpoint in list_checkpoints(source):
        if has_weights(checkpoint):
            copied = _copy_files(checkpoint, target, _ONLY_FOR_RESUMING)
            say(f"the script saved no model of its own: placed {copied} files of its newest checkpoint {checkpoint}")
            return
    if not any(name.endswith(".safetensors") for name in _files_below(target, ())):
        say(f"warning: no model weights were found in {source}; a script keeps them with trainer.save_model()")


def has_weights(folder: str) -> bool:
    """Whether the top of the folder holds weights under a name that transformers or PEFT gives them."""
    names = os.listdir(folder) if os.path.isdir(folder) else []
    return any(_matches(name, _WEIGHTS) and name not in _NO_WEIGHTS for name in names)


def _copy_files(source: str, target: str, left_out: tuple[str, ...]) -> int:
    """Copies what is not there yet; returns how many files."""
    real_source, real_target = os.path.realpath(source), os.path.realpath(target)
    target_is_inside = real_target.startswith(real_source + os.sep)
    copied = 0
    for name in list(_files_below(real_source, left_out)):
        origin, destination = os.path.join(real_source, name), os.path.join(real_target, name)
        if target_is_inside and origin.startswith(real_target + os.sep):
            continue
        if os.path.lexists(destination):
            continue
        os.makedirs(os.path.dirname(destination), exist_ok=True)
        shutil.copy(origin, destination)
        copied += 1
    return copied


def _files_below(folder: str, left_out: tuple[str, ...]) -> Iterator[str]:
    """Relative paths of files; `left_out` are patterns for names at the top."""
    for path, folders, files in os.walk(folder):
        unwanted = _NO_RESULT_AT_ANY_DEPTH + (left_out if path == folder else ())
        folders[:] = [name for name in folders if not _matches(name, unwanted)]
        for name in sorted(files):
            full = os.path.join(path, name)
            if os.path.isfile(full) and not _matches(name, unwanted):
                yield os.path.relpath(full, folder)


def _matches(name: str, patterns: tuple[str, ...]) -> bool:
    return any(fnmatch.fnmatch(name, pattern) for pattern in patterns)
