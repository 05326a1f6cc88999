"""Why a run ends before its script does: the platform's signal, the ranks' agreement, another node's end."""

from __future__ import annotations

import signal
import time
from typing import Protocol

from switchyard_launcher.faults import Interrupted

# A platform may signal the process and its group at once: that is one request.
SECONDS_OF_ONE_REQUEST = 2.0


class Terminable(Protocol):
    def terminate(self, again: bool = False) -> None: ...


class Interruption:
    """Passes SIGTERM on from inside the signal handler, so that no blocked write of ours can delay it."""

    def __init__(self) -> None:
        self.signal_name: str | None = None
        self.received_at = 0.0
        self.left_alone_since: float | None = None
        self.peer_interrupted = False
        self._agreed_at: float | None = None
        self._watched: list[Terminable] = []

    @property
    def received(self) -> bool:
        return self.signal_name is not None

    @property
    def ending_since(self) -> float | None:
        """When the end began: by a signal, or by the ranks' agreement with a node that got one."""
        return self.received_at if self.received else self._agreed_at

    def agree(self) -> None:
        """The ranks have ended a training because one of them, maybe on another node, was asked to."""
        if self._agreed_at is None:
            self._agreed_at = time.monotonic()

    def leave_alone(self, peer_interrupted: bool) -> None:
        """Another node has ended, so that the ranks here wait for its ranks in vain."""
        if self.left_alone_since is None:
            self.left_alone_since, self.peer_interrupted = time.monotonic(), peer_interrupted

    def install(self) -> None:
        signal.signal(signal.SIGTERM, self._receive)
        signal.signal(signal.SIGINT, self._receive)

    def watch(self, child: Terminable) -> None:
        """A child that starts after the signal gets it at once."""
        self._watched.append(child)
        if self.received:
            child.terminate()

    def check(self) -> None:
        """Raises Interrupted when the signal has arrived."""
        if self.received:
            raise Interrupted()

    def _receive(self, number: int, _frame: object) -> None:
        now = time.monotonic()
        if self.received:
            if now - self.received_at > SECONDS_OF_ONE_REQUEST:
                for child in self._watched:
                    child.terminate(again=True)
            return
        self.received_at = now
        self.signal_name = signal.Signals(number).name
        for child in self._watched:
            child.terminate()
