"""The launchers of several nodes meet before they start ranks: on the port where the ranks will meet after them.

So a port that is taken, a node that never comes, a stranger's listener and nodes with different bundles are told
before the first rank starts, which could only wait for its peers without a word.
"""

from __future__ import annotations

import contextlib
import socket
import time
from collections.abc import Callable
from dataclasses import dataclass

from switchyard_launcher.faults import PreparationFailure, Refusal
from switchyard_launcher.topology import LOOPBACK, Topology

SECONDS_BETWEEN_LINES = 30.0
SECONDS_BETWEEN_CALLS = 0.5
SECONDS_FOR_A_LINE = 2.0
_LONGEST_LINE = 1_000
_GO = "switchyard: go"
_OTHER_BUNDLE = "switchyard: no, another bundle"


@dataclass(frozen=True)
class Meeting:
    """`greeting` is equal on all nodes that belong together. `check` raises when the waiting is to end."""

    topology: Topology
    port: int
    greeting: str
    timeout_seconds: float
    say: Callable[[str], None]
    check: Callable[[], None]


def free_port() -> int:
    """A port of the loopback address that nobody listens on at this moment."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as listener:
        listener.bind((LOOPBACK, 0))
        return listener.getsockname()[1]


def meet(meeting: Meeting) -> None:
    """Returns on every node once all are there.

    Raises PreparationFailure when the port is not free or a node does not come, Refusal for nodes that differ.
    """
    patience = Patience(meeting)
    if meeting.topology.rank == 0:
        _gather(meeting, patience)
    else:
        _join(meeting, patience)
    if patience.waited >= 1.0:
        meeting.say(f"all {meeting.topology.nodes} nodes are here after {patience.waited:.0f} s")


class Patience:
    """Counts the waiting, tells of it now and then, and ends it."""

    def __init__(self, meeting: Meeting) -> None:
        self._meeting = meeting
        self._started_at = self._told_at = time.monotonic()

    @property
    def waited(self) -> float:
        return time.monotonic() - self._started_at

    def go_on(self, whom: str, trouble: str) -> None:
        """Raises PreparationFailure when the time is over."""
        meeting = self._meeting
        meeting.check()
        if self.waited >= meeting.timeout_seconds:
            raise PreparationFailure(
                f"{whom} did not come within {meeting.timeout_seconds:g} s{trouble}. Look at that node's log; "
                "a longer wait is rendezvous.timeoutSeconds of the launch file."
            )
        if time.monotonic() - self._told_at >= SECONDS_BETWEEN_LINES:
            self._told_at = time.monotonic()
            meeting.say(f"waiting for {whom} since {self.waited:.0f} s{trouble}")


def _gather(meeting: Meeting, patience: Patience) -> None:
    """The first node listens until every other node has called."""
    missing = set(range(1, meeting.topology.nodes))
    here: dict[int, socket.socket] = {}
    with contextlib.ExitStack() as stack:
        listener = stack.enter_context(_listen(meeting.port))
        while missing:
            names = ", ".join(str(rank) for rank in sorted(missing)[:20])
            patience.go_on(f"node {names}" if len(missing) == 1 else f"nodes {names}", "")
            try:
                caller, _ = listener.accept()
            except OSError:
                continue
            stack.enter_context(caller)
            greeting, _, rank = _read_line(caller).rpartition(" ")
            if not rank.isdigit() or not 0 < int(rank) < meeting.topology.nodes:
                caller.close()
            elif greeting != meeting.greeting:
                _write_line(caller, _OTHER_BUNDLE)
                raise Refusal(_bundles_differ(int(rank), 0))
            else:
                # A node that was started again calls again.
                here[int(rank)] = caller
                missing.discard(int(rank))
        for caller in here.values():
            _write_line(caller, _GO)
        for caller in here.values():
            # Whoever closes first leaves the port waiting; rank 0 needs it at once.
            _read_line(caller)


def _join(meeting: Meeting, patience: Patience) -> None:
    """Every other node calls until the first one lets it go."""
    address = (meeting.topology.address, meeting.port)
    whom, trouble = f"node 0 at {address[0]}:{address[1]}", ""
    while True:
        patience.go_on(whom, trouble)
        try:
            with socket.create_connection(address, timeout=5) as caller:
                _write_line(caller, f"{meeting.greeting} {meeting.topology.rank}")
                answer = _await_answer(caller, lambda: patience.go_on("the other nodes", ""))
        except OSError as error:
            trouble = f" ({error})"
        else:
            if answer == _GO:
                return
            if answer == _OTHER_BUNDLE:
                raise Refusal(_bundles_differ(meeting.topology.rank, 0))
            trouble = " (something else answers there)"
        time.sleep(SECONDS_BETWEEN_CALLS)


def _await_answer(caller: socket.socket, go_on: Callable[[], None]) -> str:
    """Empty when the other side has closed. The first node answers when the last node has come."""
    caller.settimeout(SECONDS_BETWEEN_CALLS)
    data = b""
    while not data.endswith(b"\n") and len(data) < _LONGEST_LINE:
        try:
            piece = caller.recv(_LONGEST_LINE)
        except socket.timeout:
            # What the first node answers counts more than what is heard of its end.
            go_on()
            continue
        if not piece:
            break
        data += piece
    return data.decode("utf-8", "replace").rstrip("\n")


def _listen(port: int) -> socket.socket:
    """Raises PreparationFailure when the port is taken: the other nodes would talk to a stranger there."""
    try:
        if socket.has_dualstack_ipv6():
            listener = socket.create_server(("", port), family=socket.AF_INET6, dualstack_ipv6=True)
        else:
            listener = socket.create_server(("", port))
    except OSError as error:
        raise PreparationFailure(f"The nodes are to meet at port {port}, which is not free: {error}.") from None
    listener.settimeout(SECONDS_BETWEEN_CALLS)
    return listener


def _read_line(caller: socket.socket) -> str:
    """What came up to a newline within a short time; callers that say nothing are strangers."""
    caller.settimeout(SECONDS_FOR_A_LINE)
    data = b""
    try:
        while not data.endswith(b"\n") and len(data) < _LONGEST_LINE:
            piece = caller.recv(_LONGEST_LINE)
            if not piece:
                break
            data += piece
    except OSError:
        pass
    return data.decode("utf-8", "replace").rstrip("\n")


def _write_line(caller: socket.socket, line: str) -> None:
    with contextlib.suppress(OSError):
        caller.sendall(f"{line}\n".encode())


def _bundles_differ(one: int, other: int) -> str:
    return (
        f"Nodes {one} and {other} were given different launch files or launchers, so they are no nodes of one job. "
        "Start all nodes with the same bundle, and let every job have a port of its own."
    )
