"""Puts the trained model where the platform collects it."""

from __future__ import annotations

import fnmatch
import os
import shutil
from collections.abc import Callable, Iterator

from switchyard_launcher.trainer_state import list_checkpoints

_LEFT_OUT = ("checkpoint-*", "incomplete-*", "runs")
_WEIGHTS = ("model*.safetensors", "adapter_model*", "*.bin", "*/*.safetensors")
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
)


def place_model(source: str, target: str, say: Callable[[str], None]) -> None:
    """Copies the output folder without its checkpoints. Files that the script itself put into `target` stay as they are.

    Without weights at its top, the newest complete checkpoint's model and tokenizer files are taken.
    """
    os.makedirs(target, exist_ok=True)
    copied = _copy_tree(source, target, _LEFT_OUT)
    if copied:
        say(f"placed {copied} files of {source} in {target}")
    if has_weights(target):
        return
    for checkpoint in list_checkpoints(source):
        if has_weights(checkpoint):
            count = _copy_tree(checkpoint, target, _ONLY_FOR_RESUMING)
            say(f"the script saved no model of its own: placed {count} files of its newest checkpoint, {checkpoint}")
            return
    say(f"warning: no model weights were found in {source} or {target}; a script keeps them with trainer.save_model()")


def has_weights(folder: str) -> bool:
    """Whether the folder holds weights in one of the names that transformers and PEFT write."""
    names = [name for name in _files_below(folder, _LEFT_OUT) if os.path.basename(name) not in _NO_WEIGHTS]
    return any(fnmatch.fnmatch(name, pattern) for name in names for pattern in _WEIGHTS)


def _copy_tree(source: str, target: str, left_out: tuple[str, ...]) -> int:
    """Copies what is not there yet; returns how many files."""
    if os.path.realpath(source) == os.path.realpath(target):
        return 0
    copied = 0
    inside = os.path.relpath(os.path.realpath(target), os.path.realpath(source)).split(os.sep)[0]
    for name in list(_files_below(source, (*left_out, inside))):
        destination = os.path.join(target, name)
        if os.path.lexists(destination):
            continue
        os.makedirs(os.path.dirname(destination), exist_ok=True)
        shutil.copy(os.path.join(source, name), destination)
        copied += 1
    return copied


def _files_below(folder: str, left_out: tuple[str, ...]) -> Iterator[str]:
    """Relative paths of regular files; `left_out` are patterns for names at the top."""
    for path, folders, files in os.walk(folder):
        if path == folder:
            folders[:] = [name for name in folders if not _matches(name, left_out)]
            files = [name for name in files if not _matches(name, left_out)]
        for name in sorted(files):
            full = os.path.join(path, name)
            if os.path.isfile(full):
                yield os.path.relpath(full, folder)


def _matches(name: str, patterns: tuple[str, ...]) -> bool:
    return any(fnmatch.fnmatch(name, pattern) for pattern in patterns)
