import json
import unittest

import bundle  # noqa: F401

from switchyard_launcher.failure import EndedRank, Failure, describe_failure, failure_file_text, first_failed
from switchyard_launcher.log import LONGEST_EVENT, encode_event, plain_number
from switchyard_launcher.progress import Progress, TrainerProgress
from switchyard_launcher.trainer_state import TrainerState
from switchyard_launcher.verdict import judge


def training(step, ended=True):
    return TrainerProgress(number=1, step=step, max_steps=60, begun=True, ended=ended)


def state(step):
    return TrainerState(step, 60, {})


class VerdictTest(unittest.TestCase):
    def test_table(self):
        for name, exit_codes, failed_first, signalled, stopped, reported, stored, wanted in [
            ("all steps", [0, 0], False, False, False, training(60), state(60), "completed"),
            ("no Trainer in the script", [0], False, False, False, None, None, "completed"),
            ("early stopping", [0], False, False, False, training(20), None, "completed"),
            ("no events, state of early stopping", [0], False, False, False, None, state(20), "completed"),
            ("a rank failed", [0, 1], True, False, False, training(10, False), None, "failed"),
            ("failed, then a signal", [1, -15], True, True, False, training(10, False), None, "failed"),
            ("failed after its last step", [1], True, False, False, training(60), state(60), "failed"),
            ("training never ended", [0], False, False, False, training(10, False), None, "failed"),
            ("never ended, old step in the state", [0], False, False, False, training(10, False), state(10), "failed"),
            ("end event lost, state complete", [0], False, False, False, training(50, False), state(60), "completed"),
            ("signal, checkpoint, exit 0", [0, 0], False, True, True, training(17), state(17), "interrupted"),
            ("signal, somebody else's save, exit 0", [0, 0], False, True, False, training(17), state(17), "interrupted"),
            ("signal, died of it", [-15, -15], False, True, False, training(17, False), None, "interrupted"),
            ("signal, killed in the end", [-9], False, True, False, None, None, "interrupted"),
            ("signal after the last step", [0, 0], False, True, False, training(60), state(60), "completed"),
            ("signal after it, a rank died", [0, -15], False, True, False, training(60), None, "interrupted"),
            ("signal during the last step", [0], False, True, False, training(60, False), None, "interrupted"),
            ("signal, no Trainer", [0], False, True, False, None, None, "interrupted"),
            ("signal before any rank", [], False, True, False, None, None, "interrupted"),
            ("another node's signal", [0, 0], False, False, True, training(17), state(17), "interrupted"),
            ("another node's, lost its peer then", [1, 1], False, False, True, training(17), None, "interrupted"),
            ("another node's, killed in the end", [-9, -9], False, False, True, training(17), None, "interrupted"),
            ("stopped, then another Trainer ended", [0], False, True, True, training(60), state(60), "interrupted"),
            ("a rank failed, the others stopped", [1, 0], True, False, True, training(17), None, "failed"),
        ]:
            with self.subTest(name):
                found = judge(exit_codes, failed_first, signalled, stopped, reported, stored)
                self.assertEqual(found.name, wanted)

    def test_an_unended_training_says_how_far_it_came(self):
        self.assertIn("step 10 of 60", judge([0], False, False, False, training(10, False), None).reason)


def entry(event, pid=1, trainer=1, step=0, **fields):
    return {"event": event, "pid": pid, "trainer": trainer, "step": step, "max_steps": 10, "time": 5.0, **fields}


class ProgressTest(unittest.TestCase):
    def test_trainers_of_several_processes_get_numbers_of_their_own(self):
        progress = Progress()
        numbers = [
            progress.apply(entry("log", pid=pid, trainer=trainer, values={}))["trainer"]
            for pid, trainer in [(1, 1), (2, 1), (1, 2), (1, 1)]
        ]
        self.assertEqual(numbers, [1, 2, 3, 1])

    def test_the_training_that_began_last_decides(self):
        progress = Progress()
        progress.apply(entry("train_begin", trainer=1, output_dir="/a"))
        progress.apply(entry("train_begin", trainer=2, output_dir="/b"))
        event = progress.apply(entry("train_end", trainer=2, step=4, stopped=True))
        self.assertTrue(event["stopped"])
        self.assertEqual((progress.latest.output_dir, progress.latest.ended), ("/b", True))

    def test_the_last_value_of_each_metric_stays(self):
        progress = Progress()
        progress.apply(entry("log", values={"loss": 2.0, "epoch": 1}))
        progress.apply(entry("log", values={"loss": float("nan")}))
        self.assertEqual(progress.metrics, {"loss": "NaN", "epoch": 1})

    def test_numbers_that_json_lacks(self):
        found = [plain_number(value) for value in [float("nan"), float("inf"), float("-inf"), 0.5, 3]]
        self.assertEqual(found, ["NaN", "Infinity", "-Infinity", 0.5, 3])


