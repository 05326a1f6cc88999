"""The platform's request to end: received once, passed on once."""

from __future__ import annotations

import signal
import time
from typing import Protocol

from switchyard_launcher.faults import Interrupted


class Terminable(Protocol):
    def terminate(self) -> None: ...


class Interruption:
    """Passes SIGTERM on from inside the signal handler, so that no blocked write of ours can delay it."""

    def __init__(self) -> None:
        self.signal_name: str | None = None
        self.received_at = 0.0
        self._watched: list[Terminable] = []

    @property
    def received(self) -> bool:
        return self.signal_name is not None

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
        if self.received:
            return
        self.received_at = time.monotonic()
        self.signal_name = signal.Signals(number).name
        for child in self._watched:
            child.terminate()
