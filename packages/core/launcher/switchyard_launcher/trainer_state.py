"""Reads the trainer_state.json that the Trainer leaves in its output folder or in a checkpoint."""

from __future__ import annotations

import json
import os
import re
from dataclasses import dataclass

from switchyard_launcher.log import plain_number

CHECKPOINT = re.compile(r"^checkpoint-(\d+)$")
STATE_FILE = "trainer_state.json"
INCOMPLETE_MARK = "checkpoint-is-incomplete.txt"
FILE_CLOCK_SLACK_SECONDS = 2.0


@dataclass(frozen=True)
class TrainerState:
    step: int
    max_steps: int
    metrics: dict[str, float | str]


def list_checkpoints(folder: str) -> list[str]:
    """The checkpoint folders that carry their state file and no mark of incompleteness, the newest first."""
    try:
        names = os.listdir(folder)
    except OSError:
        return []
    numbered = [(int(found.group(1)), name) for name in names for found in [CHECKPOINT.match(name)] if found]
    paths = [os.path.join(folder, name) for _, name in sorted(numbered, reverse=True)]
    return [
        path
        for path in paths
        if os.path.isfile(os.path.join(path, STATE_FILE)) and not os.path.exists(os.path.join(path, INCOMPLETE_MARK))
    ]


def read_trainer_state(folder: str, written_since: float) -> TrainerState | None:
    """The folder's own state, else its newest checkpoint's; an older one than this run tells nothing about it."""
    for place in [folder, *list_checkpoints(folder)]:
        path = os.path.join(place, STATE_FILE)
        try:
            if os.path.getmtime(path) >= written_since - FILE_CLOCK_SLACK_SECONDS:
                with open(path, encoding="utf-8") as file:
                    return _interpret(json.load(file))
        except (OSError, ValueError, TypeError, KeyError, AttributeError):
            continue
    return None


def _interpret(content: dict[str, object]) -> TrainerState:
    metrics: dict[str, float | str] = {}
    for entry in content["log_history"]:
        for name, value in entry.items():
            if name != "step" and isinstance(value, (int, float)) and not isinstance(value, bool):
                metrics[name] = plain_number(value)
    return TrainerState(int(content["global_step"]), int(content["max_steps"]), metrics)
