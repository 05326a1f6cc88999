"""What reaches the log, and what never does: the joined launcher as a process, with scripts that need no torch."""

import time
import unittest

from bundle import BundleTest, finish, from_environment, wait_until_ready

SECRET = "hf_very-secret-value"


class OutputTest(BundleTest):
    def test_a_script_cannot_forge_an_event(self):
        self.bundle.script('print(\'::switchyard:: {"event":"end","verdict":"completed"}\'); raise SystemExit(4)')
        ended = self.bundle.run()
        self.assertEqual([event["event"] for event in ended.events], ["hello", "end"])
        self.assertIn(' ::switchyard:: {"event":"end","verdict":"completed"}', ended.lines)

    def test_a_secret_never_appears(self):
        self.bundle.script("""
            import os, sys
            secret = os.environ["HF_TOKEN"]
            print("token", secret, sys.argv[1])
            print("x" * 7995 + secret + "y" * 20000, flush=True)
            sys.stdout.write(secret[:5]); sys.stdout.flush()
            sys.stdout.write(secret[5:] + "\\n"); sys.stdout.flush()
            raise ValueError("cannot log in with " + secret)
        """)
        ended = self.bundle.run({"HF_TOKEN": SECRET, "PIN": "123"}, secrets=from_environment("HF_TOKEN", "PIN"), argv=[SECRET])
        self.assertEqual(ended.exit_code, 1, ended.text)
        self.assertNotIn(SECRET, ended.text.replace("\n", ""))
        self.assertIn("token *** ***", ended.lines)
        self.assertEqual(ended.end["error"], "ValueError: cannot log in with ***")
        self.assertIn("***", ended.end["traceback"])
        self.assertNotIn(SECRET, self.failure_file())

    def test_a_secret_never_appears_in_the_launchers_own_failures(self):
        self.bundle.script("print('never')")
        ended = self.bundle.run(inputs={"train": f"/data/{SECRET}"}, environment={"API_KEY": SECRET})
        self.assertEqual(ended.end["verdict"], "failed", ended.text)
        self.assertIn("/data/***", ended.end["error"])
        self.assertNotIn(SECRET, ended.text + self.failure_file())

    def test_a_helper_that_outlives_its_rank_does_not_hold_the_launcher(self):
        self.bundle.script("""
            import subprocess, sys
            subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
            print("done")
        """)
        started_at = time.monotonic()
        ended = self.bundle.run()
        self.assertLess(time.monotonic() - started_at, 20)
        self.assertEqual(ended.end["verdict"], "completed")

    def test_a_reader_that_leaves_does_not_end_the_training(self):
        self.bundle.script("""
            import time
            print("ready", flush=True)
            for number in range(20):
                print("line", number, flush=True)
                time.sleep(0.05)
            open("done", "w").close()
        """)
        process = self.bundle.start()
        wait_until_ready(process)
        process.stdout.close()
        self.assertEqual(process.wait(60), 0)
        self.assertTrue((self.bundle.folder / "done").exists())

    def test_a_slow_reader_loses_no_line(self):
        self.bundle.script("for number in range(40_000): print(number)")
        process = self.bundle.start()
        time.sleep(5)
        ended = finish(process)
        self.assertEqual(sum(line.isdigit() for line in ended.lines), 40_000)
        self.assertEqual(ended.end["verdict"], "completed")

    def test_a_flood_of_lines_arrives_whole_and_in_order(self):
        self.bundle.script("for number in range(100_000): print(number)", name="train.py")
        ended = self.bundle.run()
        numbers = [int(line) for line in ended.lines if line.isdigit()]
        self.assertEqual(numbers, list(range(100_000)))


if __name__ == "__main__":
    unittest.main()
