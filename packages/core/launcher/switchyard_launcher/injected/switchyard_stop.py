"""Ends a training on every rank after the same step, once the platform has asked one of them to end.

SIGTERM only sets a flag. At the end of some steps all ranks learn of each other's flags; how many steps lie between
two such looks follows from what all of them learnt at the last one, so no rank ever waits for another in vain.
"""

import os
import signal
import threading
import time

SECONDS_BETWEEN_LOOKS = 0.1
MOST_SECONDS_BETWEEN_LOOKS = 1.0
MOST_STEPS_BETWEEN_LOOKS = 50
LARGEST_SHARE_OF_A_STEP = 0.005
SECONDS_TO_MEET = 300
# An evaluation that is due when the training is stopped is made if evaluations are known to be that short: it draws
# random numbers, so a run that goes on without it ends with other weights.
SECONDS_FOR_A_LAST_EVALUATION = 5.0
# The same request can arrive twice, from the launcher and from a platform that signals every process.
SECONDS_OF_ONE_REQUEST = 1.0


class StopRequest:
    """This process's request to end. It outlives a single training: a Trainer that begins later ends at once."""

    def __init__(self):
        self.made = False
        self._made_at = 0.0
        self._previous = signal.SIG_DFL
        self._inside = False
        self._forks_are_watched = False

    def listen(self):
        """Takes SIGTERM over. A handler that the script has installed still runs, after the flag is set."""
        current = signal.getsignal(signal.SIGTERM)
        if current == self._receive or threading.current_thread() is not threading.main_thread():
            return
        self._previous = signal.SIG_DFL if current is None else current
        signal.signal(signal.SIGTERM, self._receive)
        if not self._forks_are_watched and hasattr(os, "register_at_fork"):
            # A pool ends its forked workers by SIGTERM and waits for their end.
            os.register_at_fork(after_in_child=self._give_back)
            self._forks_are_watched = True

    def stop_listening(self):
        """Gives SIGTERM back to whoever had it; a signal that has arrived meanwhile is sent on to it."""
        if self._give_back() and self.made:
            os.kill(os.getpid(), signal.SIGTERM)

    def finish(self):
        """The script is over: the interpreter ends by itself, with the script's exit code, if no signal ends it first."""
        if signal.getsignal(signal.SIGTERM) == self._receive and self._previous == signal.SIG_DFL:
            signal.signal(signal.SIGTERM, signal.SIG_IGN)

    def _give_back(self):
        if signal.getsignal(signal.SIGTERM) != self._receive:
            return False
        signal.signal(signal.SIGTERM, self._previous)
        return True

    def _receive(self, number, frame):
        now = time.monotonic()
        if not self.made:
            self.made, self._made_at = True, now
        if callable(self._previous):
            if not self._inside:
                # A handler that was installed over ours and calls it leads back here.
                self._inside = True
                try:
                    self._previous(number, frame)
                finally:
                    self._inside = False
        elif self._previous == signal.SIG_DFL and now - self._made_at > SECONDS_OF_ONE_REQUEST:
            # Asked a second time: end now, without another checkpoint.
            signal.signal(signal.SIGTERM, signal.SIG_DFL)
            os.kill(os.getpid(), signal.SIGTERM)


request = StopRequest()


class Agreement:
    """The looks of one training. `exchange` gives the largest of all ranks' numbers, one by one; None for one rank."""

    def __init__(self, step, exchange=None):
        self._exchange = exchange
        self._step, self._time = step, time.monotonic()
        self._next = step + 1
        self._cost = 0.0

    def is_due(self, step, last_step):
        """After the last step nothing is left to end, on any rank."""
        return self._next <= step < last_step

    def look(self, step, asked, evaluation_seconds):
        """Whether any rank was asked to end, and whether there is time for an evaluation; `evaluation_seconds` is
        infinite when none was made yet. Every rank of the training calls this after the same steps."""
        if self._exchange is None:
            return asked, evaluation_seconds <= SECONDS_FOR_A_LAST_EVALUATION
        began = time.monotonic()
        pace = (began - self._time) / max(1, step - self._step)
        # What a look costs is what the last rank to come pays: the others' time includes their waiting for it.
        mine = [float(asked), pace, -self._cost, evaluation_seconds]
        anyone, slowest, cheapest, evaluation_seconds = self._exchange(mine)
        self._step, self._time = step, time.monotonic()
        # Smoothed: a single cheap look is no reason to look more often.
        self._cost = (self._cost + self._time - began) / 2
        self._next = step + steps_between_looks(slowest, -cheapest)
        return anyone > 0, evaluation_seconds <= SECONDS_FOR_A_LAST_EVALUATION


def steps_between_looks(seconds_per_step, seconds_per_look):
    """About a tenth of a second's steps; more of them where a look costs more than its share of their time."""
    affordable = min(MOST_SECONDS_BETWEEN_LOOKS, seconds_per_look / LARGEST_SHARE_OF_A_STEP)
    steps = max(SECONDS_BETWEEN_LOOKS, affordable) / max(seconds_per_step, 1e-9)
    return int(max(1, min(MOST_STEPS_BETWEEN_LOOKS, steps)))


def can_agree(args):
    """False where the ranks have no torch.distributed in common: XLA, Neuron, several GPUs in one process."""
    if getattr(args, "world_size", 1) == 1:
        return True
    from torch import distributed

    return args.parallel_mode.value == "distributed" and distributed.is_available() and distributed.is_initialized()


def agree(args, step):
    """The agreement of a training that begins after `step`, which all of its ranks make together."""
    if getattr(args, "world_size", 1) == 1:
        return Agreement(step)
    _meet()
    return Agreement(step, _exchange_within(args.ddp_timeout_delta))


# Nothing else holds the group: its threads end once it is let go.
_groups = {}


def _meet():
    """Makes one gloo group on the CPU beside the script's own, and keeps it for the script's later Trainers."""
    from datetime import timedelta

    from torch import distributed

    whole = distributed.group.WORLD
    if _groups.get("whole") is not whole:
        group = distributed.new_group(backend="gloo", timeout=timedelta(seconds=SECONDS_TO_MEET))
        _groups.update(whole=whole, group=group)


def leave():
    """Ends the group's threads, with those of a gloo group of the script's own that is still open."""
    from torch import distributed

    group, whole = _groups.pop("group", None), _groups.pop("whole", None)
    if distributed.get_backend() == "gloo":
        distributed.destroy_process_group()
    elif group is not None and whole is distributed.group.WORLD:
        distributed.destroy_process_group(group)


def _exchange_within(timeout):
    import torch

    options = torch.distributed.AllreduceOptions()
    options.reduceOp = torch.distributed.ReduceOp.MAX
    # One rank may be busy alone for long, with an upload for example.
    options.timeout = timeout

    def exchange(values):
        numbers = torch.tensor(values, dtype=torch.float64, device="cpu")
        _groups["group"].allreduce([numbers], options).wait()
        return numbers.tolist()

    return exchange
