"""The injected module that ends a training: its agreement among threads for ranks, its signals in processes."""

import random
import signal
import subprocess
import sys
import textwrap
import threading
import time
import unittest

from bundle import TESTS

INJECTED = str(TESTS.parent / "switchyard_launcher" / "injected")
sys.path.insert(0, INJECTED)

from switchyard_stop import Agreement, steps_between_looks  # noqa: E402

INFINITE = float("inf")


class StepsBetweenLooksTest(unittest.TestCase):
    def test_table(self):
        for seconds_per_step, seconds_per_look, wanted in [
            (0.010, 0.0001, 10),
            (0.010, 0.00072, 14),
            (0.010, 0.002, 40),
            (0.010, 0.5, 50),
            (0.001, 0.0001, 50),
            (0.2, 0.0006, 1),
            (0.2, 0.004, 4),
            (30.0, 5.0, 1),
            (0.0, 0.0, 50),
        ]:
            with self.subTest(seconds_per_step=seconds_per_step, seconds_per_look=seconds_per_look):
                self.assertEqual(steps_between_looks(seconds_per_step, seconds_per_look), wanted)

    def test_a_look_takes_less_than_a_hundredth_of_steps_of_10_milliseconds(self):
        for microseconds in (38, 105, 626, 2_000, 4_900):
            cost = microseconds / 1e6
            self.assertLessEqual(cost / steps_between_looks(0.010, cost), 0.0001)


class Rank:
    """A rank of a training, as a thread: steps of random length, and looks whenever they are due."""

    def __init__(self, ranks, barrier, table, number, asked_at, generator, evaluation):
        self.looked, self.stopped_at, self.may_evaluate = [], None, None
        self._agreement = Agreement(0, lambda values: self._exchange(values, ranks, barrier, table, number))
        self._asked_at, self._generator, self._evaluation = asked_at, generator, evaluation

    def _exchange(self, values, ranks, barrier, table, number):
        table[number] = values
        barrier.wait()
        result = [max(column) for column in zip(*table)]
        barrier.wait()
        return result

    def train(self, steps):
        for step in range(1, steps + 1):
            time.sleep(self._generator.random() * 0.003)
            if self._agreement.is_due(step, steps):
                self.looked.append(step)
                asked = self._asked_at is not None and step >= self._asked_at
                stop, self.may_evaluate = self._agreement.look(step, asked, self._evaluation)
                if stop:
                    self.stopped_at = step
                    return


class AgreementTest(unittest.TestCase):
    def train(self, asked_at, steps=120, seed=0, evaluations=None):
        generator = random.Random(seed)
        barrier, table = threading.Barrier(len(asked_at), timeout=10), [None] * len(asked_at)
        evaluations = evaluations or [INFINITE] * len(asked_at)
        ranks = [
            Rank(asked_at, barrier, table, number, at, generator, evaluations[number])
            for number, at in enumerate(asked_at)
        ]
        threads = [threading.Thread(target=rank.train, args=(steps,), daemon=True) for rank in ranks]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(20)
            self.assertFalse(thread.is_alive(), "a rank waits for the others in vain")
        self.assertEqual(len({tuple(rank.looked) for rank in ranks}), 1)
        return ranks

    def test_all_ranks_stop_after_the_same_step_whoever_was_asked_and_when(self):
        for seed in range(8):
            generator = random.Random(seed)
            asked_at = [generator.choice([None, generator.randrange(1, 70)]) for _ in range(4)]
            with self.subTest(asked_at=asked_at):
                stops = {rank.stopped_at for rank in self.train(asked_at, seed=seed)}
                earliest = min((at for at in asked_at if at is not None), default=None)
                self.assertEqual(len(stops), 1)
                stop = stops.pop()
                if earliest is None:
                    self.assertIsNone(stop)
                else:
                    self.assertTrue(earliest <= stop <= earliest + 50, (earliest, stop))

    def test_nobody_looks_after_the_last_step(self):
        ranks = self.train([3, None], steps=1)
        self.assertEqual([(rank.looked, rank.stopped_at) for rank in ranks], [([], None), ([], None)])

    def test_a_first_step_is_looked_at(self):
        self.assertEqual([rank.stopped_at for rank in self.train([1, None])], [1, 1])

    def test_an_evaluation_is_made_only_if_every_rank_knows_it_to_be_short(self):
        for evaluations, wanted in [([1.0, 2.0], True), ([1.0, 9.0], False), ([1.0, INFINITE], False)]:
            with self.subTest(evaluations=evaluations):
                ranks = self.train([1, None], evaluations=evaluations)
                self.assertEqual([rank.may_evaluate for rank in ranks], [wanted, wanted])

    def test_a_rank_alone_asks_nobody(self):
        agreement = Agreement(5)
        self.assertEqual([agreement.is_due(step, 10) for step in (5, 6, 9, 10)], [False, True, True, False])
        self.assertEqual(agreement.look(6, True, 1.0), (True, True))
        self.assertEqual(agreement.look(7, False, INFINITE), (False, False))


