"""Tells Ray of checkpoints and everybody of metrics, from within the script's Trainer."""

from __future__ import annotations

import os

import ray.train
from ray.train.collective import barrier
from switchyard_ray_output import numbers, output

# A script that failed is not kept from saying so.
LAST_COPY_SECONDS = 60.0


class Reporter:
    """Tells Ray of checkpoints and everybody of metrics. Every rank reports equally often: a report waits for all."""

    def __init__(self, rank: int, leads_node: bool, tunes: bool, keeper=None) -> None:
        self.trained_in: str | None = None
        self._rank, self._leads_node, self._tunes = rank, leads_node, tunes
        self._keeper, self._steps = keeper, (0, 0)
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
        if complete and self._keeper is not None:
            self._keeper.saved(folder)
        ray.train.report(
            {**self._latest, "step": state.global_step}, checkpoint=checkpoint, checkpoint_dir_name=name
        )

    def end(self, state) -> None:
        self._event("train_end", state)

    def finish(self) -> dict[str, float]:
        """The last metrics; a search compares trials by them."""
        if self._tunes and self._latest:
            ray.train.report(self._latest)
        return self._latest

    def leave(self, verdict: str) -> None:
        """Waits for the last copy of a checkpoint, and tells the store how the run ended."""
        if self._keeper is not None:
            self._keeper.finish(None if verdict == "completed" else LAST_COPY_SECONDS)
            self._keeper.tell_result(verdict, *self._steps)

    def _event(self, kind: str, state, **fields) -> None:
        self._steps = (state.global_step, state.max_steps)
        if self._rank == 0:
            steps = {"step": state.global_step, "max_steps": state.max_steps}
            output.event({"event": kind, **steps, **fields})


def watch_trainer(reporter: Reporter, checkpoint: str | None) -> None:
    """Adds our callback to every Trainer, and lets one resume whose script does not say from where."""
    try:
        from transformers import Trainer, TrainerCallback
        from transformers.trainer import DEFAULT_CALLBACKS
    except ImportError:
        output.say("transformers is not installed: neither metrics nor checkpoints are reported")
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
