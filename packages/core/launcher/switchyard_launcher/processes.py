"""Child processes: started, read by lines, and ended together."""

from __future__ import annotations

import collections
import os
import signal
import subprocess
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

from switchyard_launcher.faults import PreparationFailure
from switchyard_launcher.interruption import Interruption
from switchyard_launcher.lines import LineSplitter
from switchyard_launcher.log import Log

TAIL_LINES = 200
SECONDS_AFTER_A_FAILURE = 5.0
SECONDS_KEPT_FOR_THE_END = 5.0
# A collective that fails tells more than we can.
SECONDS_TO_NOTICE_A_LOST_NODE = 5.0
SECONDS_OF_SILENCE_AT_THE_END = 2.0
TICK_SECONDS = 0.2


@dataclass(frozen=True)
class Together:
    """Children that have all ended. `failed_first`: one failed before the platform asked for the end.
    `interrupted`: the platform asked this node while some were running, or before any was; or it asked another node,
    which ended first."""

    children: list[Child]
    failed_first: bool
    interrupted: bool


class StreamReader(threading.Thread):
    """Prints one stream of a child by lines and keeps the last of them."""

    def __init__(self, descriptor: int, tail: collections.deque[str], prefix: str, log: Log) -> None:
        super().__init__(daemon=True)
        self._descriptor = descriptor
        self._tail = tail
        self._prefix = prefix
        self._log = log
        self._silent_since: float | None = None

    def run(self) -> None:
        splitter = LineSplitter(self._log.masker)
        data = b"start"
        while data:
            self._silent_since = time.monotonic()
            data = os.read(self._descriptor, 65_536)
            self._silent_since = None
            lines = splitter.feed(data) if data else splitter.finish()
            self._tail.extend(lines)
            self._log.print_lines(self._prefix, lines)

    def finish(self) -> None:
        """Waits for the end of the stream, however slow the log's reader is. A helper process that has left the
        rank's group can hold the stream open for ever, so silence ends the waiting."""
        asked_at = time.monotonic()
        while self.is_alive():
            silent_since = self._silent_since
            if silent_since is not None:
                if time.monotonic() - max(silent_since, asked_at) > SECONDS_OF_SILENCE_AT_THE_END:
                    return
            self.join(0.02)


class Child:
    """One process in a session of its own, with a pipe for each stream. Its last lines are kept."""

    def __init__(
        self, prefix: str, argv: list[str], environment: dict[str, str], folder: str, log: Log, woken: threading.Event
    ) -> None:
        self.exit_code: int | None = None
        self.ended_at = 0.0
        self.error_tail: collections.deque[str] = collections.deque(maxlen=TAIL_LINES)
        self.output_tail: collections.deque[str] = collections.deque(maxlen=TAIL_LINES)
        self.terminated_by_us = False
        try:
            self._process = subprocess.Popen(
                argv,
                bufsize=0,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                cwd=folder,
                env=environment,
                start_new_session=True,
            )
        except OSError as error:
            raise PreparationFailure(f"The process {argv[:2]} could not be started: {error}.") from None
        self.pid = self._process.pid
        streams = ((self._process.stdout, self.output_tail), (self._process.stderr, self.error_tail))
        self._readers = [StreamReader(stream.fileno(), tail, prefix, log) for stream, tail in streams]
        for thread in (*self._readers, threading.Thread(target=self._wait, args=(woken,), daemon=True)):
            thread.start()

    def terminate(self, again: bool = False) -> None:
        """Sends SIGTERM to this process alone: its helpers (data loaders) must outlive its last save."""
        if self.exit_code is not None or (self.terminated_by_us and not again):
            return
        self.terminated_by_us = True
        self._process.terminate()

    def watch_over(self) -> None:
        """Called a few times in a second while the process runs."""

    def judged(self, exit_code: int) -> int:
        """The exit code that counts: a process may have been ended for what says nothing of its success."""
        return exit_code

    def kill_group(self) -> None:
        """Ends whatever is left of this process and its helpers."""
        if not hasattr(os, "killpg"):
            # Windows has no process groups: the process itself is all that can be ended.
            self._process.kill()
            return
        try:
            os.killpg(self.pid, signal.SIGKILL)
        except (ProcessLookupError, PermissionError):
            # The group is empty already; macOS says so by the second error.
            pass

    def finish_reading(self) -> None:
        for reader in self._readers:
            reader.finish()

    def _wait(self, woken: threading.Event) -> None:
        exit_code = self._process.wait()
        self.ended_at = time.time()
        self.exit_code = self.judged(exit_code)
        woken.set()


def run_together(
    starts: list[Callable[[threading.Event], Child]],
    interruption: Interruption,
    grace_seconds: float,
    tick: Callable[[], None],
) -> Together:
    """Starts all children and waits until the last has ended.

    When one fails, the others get SIGTERM and a little later SIGKILL. When the platform asks for the end, or the ranks
    agree on one, they have the grace seconds less five.
    """
    woken = threading.Event()
    children: list[Child] = []
    try:
        for start in starts:
            if interruption.received:
                break
            children.append(start(woken))
            interruption.watch(children[-1])
        failed_first = _wait_for_all(children, interruption, grace_seconds, tick, woken)
        interrupted = interruption.received or (interruption.peer_interrupted and not failed_first)
    finally:
        if any(child.exit_code is None for child in children):
            for child in children:
                child.kill_group()
    for child in children:
        child.finish_reading()
        child.kill_group()
        child.finish_reading()
    tick()
    return Together(children, failed_first, interrupted)


def _wait_for_all(
    children: list[Child],
    interruption: Interruption,
    grace_seconds: float,
    tick: Callable[[], None],
    woken: threading.Event,
) -> bool:
    failed_first = False
    kill_at: float | None = None
    while any(child.exit_code is None for child in children):
        failed = any(child.exit_code for child in children)
        for child in children:
            child.watch_over()
        # What a rank reported before its end is known before it is judged.
        tick()
        ending_since = interruption.ending_since
        if kill_at is None and ending_since is not None:
            kill_at = ending_since + max(1.0, grace_seconds - SECONDS_KEPT_FOR_THE_END)
        left_alone_since = interruption.left_alone_since
        if left_alone_since is not None and time.monotonic() > left_alone_since + SECONDS_TO_NOTICE_A_LOST_NODE:
            failed = True
        if kill_at is None and failed:
            failed_first = not interruption.peer_interrupted
            kill_at = time.monotonic() + SECONDS_AFTER_A_FAILURE
            for child in children:
                child.terminate()
        if kill_at is not None and time.monotonic() >= kill_at:
            for child in children:
                if child.exit_code is None:
                    child.kill_group()
        woken.wait(TICK_SECONDS)
        woken.clear()
    tick()
    ended_by_itself = interruption.ending_since is None and not interruption.peer_interrupted
    return failed_first or (ended_by_itself and any(child.exit_code for child in children))
