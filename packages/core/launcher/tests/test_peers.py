"""What a node learns of the others: the connection alone, and two launchers whose scripts need no torch."""

import json
import os
import signal
import socket
import time
import unittest
from pathlib import Path

from bundle import Bundle, BundleTest, finish, meeting_port, wait_until_ready

from switchyard_launcher.log import Log
from switchyard_launcher.peers import Peers
from switchyard_launcher.topology import Topology

WAITS_FOR_EVER = "import time\nprint('ready', flush=True)\ntime.sleep(600)\n"
ENDS_SOON = "import sys, time\nprint('ready', flush=True)\ntime.sleep(1)\nsys.exit({code})\n"


def wait_for(condition, seconds=10):
    deadline = time.monotonic() + seconds
    while not condition() and time.monotonic() < deadline:
        time.sleep(0.02)
    return condition()


class ConnectionTest(unittest.TestCase):
    def setUp(self):
        silent = os.open(os.devnull, os.O_WRONLY)
        self.addCleanup(os.close, silent)
        self.port = meeting_port()
        self.nodes = [Peers(Topology(2, rank, "127.0.0.1", self.port, "test"), Log(silent)) for rank in (0, 1)]
        for node in self.nodes:
            node.open()
            self.addCleanup(node.close, "completed")
        self.assertTrue(wait_for(lambda: all(node._connections for node in self.nodes)))

    def test_both_learn_how_the_other_ended(self):
        for verdict, interrupted in [("interrupted", True), ("failed", False), ("refused", False)]:
            for ending, other in [(0, 1), (1, 0)]:
                with self.subTest(verdict=verdict, ending=ending):
                    self.doCleanups()
                    self.setUp()
                    self.nodes[ending].close(verdict)
                    self.assertTrue(wait_for(lambda: self.nodes[other].end))
                    self.assertEqual(self.nodes[other].end.interrupted, interrupted)
                    self.assertEqual(self.nodes[other].end.sentence, f"Node {ending} ended before this one: {verdict}.")

    def test_a_completed_node_leaves_nobody_alone(self):
        self.nodes[1].close("completed")
        self.assertFalse(wait_for(lambda: self.nodes[0].end, 0.3))

    def test_a_connection_that_breaks_means_that_the_node_is_gone(self):
        for connection in self.nodes[1]._connections:
            connection.shutdown(socket.SHUT_RDWR)
        self.assertTrue(wait_for(lambda: self.nodes[0].end))
        self.assertTrue(self.nodes[0].end.sentence.startswith("Node 1 is gone"))
        self.assertFalse(self.nodes[0].end.interrupted)

    def test_a_stranger_tells_nothing(self):
        for greeting in [b"", b"GET / HTTP/1.1\r\n\r\n", b"switchyard node one\n", b"\xff\n"]:
            with socket.create_connection(("127.0.0.1", self.port + 1)) as stranger:
                stranger.sendall(greeting)
        self.assertFalse(wait_for(lambda: self.nodes[0].end, 0.3))


@unittest.skipUnless(Path("/proc/self/task").exists(), "finds the ranks in /proc")
class TwoNodesTest(BundleTest):
    def start(self, scripts):
        """Two nodes with a folder each, so that they can run different scripts."""
        second = Bundle().__enter__()
        self.addCleanup(second.__exit__)
        port = meeting_port()
        started = []
        for rank, (bundle, script) in enumerate(zip((self.bundle, second), scripts)):
            bundle.script(script)
            topology = {"nodes": 2, "rank": rank, "address": "127.0.0.1", "port": port}
            process = bundle.start({"SWITCHYARD_TOPOLOGY": json.dumps(topology)}, graceSeconds=7)
            started.append(process)
        for process in started:
            wait_until_ready(process)
        return started

    def kill(self, launcher):
        ranks = Path(f"/proc/{launcher.pid}/task/{launcher.pid}/children").read_text().split()
        launcher.kill()
        for rank in ranks:
            os.killpg(int(rank), signal.SIGKILL)
        launcher.communicate()

    def test_a_node_whose_peer_was_killed_ends_although_no_collective_fails(self):
        first, second = self.start([WAITS_FOR_EVER, WAITS_FOR_EVER])
        time.sleep(1.5)
        self.kill(second)
        ended = finish(first)
        self.assertEqual((ended.exit_code, ended.end["verdict"]), (1, "failed"), ended.text)
        self.assertTrue(ended.end["error"].startswith("Node 1 is gone"), ended.text)

    def test_a_node_whose_peer_was_interrupted_is_interrupted_too(self):
        first, second = self.start([WAITS_FOR_EVER, WAITS_FOR_EVER])
        time.sleep(1.5)
        first.send_signal(signal.SIGTERM)
        self.assertEqual(finish(first).exit_code, 75)
        ended = finish(second)
        self.assertEqual((ended.exit_code, ended.end["verdict"]), (75, "interrupted"), ended.text)

    def test_a_node_that_ends_well_before_the_other_disturbs_nobody(self):
        first, second = self.start([ENDS_SOON.format(code=0), ENDS_SOON.format(code=0).replace("(1)", "(2)")])
        self.assertEqual([finish(process).exit_code for process in (first, second)], [0, 0])


if __name__ == "__main__":
    unittest.main()
