"""Watches every Trainer of an unmodified script, and writes down the exception that ends a process.

A process that imports no Trainer pays for one entry in sys.meta_path. Nothing here may raise into the script.
"""

import atexit
import functools
import importlib.util
import json
import os
import sys
import time
import traceback

EVENTS_VARIABLE = "SWITCHYARD_EVENTS"
EXCEPTIONS_VARIABLE = "SWITCHYARD_EXCEPTIONS"
TRAINER_MODULE = "transformers.trainer"
MARK = "_switchyard_watched"
LONGEST_TRACEBACK = 64000

_trainers = 0


def install():
    exceptions = os.environ.get(EXCEPTIONS_VARIABLE)
    if exceptions:
        _record_uncaught_exceptions(exceptions)
    if os.environ.get(EVENTS_VARIABLE):
        if TRAINER_MODULE in sys.modules:
            watch(sys.modules[TRAINER_MODULE].Trainer)
        else:
            sys.meta_path.insert(0, _TrainerFinder())


def append_line(path, fields):
    """One write to a file opened for appending: whole lines from several processes, nothing buffered, nothing lost."""
    line = json.dumps(dict(fields, pid=os.getpid(), time=time.time())) + "\n"
    descriptor = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    try:
        os.write(descriptor, line.encode("ascii"))
    finally:
        os.close(descriptor)


def _record_uncaught_exceptions(path):
    previous = sys.excepthook

    def record(kind, value, trace):
        try:
            error = traceback.format_exception_only(kind, value)[-1].strip()
            text = "".join(traceback.format_exception(kind, value, trace))
            if len(text) > LONGEST_TRACEBACK:
                # From a line's start on, so that no secret is cut in two before the launcher masks it.
                text = text[-LONGEST_TRACEBACK:].partition("\n")[2]
            append_line(path, {"error": error, "traceback": text})
        except Exception:
            pass
        previous(kind, value, trace)

    sys.excepthook = record


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
                _complain(error)

        spec.loader.exec_module = run_and_watch
        return spec


def watch(trainer_class):
    """Adds our callback to every instance, behind those that the Trainer and the script add."""
    if getattr(trainer_class, MARK, False):
        return
    original = trainer_class.__init__

    @functools.wraps(original)
    def initialise(self, *positional, **named):
        original(self, *positional, **named)
        try:
            self.add_callback(_new_callback())
        except Exception as error:
            _complain(error)

    trainer_class.__init__ = initialise
    setattr(trainer_class, MARK, True)
    atexit.register(_close_process_group)


def _close_process_group():
    """Ends what a script leaves open: with gloo's threads alive, a rank whose script ended well can still abort (SIGABRT)."""
    distributed = sys.modules.get("torch.distributed")
    failed = getattr(sys, "last_type", None) is not None
    try:
        if not failed and distributed is not None and distributed.is_initialized() and distributed.get_backend() == "gloo":
            distributed.destroy_process_group()
    except Exception:
        pass


def _complain(error):
    print("switchyard: metrics are not collected: %r" % (error,), file=sys.stderr)


def _number(value):
    """A Python number for ints, floats and one-element arrays or tensors; None for everything else."""
    if hasattr(value, "item"):
        try:
            value = value.item()
        except Exception:
            return None
    is_number = isinstance(value, (int, float)) and not isinstance(value, bool)
    return value if is_number else None


def _emit(event, state, **fields):
    if not state.is_world_process_zero:
        return
    try:
        steps = {"step": state.global_step, "max_steps": state.max_steps}
        append_line(os.environ[EVENTS_VARIABLE], dict(fields, event=event, **steps))
    except Exception as error:
        _complain(error)


def _new_callback():
    """Defined late: the base class exists once transformers is imported."""
    global _trainers
    from transformers.trainer_callback import TrainerCallback

    _trainers += 1
    trainer = _trainers

    class SwitchyardCallback(TrainerCallback):
        def on_train_begin(self, args, state, control, **others):
            # The trials of a hyperparameter search may be pruned: their ends say nothing about the script's.
            if not state.is_hyper_param_search:
                _emit("train_begin", state, trainer=trainer, output_dir=os.path.abspath(str(args.output_dir)))

        def on_log(self, args, state, control, logs=None, **others):
            numbers = {str(name): _number(value) for name, value in (logs or {}).items()}
            values = {name: value for name, value in numbers.items() if value is not None}
            _emit("log", state, trainer=trainer, values=values)

        def on_train_end(self, args, state, control, **others):
            if not state.is_hyper_param_search:
                _emit("train_end", state, trainer=trainer)

    return SwitchyardCallback()
