"""How a failing script ends: the joined launcher as a process, with scripts that need no torch."""

import os
import sys
import time
import unittest

from bundle import BundleTest, finish

TWO_RANKS_ONE_RAISES = """
    import os, time
    if os.environ["RANK"] == "1":
        raise ValueError("rank one is unhappy")
    time.sleep(60)
"""


class FailingScriptTest(BundleTest):
    def test_the_first_failing_rank_is_told_and_the_others_end(self):
        self.bundle.script(TWO_RANKS_ONE_RAISES)
        started_at = time.monotonic()
        ended = self.bundle.run(processesPerNode=2)
        self.assertLess(time.monotonic() - started_at, 30)
        self.assertEqual(ended.exit_code, 1, ended.text)
        self.assertEqual((ended.end["verdict"], ended.end["rank"]), ("failed", 1))
        self.assertEqual(ended.end["error"], "ValueError: rank one is unhappy")
        self.assertIn('raise ValueError("rank one is unhappy")', ended.end["traceback"])
        self.assertIn("[1] ValueError: rank one is unhappy", ended.lines)
        wanted = "ValueError: rank one is unhappy\nrank 1 of 2 on node 0, exit code 1\nTraceback"
        self.assertTrue(self.failure_file().startswith(wanted), self.failure_file())

    def test_a_rank_that_ignores_its_end_is_killed_with_its_children(self):
        self.bundle.script("""
            import os, signal, subprocess, sys, time
            if os.environ["RANK"] == "1":
                time.sleep(1)
                sys.exit(3)
            signal.signal(signal.SIGTERM, signal.SIG_IGN)
            child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
            open(sys.argv[1], "w").write(str(child.pid))
            time.sleep(60)
        """)
        pid_file = self.bundle.folder / "pid"
        started_at = time.monotonic()
        ended = self.bundle.run(processesPerNode=2, argv=["pid"])
        self.assertLess(time.monotonic() - started_at, 30)
        self.assertEqual((ended.exit_code, ended.end["rank"], ended.end["error"]), (3, 1, "exit code 3"))
        self.assertTrue(has_ended(int(pid_file.read_text())), "a grandchild is alive")

    def test_the_scripts_own_exit_code_is_kept(self):
        self.bundle.script("import sys; print('so', file=sys.stderr); sys.exit(3)")
        ended = self.bundle.run()
        self.assertEqual((ended.exit_code, ended.end["exitCode"], ended.end["error"]), (3, 3, "exit code 3: so"))

    def test_a_script_that_replaces_the_excepthook_is_read_from_its_lines(self):
        self.bundle.script("import sys; sys.excepthook = sys.__excepthook__\nprint('x' * 10)\n1 / 0")
        ended = self.bundle.run()
        self.assertEqual(ended.end["error"], "ZeroDivisionError: division by zero")
        self.assertTrue(ended.end["traceback"].startswith("Traceback"))

    def test_a_syntax_error_is_told(self):
        self.bundle.script("x = = 1")
        self.assertEqual(self.bundle.run().end["error"], "SyntaxError: invalid syntax")

    def test_a_failing_helper_process_is_not_the_ranks_exception(self):
        self.bundle.script("""
            import subprocess, sys
            subprocess.run([sys.executable, "-c", "raise KeyError('helper')"])
            raise ValueError("own")
        """)
        self.assertEqual(self.bundle.run().end["error"], "ValueError: own")

    def test_death_by_signal(self):
        self.bundle.script("import os; os.kill(os.getpid(), 9)")
        ended = self.bundle.run()
        self.assertEqual(ended.exit_code, 137)
        self.assertEqual(ended.end["error"], "killed by signal 9 (SIGKILL); often the kernel's out-of-memory killer")
        self.assertIn("rank 0 of 1 on node 0, exit code 137", self.failure_file())

    def test_a_disk_without_room_for_the_ranks_notes(self):
        self.bundle.script("""
            import resource
            resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
            with open("model.bin", "wb", 0) as file:
                file.write(b"weights")
        """)
        ended = self.bundle.run()
        self.assertEqual((ended.exit_code, ended.end["error"]), (1, "OSError: [Errno 27] File too large"), ended.text)
        self.assertIn('write(b"weights")', ended.end["traceback"])

    def test_a_disk_without_room_for_the_launcher(self):
        """A limit on the size of files stands for a full disk."""
        self.bundle.script("print('never')")
        limited = ["bash", "-c", 'ulimit -f 0; exec "$0" switchyard_launcher.py', sys.executable]
        ended = finish(self.bundle.start(program=limited))
        self.assertEqual((ended.exit_code, ended.end["verdict"]), (1, "failed"), ended.text)
        self.assertIn("The launcher cannot go on: [Errno 2] No usable temporary directory", ended.end["error"])
        self.assertNotIn("never", ended.lines)

    def test_a_requirement_that_cannot_be_installed(self):
        self.bundle.script("print('never')")
        text = "--no-index\n./no-such-folder-of-a-package\n"
        (self.bundle.folder / "requirements.txt").write_text(text, encoding="utf-8")
        ended = self.bundle.run(requirements="requirements.txt")
        self.assertEqual((ended.exit_code, ended.end["verdict"]), (1, "failed"), ended.text)
        self.assertIn("pip could not install the requirements of requirements.txt", ended.end["error"])
        self.assertIn("no-such-folder-of-a-package", ended.end["traceback"])
        self.assertIn("no-such-folder-of-a-package", self.failure_file())
        self.assertNotIn("never", ended.lines)
        self.assertNotIn("rank", ended.end)

    def test_a_requirement_cannot_replace_the_images_torch(self):
        self.bundle.script("print('never')")
        metadata = self.bundle.folder / "installed" / "torch-9.9+image.dist-info" / "METADATA"
        metadata.parent.mkdir(parents=True)
        metadata.write_text("Metadata-Version: 2.1\nName: torch\nVersion: 9.9+image\n", encoding="utf-8")
        (self.bundle.folder / "requirements.txt").write_text("--no-index\ntorch==1.0\n", encoding="utf-8")
        installed = {"PYTHONPATH": str(self.bundle.folder / "installed")}
        ended = self.bundle.run(installed, requirements="requirements.txt")
        self.assertEqual(ended.end["verdict"], "failed", ended.text)
        self.assertRegex(ended.end["traceback"], r"\(constraint\) torch.*==9\.9\+image")

    def test_an_input_that_is_missing(self):
        self.bundle.script("print('never')")
        ended = self.bundle.run(inputs={"train": "/data/train"}, argv=["{input:train}"])
        self.assertEqual((ended.exit_code, ended.end["verdict"]), (1, "failed"))
        self.assertIn('The input "train" is not there', ended.end["error"])
        self.assertIn(str(self.bundle.path("/data/train")), ended.end["error"])
        self.assertNotIn("never", ended.lines)


def has_ended(pid):
    """Whether the process is gone, or dead and only not yet collected by its parent."""
    try:
        with open(f"/proc/{pid}/stat", encoding="utf-8") as file:
            return file.read().rpartition(")")[2].split()[0] == "Z"
    except FileNotFoundError:
        pass
    if sys.platform == "linux":
        return True
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    return False


if __name__ == "__main__":
    unittest.main()
