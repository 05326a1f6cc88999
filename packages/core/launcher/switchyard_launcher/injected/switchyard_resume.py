"""Lets a script resume that says nothing of checkpoints: Trainer.train gets the one that the launcher chose."""

import functools
import json
import os
import sys

from switchyard_events import complain

RESUME_VARIABLE = "SWITCHYARD_RESUME"


def resuming(original):
    """Gives the first training in a folder the checkpoint that the launcher chose for it, if the script names none."""
    checkpoints = json.loads(os.environ.get(RESUME_VARIABLE) or "{}")

    @functools.wraps(original)
    def train(self, *positional, **named):
        try:
            chosen = _checkpoint_of(self, checkpoints, *positional, **named)
        except Exception as error:
            complain(error, "the training is not resumed")
            chosen = None
        _require_one_beginning(chosen)
        if getattr(getattr(self.args, "device", None), "type", None) == "cpu":
            _load_onto_numbered_processors()
        if chosen is None:
            return original(self, *positional, **named)
        named.pop("resume_from_checkpoint", None)
        return original(self, chosen, *positional[1:], **named)

    return train


def ending_in_time(original):
    """A Trainer that resumes from its last step makes another one, unless an epoch ends there: here it gets no samples.

    `original` is Trainer.get_batch_samples, which is asked once before each step.
    """

    @functools.wraps(original)
    def get_batch_samples(self, *positional, **named):
        if 0 < self.state.max_steps <= self.state.global_step:
            self.control.should_training_stop = True
            return [], None
        return original(self, *positional, **named)

    return get_batch_samples


class DifferentCheckpoints(Exception):
    """The nodes would train on from different steps, and hang or mix two trainings."""


def _require_one_beginning(chosen):
    """Each node's launcher has looked for itself: without a disk or a store in common they can find different things.

    One of few things here that are raised into the script: a training that mixes two states must not go on.
    """
    distributed = sys.modules.get("torch.distributed")
    if int(os.environ.get("GROUP_WORLD_SIZE") or 1) < 2 or distributed is None or not distributed.is_initialized():
        return
    import torch

    step = int(chosen.rpartition("-")[2]) if chosen else 0
    group = distributed.new_group(backend="gloo")
    extremes = torch.tensor([step, -step])
    distributed.all_reduce(extremes, distributed.ReduceOp.MAX, group)
    distributed.destroy_process_group(group)
    newest, oldest = extremes[0].item(), -extremes[1].item()
    if newest != oldest:
        raise DifferentCheckpoints(
            "The nodes found different newest checkpoints, of steps %d and %d (0: none). Keep checkpoints where all nodes "
            "see them: outputs.checkpoints, or a shared disk; or begin anew with launch.resume: none." % (oldest, newest)
        )


_numbers_are_known = False


def _load_onto_numbered_processors():
    """transformers 4 loads an optimizer onto "cpu:0" where several ranks share processors, and torch knows "cpu" alone."""
    global _numbers_are_known
    if _numbers_are_known:
        return
    _numbers_are_known = True
    from torch.serialization import register_package

    # After torch's own rules, which come at 10 to 22 and know the other devices.
    register_package(99, lambda storage: None, lambda storage, place: storage if place.startswith("cpu:") else None)


def _checkpoint_of(trainer, checkpoints, resume_from_checkpoint=None, trial=None, *_, **__):
    """The checkpoint that the launcher chose for this training. What the script itself says counts more."""
    folder = os.path.realpath(str(trainer.args.output_dir))
    if trial is not None or folder not in checkpoints:
        return None
    chosen = checkpoints.pop(folder)
    if resume_from_checkpoint is None:
        return chosen
    if trainer.state.is_world_process_zero:
        found = "resume_from_checkpoint=%r" % (resume_from_checkpoint,)
        print("switchyard: the script itself says %s, so %s is not used" % (found, chosen), file=sys.stderr)
    return None
