"""The platform's request to end: the joined launcher as a process, with scripts that need no torch."""

import signal
import time
import unittest

from bundle import BundleTest, finish, wait_until_ready

WAITS_FOR_SIGTERM = """
    import signal, sys, time
    def leave(number, frame):
        print("leaving", flush=True)
        sys.exit(0)
    signal.signal(signal.SIGTERM, leave)
    print("ready", flush=True)
    time.sleep(60)
"""
IGNORES_SIGTERM = """
    import signal, time
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    print("ready", flush=True)
    time.sleep(60)
"""
LEAVES_AT_THE_SECOND_SIGTERM = """
    import signal, sys, time
    times = []
    def count(number, frame):
        times.append(time.time())
        print("asked", len(times), flush=True)
        if len(times) == 2:
            sys.exit(0)
    signal.signal(signal.SIGTERM, count)
    print("ready", flush=True)
    while True:
        time.sleep(1)
"""


class SignalTest(BundleTest):
    def test_a_second_signal_goes_on_to_the_script_and_a_repeated_one_does_not(self):
        self.bundle.script(LEAVES_AT_THE_SECOND_SIGTERM)
        process = self.bundle.start()
        wait_until_ready(process)
        process.send_signal(signal.SIGTERM)
        time.sleep(0.5)
        process.send_signal(signal.SIGTERM)
        time.sleep(2)
        process.send_signal(signal.SIGTERM)
        ended = finish(process)
        self.assertEqual((ended.exit_code, ended.end["verdict"]), (75, "interrupted"), ended.text)
        self.assertEqual([line for line in ended.lines if line.startswith("asked")], ["asked 1", "asked 2"])

    def test_a_script_that_answers_sigterm_is_interrupted(self):
        self.bundle.script(WAITS_FOR_SIGTERM)
        process = self.bundle.start(processesPerNode=2)
        wait_until_ready(process, ranks=2)
        process.send_signal(signal.SIGTERM)
        process.send_signal(signal.SIGTERM)
        ended = finish(process)
        self.assertEqual((ended.exit_code, ended.end["verdict"]), (75, "interrupted"), ended.text)
        self.assertEqual(sum(line.endswith("leaving") for line in ended.lines), 2)
        self.assertFalse(self.bundle.path("/failure").exists())

    def test_a_script_that_ignores_sigterm_is_killed_within_the_grace(self):
        self.bundle.script(IGNORES_SIGTERM)
        process = self.bundle.start(graceSeconds=7)
        wait_until_ready(process)
        sent_at = time.monotonic()
        process.send_signal(signal.SIGINT)
        ended = finish(process)
        self.assertTrue(1.5 < time.monotonic() - sent_at < 7, time.monotonic() - sent_at)
        self.assertEqual((ended.exit_code, ended.end["verdict"]), (75, "interrupted"), ended.text)

    def test_a_signal_during_the_requirements_interrupts(self):
        self.bundle.script("print('never')")
        slow = self.bundle.folder / "slow"
        slow.mkdir()
        (slow / "setup.py").write_text("print('building', flush=True)\nimport time; time.sleep(60)\n", encoding="utf-8")
        (self.bundle.folder / "requirements.txt").write_text("--no-index\n./slow\n", encoding="utf-8")
        no_isolation = {"PIP_NO_BUILD_ISOLATION": "0"}
        process = self.bundle.start(requirements="requirements.txt", environment=no_isolation)
        while b"installing requirements.txt" not in (line := process.stdout.readline()):
            self.assertTrue(line)
        process.send_signal(signal.SIGTERM)
        ended = finish(process)
        self.assertEqual((ended.exit_code, ended.end["verdict"]), (75, "interrupted"), ended.text)
        self.assertNotIn("never", ended.lines)


if __name__ == "__main__":
    unittest.main()