def rank(number=0, exit_code=1, ended_at=1.0, ours=False, errors=(), output=(), exception=None):
    return EndedRank(number, exit_code, ended_at, ours, list(errors), list(output), exception)


TRACEBACK = ["Traceback (most recent call last):", '  File "t.py", line 1, in <module>', "    f()", "ValueError: x"]


class FailureTest(unittest.TestCase):
    def test_the_exception_that_was_raised_first_counts_not_the_process_that_ended_first(self):
        raised = rank(1, -15, 3.0, True, exception={"time": 1.0, "error": "ValueError: x", "traceback": "t"})
        lost_its_peer = rank(0, 1, 2.0, exception={"time": 1.5, "error": "RuntimeError: peer", "traceback": "t"})
        found = first_failed([lost_its_peer, raised])
        self.assertEqual(found.rank, 1)
        self.assertEqual(describe_failure(found).exit_code, 1)

    def test_a_rank_that_we_ended_is_not_the_cause(self):
        self.assertEqual(first_failed([rank(0, -15, 1.0, ours=True), rank(1, -9, 2.0)]).rank, 1)

    def test_errors_from_the_last_lines(self):
        for exit_code, errors, wanted in [
            (1, ["noise", *TRACEBACK], "ValueError: x"),
            (1, [*TRACEBACK, "", "During handling ...", "", *TRACEBACK[:-1], "a.b.OtherError: y"], "a.b.OtherError: y"),
            (1, ['  File "t.py", line 3', "    x = = 1", "SyntaxError: invalid syntax"], "SyntaxError: invalid syntax"),
            (1, [*TRACEBACK[:-1], "ModuleNotFoundError: No module"], "ModuleNotFoundError: No module"),
            (1, [*TRACEBACK[:-1], "KeyboardInterrupt"], "KeyboardInterrupt"),
            (2, ["usage: t.py", "t.py: error: no such option"], "exit code 2: t.py: error: no such option"),
            (3, [], "exit code 3"),
            (-9, TRACEBACK, "killed by signal 9 (SIGKILL); often the kernel's out-of-memory killer"),
            (-11, [], "killed by signal 11 (SIGSEGV)"),
        ]:
            with self.subTest(wanted):
                failure = describe_failure(rank(exit_code=exit_code, errors=errors))
                self.assertEqual(failure.error, wanted)
                self.assertEqual(failure.exit_code, exit_code if exit_code > 0 else 128 - exit_code)

    def test_the_failure_file_holds_1024_characters_and_begins_with_the_exception(self):
        text = failure_file_text(Failure("ValueError: x", "a" * 5_000 + "end", 1, 1), 0, 2)
        self.assertEqual(len(text), 1_024)
        self.assertTrue(text.startswith("ValueError: x\nrank 1 of 2 on node 0, exit code 1\n"))
        self.assertTrue(text.endswith("end"))
        self.assertLessEqual(len(failure_file_text(Failure("e" * 9_000, "t" * 9_000, 1), 0, 1)), 1_024)

    def test_an_end_event_that_is_too_long_loses_the_beginning_of_its_traceback(self):
        for metrics in [{}, {f"metric_{number}": 0.123456789 for number in range(20_000)}]:
            line = encode_event({"event": "end", "metrics": metrics, "traceback": "\U0001f600" * 100_000 + "end"})
            self.assertLessEqual(len(line.encode()), LONGEST_EVENT)
            self.assertEqual(json.loads(line.split(" ", 1)[1])["event"], "end")
        short = encode_event({"event": "end", "metrics": {"a": 1}, "traceback": "x" * 300_000 + "end"})
        self.assertTrue(json.loads(short.split(" ", 1)[1])["traceback"].endswith("xend"))
        self.assertIn('"a":1', short)


if __name__ == "__main__":
    unittest.main()
