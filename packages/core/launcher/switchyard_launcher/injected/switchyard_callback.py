"""The callback that every Trainer gets: metrics with their step, and the end on request."""

import os
import time

import switchyard_stop
from switchyard_events import complain, emit

_trainers = 0


def _number(value):
    """A Python number for ints, floats and one-element arrays or tensors; None for everything else."""
    if hasattr(value, "item"):
        try:
            value = value.item()
        except Exception:
            return None
    is_number = isinstance(value, (int, float)) and not isinstance(value, bool)
    return value if is_number else None


def replace_just_in_time(trainer):
    """transformers' own checkpoint on SIGTERM ends ranks after different steps: a job of several nodes hangs in it."""
    if not getattr(trainer.args, "enable_jit_checkpoint", False) or not switchyard_stop.can_agree(trainer.args):
        return
    from transformers.trainer_jit_checkpoint import JITCheckpointCallback

    replaced = trainer.pop_callback(JITCheckpointCallback)
    if replaced is None or replaced.jit_manager is None:
        return
    replaced.on_train_end(trainer.args, trainer.state, trainer.control)
    if trainer.is_world_process_zero():
        print("switchyard: enable_jit_checkpoint is replaced by the launcher's own checkpoint on SIGTERM", flush=True)


def new_callback():
    """Defined late: the base class exists once transformers is imported."""
    global _trainers
    from transformers.trainer_callback import TrainerCallback

    _trainers += 1
    trainer = _trainers

    class SwitchyardCallback(TrainerCallback):
        def __init__(self):
            self.agreement = None
            self.stopped = False
            self.may_evaluate = False
            self.evaluation_seconds = float("inf")
            self.marked_at = 0.0

        def on_train_begin(self, args, state, control, **others):
            self.stopped = False
            self.marked_at = time.monotonic()
            self.agreement = _begin_agreement(args, state)
            # The trials of a hyperparameter search may be pruned: their ends say nothing about the script's.
            if not state.is_hyper_param_search:
                emit("train_begin", state, trainer=trainer, output_dir=os.path.abspath(str(args.output_dir)))

        def on_step_end(self, args, state, control, **others):
            self.marked_at = time.monotonic()
            if self.agreement is None or not self.agreement.is_due(state.global_step, state.max_steps):
                return
            try:
                asked = switchyard_stop.request.made
                self.stopped, self.may_evaluate = self.agreement.look(state.global_step, asked, self.evaluation_seconds)
            except Exception as error:
                self.agreement = None
                complain(error, "SIGTERM saves no checkpoint any more")
                switchyard_stop.request.stop_listening()
            if self.stopped:
                switchyard_stop.request.made = True
                control.should_save = control.should_training_stop = True
                control.should_evaluate = control.should_evaluate and self.may_evaluate

        def on_epoch_end(self, args, state, control, **others):
            self.marked_at = time.monotonic()
            if self.stopped:
                # Saved already; an evaluation has drawn random numbers since.
                control.should_evaluate = control.should_save = control.should_evaluate and self.may_evaluate

        def on_evaluate(self, args, state, control, **others):
            took = time.monotonic() - self.marked_at
            is_first = self.evaluation_seconds == float("inf")
            self.evaluation_seconds = took if is_first else max(took, self.evaluation_seconds)

        def on_log(self, args, state, control, logs=None, **others):
            if not state.is_world_process_zero:
                return
            numbers = {str(name): _number(value) for name, value in (logs or {}).items()}
            values = {name: value for name, value in numbers.items() if value is not None}
            emit("log", state, trainer=trainer, values=values)

        def on_save(self, args, state, control, **others):
            if not state.is_hyper_param_search:
                folder = os.path.join(os.path.abspath(str(args.output_dir)), "checkpoint-%d" % state.global_step)
                emit("saved", state, trainer=trainer, path=folder)

        def on_train_end(self, args, state, control, **others):
            if not state.is_hyper_param_search:
                emit("train_end", state, trainer=trainer, stopped=self.stopped)

    return SwitchyardCallback()


def _begin_agreement(args, state):
    """None where the ranks cannot agree: SIGTERM is then the script's own affair."""
    try:
        if switchyard_stop.can_agree(args):
            switchyard_stop.request.listen()
            return switchyard_stop.agree(args, state.global_step)
    except Exception as error:
        complain(error, "SIGTERM saves no checkpoint")
    switchyard_stop.request.stop_listening()
    return None