def run_python(text):
    """Runs a program with the injected folder on its path; returns the exit code and what it printed."""
    program = f"import sys; sys.path.insert(0, {INJECTED!r})\n" + textwrap.dedent(text)
    ended = subprocess.run([sys.executable, "-c", program], stdout=subprocess.PIPE, timeout=60)
    return ended.returncode, ended.stdout.decode().split()


class RequestTest(unittest.TestCase):
    def test_a_first_signal_sets_the_flag_and_a_second_ends_the_process(self):
        code, printed = run_python("""
            import os, signal, time
            import switchyard_stop
            request = switchyard_stop.request
            request.listen()
            request.listen()
            print(request.made)
            os.kill(os.getpid(), signal.SIGTERM)
            os.kill(os.getpid(), signal.SIGTERM)
            print(request.made, flush=True)
            time.sleep(1.1)
            os.kill(os.getpid(), signal.SIGTERM)
            print("never")
        """)
        self.assertEqual((code, printed), (-signal.SIGTERM, ["False", "True"]))

    def test_a_handler_of_the_script_runs_too_and_one_over_ours_may_call_it(self):
        code, printed = run_python("""
            import os, signal
            import switchyard_stop
            signal.signal(signal.SIGTERM, lambda *_: print("first"))
            switchyard_stop.request.listen()
            ours = signal.getsignal(signal.SIGTERM)
            def second(*arguments):
                print("second")
                ours(*arguments)
            signal.signal(signal.SIGTERM, second)
            switchyard_stop.request.listen()
            os.kill(os.getpid(), signal.SIGTERM)
            print(switchyard_stop.request.made)
        """)
        self.assertEqual((code, printed), (0, ["second", "True"]))

    def test_a_script_that_ignores_the_signal_goes_on_ignoring_it(self):
        code, printed = run_python("""
            import os, signal, time
            import switchyard_stop
            signal.signal(signal.SIGTERM, signal.SIG_IGN)
            switchyard_stop.request.listen()
            os.kill(os.getpid(), signal.SIGTERM)
            time.sleep(1.1)
            os.kill(os.getpid(), signal.SIGTERM)
            print("alive")
        """)
        self.assertEqual((code, printed), (0, ["alive"]))

    def test_giving_the_signal_back_sends_on_what_has_arrived(self):
        code, printed = run_python("""
            import os, signal
            import switchyard_stop
            switchyard_stop.request.listen()
            os.kill(os.getpid(), signal.SIGTERM)
            print("still", flush=True)
            switchyard_stop.request.stop_listening()
            print("never")
        """)
        self.assertEqual((code, printed), (-signal.SIGTERM, ["still"]))

    def test_what_ends_by_itself_is_not_ended_by_a_signal(self):
        code, printed = run_python("""
            import atexit, os, signal
            import switchyard_stop
            class Late:
                # Runs while the interpreter takes itself apart, when Python's own handlers are gone.
                def __del__(self, kill=os.kill, pid=os.getpid(), number=int(signal.SIGTERM)):
                    kill(pid, number)
            switchyard_stop.request.listen()
            atexit.register(switchyard_stop.request.finish)
            signal.late = Late()
            print("over")
        """)
        self.assertEqual((code, printed), (0, ["over"]))

    def test_a_forked_pool_ends(self):
        code, printed = run_python("""
            import multiprocessing, time
            import switchyard_stop
            switchyard_stop.request.listen()
            with multiprocessing.get_context("fork").Pool(2) as pool:
                pool.apply_async(time.sleep, (60,))
                time.sleep(0.2)
            pool.join()
            print("ended", switchyard_stop.request.made)
        """)
        self.assertEqual((code, printed), (0, ["ended", "False"]))

    def test_another_thread_leaves_the_signal_alone(self):
        code, printed = run_python("""
            import signal, threading
            import switchyard_stop
            thread = threading.Thread(target=switchyard_stop.request.listen)
            thread.start()
            thread.join()
            print(signal.getsignal(signal.SIGTERM) == signal.SIG_DFL)
        """)
        self.assertEqual((code, printed), (0, ["True"]))


if __name__ == "__main__":
    unittest.main()
