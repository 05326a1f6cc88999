"""Whether a checkpoint of the Trainer can be resumed from. Nothing in a checkpoint is written atomically."""

from __future__ import annotations

import fnmatch
import os
import re
from collections.abc import Iterator

from switchyard_launcher.checkpoint_files import is_whole, is_whole_torch_file, read_json
from switchyard_launcher.trainer_state import CHECKPOINT, INCOMPLETE_MARK, STATE_FILE

MODEL_ONLY = "it was saved with save_only_model, so there is no optimizer to resume"
_CONFIGURATIONS = ("config.json", "adapter_config.json")
_WEIGHT_FILES = ("model*.safetensors", "adapter_model*.safetensors", "pytorch_model*.bin", "adapter_model*.bin")
_PART = re.compile(r"-\d{5}-of-\d{5}\.(safetensors|bin)$")
_OPTIMIZERS = ("optimizer.pt", "optimizer.bin")
_SHARDED = ("pytorch_model_fsdp_*", "optimizer_*")


def complete(folder: str, world: int) -> bool:
    """Whether all `world` processes can resume from this folder."""
    return why_incomplete(folder, world) is None


def step_of(folder: str) -> int | None:
    """The step that a checkpoint's name tells; None for another name."""
    found = CHECKPOINT.match(os.path.basename(folder))
    return int(found.group(1)) if found else None


def why_incomplete(folder: str, world: int, needs_configuration: bool = True) -> str | None:
    """The first reason against the folder, None when there is none.

    Just saved models that are no PreTrainedModel have no configuration; where a save may have been cut short, its
    absence is a reason.
    """
    names = sorted(os.listdir(folder)) if os.path.isdir(folder) else []
    for reason in _reasons(folder, names, world, needs_configuration):
        return reason
    return None


def _reasons(folder: str, names: list[str], world: int, needs_configuration: bool) -> Iterator[str]:
    step = step_of(folder)
    if step is None:
        yield "its name is not checkpoint-N"
    if INCOMPLETE_MARK in names:
        yield f"it holds {INCOMPLETE_MARK}"
    state = read_json(os.path.join(folder, STATE_FILE))
    found_step = state.get("global_step") if isinstance(state, dict) else None
    if found_step != step or isinstance(found_step, bool):
        yield f"{STATE_FILE} is missing, cut short or of another step"
    for name in names:
        if not is_whole(os.path.join(folder, name)):
            yield f"{name} is cut short"
    yield from _weight_reasons(folder, names, needs_configuration)
    yield from _training_reasons(folder, names, world)


def _weight_reasons(folder: str, names: list[str], needs_configuration: bool) -> Iterator[str]:
    if needs_configuration and not any(name in names for name in _CONFIGURATIONS):
        yield f"there is none of {', '.join(_CONFIGURATIONS)}"
    for name in fnmatch.filter(names, "*.index.json"):
        index = read_json(os.path.join(folder, name))
        parts = index.get("weight_map") if isinstance(index, dict) else None
        missing = sorted(set(parts.values()) - set(names)) if isinstance(parts, dict) else []
        if missing:
            yield f"{name} names {missing[0]}, which is missing"
    if any(_PART.search(name) for name in names) and not fnmatch.filter(names, "*.index.json"):
        yield "the weights are in parts, and their index is missing"
    in_parts = _sharded_folders(folder, names) or "latest" in names
    if not in_parts and not any(fnmatch.fnmatch(name, pattern) for name in names for pattern in _WEIGHT_FILES):
        yield "there are no weights"


def _training_reasons(folder: str, names: list[str], world: int) -> Iterator[str]:
    sharded = _sharded_folders(folder, names)
    if "latest" in names:
        yield from _deepspeed_reasons(folder, world)
    elif not any(name in names for name in _OPTIMIZERS) and not any(name.startswith("optimizer_") for name in sharded):
        yield MODEL_ONLY if "scheduler.pt" not in names else "the optimizer is missing"
    elif "scheduler.pt" not in names:
        yield "scheduler.pt is missing"
    for name in sharded:
        # The coordinator writes it last.
        if not _has_bytes(os.path.join(folder, name, ".metadata")):
            yield f"{name}/.metadata is missing"
        shards = fnmatch.filter(os.listdir(os.path.join(folder, name)), "*.distcp")
        if not shards or not all(_has_bytes(os.path.join(folder, name, shard)) for shard in shards):
            yield f"{name} has no shards, or empty ones"
    for name in random_state_files(range(world), world):
        if name not in names:
            yield f"{name} is missing"


def random_state_files(ranks: range, world: int) -> list[str]:
    """What these ranks write last of their own, each after its shards."""
    return [f"rng_state_{rank}.pth" for rank in ranks] if world > 1 else ["rng_state.pth"]


def has_random_states(folder: str, ranks: range, world: int) -> bool:
    """Whether these ranks have written all that they write."""
    return all(is_whole_torch_file(os.path.join(folder, name)) for name in random_state_files(ranks, world))


def _has_bytes(path: str) -> bool:
    return os.path.isfile(path) and os.path.getsize(path) > 0


def _sharded_folders(folder: str, names: list[str]) -> list[str]:
    matching = (name for name in names if any(fnmatch.fnmatch(name, pattern) for pattern in _SHARDED))
    return [name for name in matching if os.path.isdir(os.path.join(folder, name))]


def _deepspeed_reasons(folder: str, world: int) -> Iterator[str]:
    """`latest` names the folder with one part of the optimizer for each process, for each ZeRO stage."""
    try:
        with open(os.path.join(folder, "latest"), encoding="utf-8") as file:
            latest = file.read().strip()
    except (OSError, UnicodeDecodeError):
        latest = ""
    place = os.path.join(folder, latest)
    if not latest.startswith("global_step") or not os.path.isdir(place):
        yield "latest names no folder that is there"
        return
    names = sorted(os.listdir(place))
    for name in names:
        if not is_whole(os.path.join(place, name)):
            yield f"{latest}/{name} is cut short"
    if not fnmatch.filter(names, "*_model_states.pt"):
        yield f"{latest} holds no model states"
    parts = len(fnmatch.filter(names, "*_optim_states.pt"))
    if parts != world:
        yield f"{latest} holds {parts} of {world} optimizer states"
