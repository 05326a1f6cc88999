"""What befalls a rank or a node, by whoever starts the ranks: the same end state, exit code and text."""

import importlib.util
import shutil
import subprocess
import sys
import unittest

from bundle import BundleTest, finish

PROBE = """
    import os, sys, time
    is_last = int(os.environ.get("RANK", "0")) == int(os.environ.get("WORLD_SIZE", "1")) - 1
    def befall(how):
        if how == "raise":
            raise ValueError("this rank is unhappy")
        if how == "import":
            import a_module_that_nobody_has
        if how == "memory":
            import resource
            resource.setrlimit(resource.RLIMIT_AS, (4 << 30, 4 << 30))
            bytearray(64 << 30)
        if how == "kill":
            # From outside and in the middle of work, as the kernel does it.
            import subprocess
            subprocess.Popen(["sh", "-c", f"sleep 0.2; kill -9 {os.getpid()}"])
            while True:
                sum(range(1000))
        if how == "disk":
            with open("/dev/full", "wb", 0) as file:
                file.write(b"weights")
        if how == "path":
            open("/no/such/folder/train.jsonl")
        if how == "exit":
            print("last words", file=sys.stderr)
            sys.exit(85)
    if is_last:
        befall(sys.argv[1])
    time.sleep(60)
"""
# What befalls, the exit code, the text, and whether a traceback shows the line of the script.
MISFORTUNES = (
    ("raise", 1, "ValueError: this rank is unhappy", True),
    ("import", 1, "ModuleNotFoundError: No module named 'a_module_that_nobody_has'", True),
    ("memory", 1, "MemoryError", True),
    ("kill", 137, "killed by signal 9 (SIGKILL); often the kernel's out-of-memory killer", False),
    ("path", 1, "FileNotFoundError: [Errno 2] No such file or directory: '/no/such/folder/train.jsonl'", True),
    ("exit", 85, "exit code 85: last words", False),
    *([("disk", 1, "OSError: [Errno 28] No space left on device", True)] if sys.platform == "linux" else []),
)
# accelerate takes seconds to start: no more than what it alone tells in another way.
SLOW = {"accelerate": ("raise", "kill", "exit")}
# accelerate starts one process without a word where torch sees no device, so that the launcher refuses more.
STARTS = tuple(
    (kind, processes)
    for kind, processes, package in (("spawn", 2, "os"), ("torchrun", 2, "torch"), ("accelerate", 1, "accelerate"))
    if importlib.util.find_spec(package) is not None
)
# A disk of 400 KB for everything that is written; the mount goes with the last process that sees it.
SMALL_DISK = 'mount -t tmpfs -o size=400k none "$TMPDIR" && exec "$@"'


def can_mount():
    if sys.platform != "linux" or shutil.which("unshare") is None:
        return False
    return subprocess.run(["unshare", "-m", "true"], stderr=subprocess.DEVNULL, check=False).returncode == 0


class MisfortuneTest(BundleTest):
    def failed(self, ended, exit_code, error, processes):
        self.assertEqual((ended.exit_code, ended.end["verdict"]), (exit_code, "failed"), ended.text)
        self.assertEqual(ended.end["error"], error, ended.text)
        head = f"{error}\nrank {processes - 1} of {processes} on node 0, exit code {exit_code}\n"
        self.assertTrue(self.failure_file().startswith(head), self.failure_file())
        self.assertLessEqual(len(self.failure_file()), 1_024)

    def test_each_rank_that_fails_has_its_exit_code_and_text(self):
        self.bundle.script(PROBE)
        for kind, processes in STARTS:
            for how, exit_code, error, has_traceback in MISFORTUNES:
                if how not in SLOW.get(kind, (how,)):
                    continue
                with self.subTest(kind=kind, how=how):
                    ended = self.bundle.run(kind=kind, argv=[how], processesPerNode=processes)
                    self.failed(ended, exit_code, error, processes)
                    if has_traceback:
                        self.assertIn("train.py", ended.end["traceback"])
                        self.assertIn("befall", ended.end["traceback"])

    def test_a_node_that_lacks_something_ends_before_its_ranks_start(self):
        self.bundle.script("print('never')")
        (self.bundle.folder / "requirements.txt").write_text("--no-index\na-package-that-nobody-has\n", encoding="utf-8")
        for kind, processes in STARTS:
            for words, changes in [
                (["pip could not install", "requirements.txt"], {"requirements": "requirements.txt"}),
                (['The input "train" is not there', "data/train"], {"inputs": {"train": "/data/train"}}),
            ]:
                with self.subTest(kind=kind, words=words):
                    ended = self.bundle.run(kind=kind, processesPerNode=processes, **changes)
                    self.assertEqual((ended.exit_code, ended.end["verdict"]), (1, "failed"), ended.text)
                    for word in words:
                        self.assertIn(word, ended.end["error"])
                    self.assertNotIn("never", ended.text)
                    self.assertTrue(self.failure_file().startswith(ended.end["error"]))

    @unittest.skipUnless(can_mount(), "no file system can be mounted here")
    def test_a_rank_that_fills_the_disk_is_told_though_there_is_no_room_for_notes(self):
        self.bundle.script("""
            import os, time
            if int(os.environ.get("RANK", "0")) < int(os.environ.get("WORLD_SIZE", "1")) - 1:
                time.sleep(60)
            with open(os.path.join(os.environ["TMPDIR"], "model.safetensors"), "wb", 0) as file:
                while True:
                    file.write(b"w" * 4096)
        """)
        for kind, processes in STARTS:
            with self.subTest(kind=kind):
                program = ["unshare", "-m", "sh", "-c", SMALL_DISK, "sh", sys.executable, "switchyard_launcher.py"]
                ended = finish(self.bundle.start(program=program, kind=kind, processesPerNode=processes))
                self.failed(ended, 1, "OSError: [Errno 28] No space left on device", processes)
                self.assertIn("file.write", ended.end["traceback"])


if __name__ == "__main__":
    unittest.main()
