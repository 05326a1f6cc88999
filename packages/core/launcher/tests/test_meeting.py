"""How the launchers of several nodes find each other: with sockets, and as processes with scripts that need no torch."""

import json
import socket
import threading
import time
import unittest

from bundle import Bundle, BundleTest, finish

from switchyard_launcher import meeting
from switchyard_launcher.faults import Interrupted, PreparationFailure, Refusal
from switchyard_launcher.meeting import Meeting, free_port, meet
from switchyard_launcher.topology import Topology


class Node(threading.Thread):
    def __init__(self, rank, port, nodes=3, greeting="job", timeout=10.0, address="127.0.0.1", check=lambda: None):
        super().__init__(daemon=True)
        self.said = []
        self.error = None
        topology = Topology(nodes, rank, address, port, "test")
        self.meeting = Meeting(topology, port, greeting, timeout, self.said.append, check)
        self.start()

    def run(self):
        try:
            meet(self.meeting)
        except Exception as error:
            self.error = error

    def ended(self, seconds=10):
        self.join(seconds)
        return not self.is_alive()


class MeetingTest(unittest.TestCase):
    def test_all_go_on_when_the_last_is_there_and_the_port_is_free_at_once(self):
        port = free_port()
        early = [Node(1, port), Node(0, port)]
        time.sleep(0.7)
        self.assertTrue(all(node.is_alive() for node in early))
        nodes = [*early, Node(2, port)]
        self.assertTrue(all(node.ended() for node in nodes))
        self.assertEqual([node.error for node in nodes], [None] * 3)
        with socket.socket() as listener:
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listener.bind(("127.0.0.1", port))

    def test_a_port_in_use_is_told(self):
        for address in ("127.0.0.1", ""):
            with self.subTest(address=address), socket.socket() as stranger:
                stranger.bind((address, 0))
                stranger.listen()
                port = stranger.getsockname()[1]
                node = Node(0, port)
                self.assertTrue(node.ended())
                self.assertIsInstance(node.error, PreparationFailure)
                self.assertIn(f"port {port}, which is not free", str(node.error))

    def test_a_strangers_listener_is_not_taken_for_the_first_node(self):
        with socket.socket() as stranger:
            stranger.bind(("127.0.0.1", 0))
            stranger.listen()
            node = Node(1, stranger.getsockname()[1], timeout=1.0)
            self.assertTrue(node.ended())
        self.assertIsInstance(node.error, PreparationFailure)

    def test_a_stranger_that_calls_does_not_count(self):
        port = free_port()
        first = Node(0, port, nodes=2)
        time.sleep(0.3)
        for text in (b"GET / HTTP/1.1\r\n\r\n", b"job 7\n", b"job 0\n"):
            with socket.create_connection(("127.0.0.1", port)) as stranger:
                stranger.sendall(text)
        time.sleep(0.3)
        self.assertTrue(first.is_alive())
        self.assertTrue(Node(1, port, nodes=2).ended() and first.ended())
        self.assertIsNone(first.error)

    def test_nodes_with_different_bundles_refuse_each_other(self):
        port = free_port()
        nodes = [Node(0, port, nodes=2), Node(1, port, nodes=2, greeting="another")]
        self.assertTrue(all(node.ended() for node in nodes))
        for node in nodes:
            self.assertIsInstance(node.error, Refusal)
            self.assertIn("different launch files", str(node.error))

    def test_who_does_not_come_is_named(self):
        first = Node(0, free_port(), nodes=4, timeout=0.3)
        other = Node(1, free_port(), address="no-such-host.invalid", timeout=0.3)
        self.assertTrue(first.ended() and other.ended(30))
        self.assertIn("nodes 1, 2, 3 did not come within 0.3 s", str(first.error))
        self.assertIn("node 0 at no-such-host.invalid", str(other.error))
        self.assertIn("rendezvous.timeoutSeconds", str(other.error))

    def test_a_line_tells_of_the_waiting_now_and_then(self):
        self.addCleanup(setattr, meeting, "SECONDS_BETWEEN_LINES", meeting.SECONDS_BETWEEN_LINES)
        meeting.SECONDS_BETWEEN_LINES = 0.5
        node = Node(0, free_port(), nodes=2, timeout=1.8)
        self.assertTrue(node.ended())
        self.assertTrue(node.said and node.said[0].startswith("waiting for node 1 since"), node.said)

    def test_an_interruption_ends_the_waiting(self):
        def check():
            raise Interrupted()

        for rank in (0, 1):
            node = Node(rank, free_port(), check=check)
            self.assertTrue(node.ended())
            self.assertIsInstance(node.error, Interrupted)


def wait_until_said(process, words):
    line = b"start"
    while line and words not in line:
        line = process.stdout.readline()


class NodesTest(BundleTest):
    def start(self, bundle, rank, port, nodes=2, **changes):
        topology = {"nodes": nodes, "rank": rank, "address": "127.0.0.1", "port": port}
        return bundle.start({"SWITCHYARD_TOPOLOGY": json.dumps(topology)}, **changes)

    def test_a_port_in_use_ends_the_node_before_its_script(self):
        self.bundle.script("print('never')")
        with socket.socket() as stranger:
            stranger.bind(("127.0.0.1", 0))
            stranger.listen()
            ended = finish(self.start(self.bundle, 0, stranger.getsockname()[1]))
        self.assertEqual((ended.exit_code, ended.end["verdict"]), (1, "failed"), ended.text)
        self.assertIn("which is not free", ended.end["error"])
        self.assertTrue(self.failure_file().startswith("The nodes are to meet at port"))
        self.assertNotIn("[0] never", ended.lines)

    def test_another_launch_file_on_one_node_is_refused_on_both(self):
        other = Bundle().__enter__()
        self.addCleanup(other.__exit__)
        port = free_port()
        for bundle in (self.bundle, other):
            bundle.script("print('never')")
        started = [self.start(self.bundle, 0, port), self.start(other, 1, port, argv=["--seed=2"])]
        for ended in (finish(process) for process in started):
            self.assertEqual((ended.exit_code, ended.end["verdict"]), (2, "refused"), ended.text)
            self.assertIn("different launch files", ended.end["error"])

    def test_a_node_does_not_wait_for_one_that_failed_to_prepare(self):
        other = Bundle().__enter__()
        self.addCleanup(other.__exit__)
        port = free_port()
        for bundle in (self.bundle, other):
            bundle.script("print('never')")
        self.bundle.path("/data").mkdir()
        inputs = {"inputs": {"train": "/data"}}
        first = self.start(self.bundle, 0, port, **inputs)
        wait_until_said(first, b"script train.py")
        second = finish(self.start(other, 1, port, **inputs))
        first = finish(first)
        self.assertIn('The input "train" is not there', second.end["error"])
        self.assertEqual((first.exit_code, first.end["verdict"]), (1, "failed"), first.text)
        self.assertIn("Node 1 ended before this one: failed", first.end["error"])


if __name__ == "__main__":
    unittest.main()
