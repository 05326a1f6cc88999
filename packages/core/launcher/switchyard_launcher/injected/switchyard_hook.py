"""Watches every Trainer of an unmodified script, and writes down the exception that ends a process.

A process that imports no Trainer pays for one entry in sys.meta_path. Nothing here may raise into the script.
"""

import atexit
import functools
import importlib.util
import os
import sys
import traceback

import switchyard_stop
from switchyard_callback import new_callback, replace_just_in_time
from switchyard_events import EVENTS_VARIABLE, append_line, complain
from switchyard_resume import ending_in_time, resuming

EXCEPTIONS_VARIABLE = "SWITCHYARD_EXCEPTIONS"
ROOM_SUFFIX = ".room"
TRAINER_MODULE = "transformers.trainer"
MARK = "_switchyard_watched"
LONGEST_TRACEBACK = 64000


def install():
    exceptions = os.environ.get(EXCEPTIONS_VARIABLE)
    if exceptions:
        _record_uncaught_exceptions(exceptions)
    if os.environ.get(EVENTS_VARIABLE):
        if TRAINER_MODULE in sys.modules:
            watch(sys.modules[TRAINER_MODULE].Trainer)
        else:
            sys.meta_path.insert(0, _TrainerFinder())


def _record_uncaught_exceptions(path):
    previous = sys.excepthook

    def record(kind, value, trace):
        try:
            error = traceback.format_exception_only(kind, value)[-1].strip()
            text = "".join(traceback.format_exception(kind, value, trace))
            if len(text) > LONGEST_TRACEBACK:
                # From a line's start on, so that no secret is cut in two before the launcher masks it.
                text = text[-LONGEST_TRACEBACK:].partition("\n")[2]
            rank = os.environ.get("RANK", "")
            who = {"parent": os.getppid(), "rank": int(rank) if rank.isdigit() else None}
            _append_at_any_rate(path, dict(who, error=error, traceback=text))
        except Exception:
            pass
        previous(kind, value, trace)

    sys.excepthook = record


def _append_at_any_rate(path, entry):
    """A full disk is a common reason for an exception: the launcher has kept room for it to be written down."""
    try:
        append_line(path, entry)
    except OSError:
        os.unlink(path + ROOM_SUFFIX)
        append_line(path, entry, "\n")


class _TrainerFinder:
    """Wraps the loader of transformers.trainer once, then steps aside."""

    def find_spec(self, name, path=None, target=None):
        if name != TRAINER_MODULE:
            return None
        sys.meta_path.remove(self)
        spec = importlib.util.find_spec(name)
        if spec is None or spec.loader is None:
            return spec
        run_module = spec.loader.exec_module

        def run_and_watch(module):
            run_module(module)
            try:
                watch(module.Trainer)
            except Exception as error:
                complain(error)

        spec.loader.exec_module = run_and_watch
        return spec


def watch(trainer_class):
    """Adds our callback to every instance, behind those that the Trainer and the script add."""
    if getattr(trainer_class, MARK, False):
        return
    original = trainer_class.__init__
    if os.environ.get("WORLD_SIZE", "1") != "1":
        # A rank that dies of an early signal would leave the other nodes' waiting for it, so all of them start first.
        switchyard_stop.request.listen()

    @functools.wraps(original)
    def initialise(self, *positional, **named):
        original(self, *positional, **named)
        try:
            self.add_callback(new_callback())
            replace_just_in_time(self)
        except Exception as error:
            complain(error)

    trainer_class.__init__ = initialise
    trainer_class.train = resuming(trainer_class.train)
    if hasattr(trainer_class, "get_batch_samples"):
        trainer_class.get_batch_samples = ending_in_time(trainer_class.get_batch_samples)
    setattr(trainer_class, MARK, True)
    atexit.register(_leave)


def _leave():
    """Ends what is left open: with gloo's threads alive, a rank whose script ended well can still abort (SIGABRT)."""
    switchyard_stop.request.finish()
    distributed = sys.modules.get("torch.distributed")
    failed = getattr(sys, "last_type", None) is not None
    try:
        if not failed and distributed is not None and distributed.is_initialized():
            switchyard_stop.leave()
    except Exception:
        pass
