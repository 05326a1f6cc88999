"""A connection between the launchers of one job. Without it a node learns of another's end only by a collective that
fails, and ranks that wait for their peers, or whose peers' machine has vanished, would wait for half an hour."""

from __future__ import annotations

import contextlib
import re
import socket
import threading
import time
from dataclasses import dataclass

from switchyard_launcher.log import Log
from switchyard_launcher.topology import Topology
from switchyard_launcher.verdict import COMPLETED, INTERRUPTED

SECONDS_BETWEEN_TRIES = 0.2
SECONDS_UNTIL_A_WORD = 120.0
SECONDS_FOR_A_GREETING = 10.0
# A machine that vanishes sends nothing: about half a minute of unanswered probes tells.
_KEEP_ALIVE = (("TCP_KEEPIDLE", 10), ("TCP_KEEPINTVL", 5), ("TCP_KEEPCNT", 4))
_GREETING = re.compile(r"^switchyard node (\d+)$")
_FAREWELL = re.compile(r"^switchyard (\w+)$")


@dataclass(frozen=True)
class PeerEnd:
    """Another node's end that leaves this one alone. `time` is in seconds since the epoch."""

    sentence: str
    interrupted: bool
    time: float


class Peers:
    """Node 0 listens at the port behind the one where the ranks meet; the others connect to it."""

    def __init__(self, topology: Topology, log: Log) -> None:
        self.end: PeerEnd | None = None
        self._topology = topology
        self._log = log
        self._lock = threading.Lock()
        self._connections: list[socket.socket] = []
        self._listener: socket.socket | None = None
        self._closed = threading.Event()

    def open(self) -> None:
        """Never fails: a job whose nodes cannot be connected trains all the same, and says so."""
        if self._topology.nodes == 1 or self._topology.port is None:
            return
        if self._topology.rank > 0:
            threading.Thread(target=self._connect, daemon=True).start()
            return
        try:
            self._listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
            self._listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            self._listener.bind(("", self._topology.port + 1))
            self._listener.listen()
        except (OSError, OverflowError) as error:
            self._log.say(f"the other nodes' launchers cannot connect to this one: {error}")
            return
        threading.Thread(target=self._accept, daemon=True).start()

    def close(self, verdict: str) -> None:
        """Tells the others how this node ended."""
        with self._lock:
            self._closed.set()
            connections = [*self._connections]
        if not connections and verdict != COMPLETED and self._topology.rank > 0:
            connections = self._late_connection()
        for connection in connections:
            try:
                connection.sendall(f"switchyard {verdict}\n".encode())
                connection.shutdown(socket.SHUT_WR)
            except OSError:
                # It ended before this one.
                pass
            connection.close()
        if self._listener is not None:
            self._listener.close()

    def _late_connection(self) -> list[socket.socket]:
        """A node that failed at once may not have been connected yet, and the others would wait for it."""
        if self._topology.port is None:
            return []
        try:
            connection = socket.create_connection((self._topology.address, self._topology.port + 1), timeout=2)
            connection.sendall(f"switchyard node {self._topology.rank}\n".encode())
            return [connection]
        except (OSError, OverflowError):
            return []

    def _accept(self) -> None:
        while not self._closed.is_set():
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            threading.Thread(target=self._greet, args=(connection,), daemon=True).start()

    def _greet(self, connection: socket.socket) -> None:
        """Strangers who do not say which node they are tell nothing about the job."""
        connection.settimeout(SECONDS_FOR_A_GREETING)
        lines = _lines_of(connection)
        found = _GREETING.match(next(lines, ""))
        if found is None:
            connection.close()
            return
        connection.settimeout(None)
        if self._keep(connection):
            self._follow(int(found.group(1)), lines)

    def _connect(self) -> None:
        address = (self._topology.address, self._topology.port + 1)
        word_at = time.monotonic() + SECONDS_UNTIL_A_WORD
        while not self._closed.is_set():
            try:
                connection = socket.create_connection(address, timeout=SECONDS_FOR_A_GREETING)
                connection.settimeout(None)
                break
            except OSError as error:
                if time.monotonic() > word_at:
                    self._log.say(f"no connection to node 0's launcher yet: {error}")
                    word_at = float("inf")
                self._closed.wait(SECONDS_BETWEEN_TRIES)
        else:
            return
        if self._keep(connection, f"switchyard node {self._topology.rank}\n".encode()):
            self._follow(0, _lines_of(connection))

    def _keep(self, connection: socket.socket, greeting: bytes = b"") -> bool:
        """A greeting and its farewell go over one connection: none is opened any more once this node has ended."""
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
        for name, value in _KEEP_ALIVE:
            if hasattr(socket, name):
                connection.setsockopt(socket.IPPROTO_TCP, getattr(socket, name), value)
        with self._lock:
            if not self._closed.is_set():
                self._connections.append(connection)
                with contextlib.suppress(OSError):
                    connection.sendall(greeting)
                return True
        connection.close()
        return False

    def _follow(self, node: int, lines: object) -> None:
        found = _FAREWELL.match(next(lines, ""))
        verdict = found.group(1) if found else None
        if verdict == COMPLETED or self._closed.is_set() or self.end is not None:
            return
        sentence = f"Node {node} ended before this one: {verdict}." if verdict else (
            f"Node {node} is gone: the connection to its launcher broke, and it had not said that it would end."
        )
        self.end = PeerEnd(sentence, verdict == INTERRUPTED, time.time())
        self._log.say(sentence)


def _lines_of(connection: socket.socket):
    """The lines that arrive, until the connection ends in whatever way."""
    pending = b""
    while True:
        try:
            data = connection.recv(4_096)
        except OSError:
            data = b""
        if not data:
            return
        *lines, pending = (pending + data).split(b"\n")
        for line in lines:
            yield line.decode("utf-8", "replace")
