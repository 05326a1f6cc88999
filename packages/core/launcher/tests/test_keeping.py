"""A whole launcher with a store: copies while the script runs, an end by SIGTERM, a start on an empty disk, kill -9."""

import json
import os
import random
import shutil
import signal
import subprocess
import textwrap
import time
import unittest

from bundle import TESTS, BundleTest, finish, meeting_port, wait_until_ready
from checkpoints import checkpoint
from test_resume import TRAINER

from switchyard_launcher.checkpoint import complete
from switchyard_launcher.stored import list_stored, restore
from switchyard_launcher.stores import FolderStore

TRAINER_CALLBACK = "class TrainerCallback: pass\n"
# Writes checkpoints as a training would, and says so as the hook does.
SAVING = f"""
    import json, os, sys, time
    sys.path.insert(0, {str(TESTS)!r})
    from pathlib import Path
    from checkpoints import checkpoint

    def say(event, step, **more):
        line = dict(more, event=event, step=step, max_steps=50, trainer=1, pid=os.getpid(), time=time.time(), first=True)
        with open(os.environ["SWITCHYARD_EVENTS"], "a") as file:
            file.write(json.dumps(line) + "\\n")

    def save(step):
        folder = checkpoint(Path(sys.argv[1]), step)
        say("saved", step, path=str(folder))
"""
KILLS = int(os.environ.get("SWITCHYARD_KILLS", "6"))


class KeepingTest(BundleTest):
    def setUp(self):
        super().setUp()
        self.store = FolderStore(str(self.bundle.path("/kept")))

    def script(self, text):
        self.bundle.script(textwrap.dedent(SAVING) + textwrap.dedent(text))

    def start(self, **changes):
        return self.bundle.start(**{"argv": ["{output}"], "checkpoints": "/kept", **changes})

    def steps(self):
        return [found.step for found in list_stored(self.store, self.store.list())]

    def result(self):
        return json.loads(self.store.read("result.json"))

    def test_checkpoints_and_the_result_are_kept(self):
        self.script("""
            save(10); time.sleep(0.5); save(20)
            Path(sys.argv[2], "model.safetensors").write_bytes(b"weights")
        """)
        ended = finish(self.start(argv=["{output}", "{model}"], model="/model"))
        self.assertEqual(ended.end["verdict"], "completed", ended.text)
        self.assertEqual(self.steps(), [20, 10])
        result = self.result()
        self.assertEqual((result["verdict"], result["checkpoint"]), ("completed", 20))
        self.assertEqual(list(result["model"]), ["model.safetensors"])
        self.assertIn("copied checkpoint-20", ended.text)

    def test_a_checkpoint_saved_on_sigterm_is_copied_before_the_end(self):
        self.script("""
            import signal
            signal.signal(signal.SIGTERM, lambda *_: (save(30), sys.exit(0)))
            save(10)
            print("ready", flush=True)
            time.sleep(60)
        """)
        process = self.start()
        wait_until_ready(process)
        process.send_signal(signal.SIGTERM)
        ended = finish(process)
        self.assertEqual((ended.exit_code, ended.end["verdict"]), (75, "interrupted"), ended.text)
        self.assertEqual((self.steps()[0], self.result()["verdict"]), (30, "interrupted"))

    def test_on_an_empty_disk_the_newest_copy_comes_back(self):
        package = self.bundle.folder / "transformers"
        package.mkdir()
        for name, text in {"__init__": "", "trainer": TRAINER, "trainer_callback": TRAINER_CALLBACK}.items():
            (package / f"{name}.py").write_text(textwrap.dedent(text), encoding="utf-8")
        self.script("save(10); save(20); time.sleep(0.5); save(30)")
        finish(self.start())
        (self.bundle.path("/kept/checkpoint-30/switchyard-complete.json")).unlink()
        shutil.rmtree(self.bundle.path("/output"))
        checkpoint(self.bundle.path("/output"), 5)
        self.bundle.script("import sys; from transformers.trainer import Trainer; Trainer(sys.argv[1]).train()")
        ended = finish(self.start())
        self.assertIn(f"trains from {self.bundle.path('/output/checkpoint-20')}", ended.text)
        self.assertEqual([event["step"] for event in ended.named("resume")], [20])
        # What is newer here is not brought again.
        ended = finish(self.start())
        self.assertNotIn("bringing", ended.text)

    def test_the_place_may_stand_in_a_variable(self):
        self.script("save(10)")
        place = {"environment": "SWITCHYARD_CHECKPOINTS"}
        finish(self.start(checkpoints=place, inherited={"SWITCHYARD_CHECKPOINTS": "/kept"}))
        self.assertEqual(self.steps(), [10])
        shutil.rmtree(self.bundle.path("/output"))
        finish(self.start(checkpoints=place, inherited={"SWITCHYARD_CHECKPOINTS": f"file://{self.bundle.path('/other')}"}))
        self.assertTrue(self.bundle.path("/other/checkpoint-10/switchyard-complete.json").exists())
        refused = finish(self.start(checkpoints=place))
        self.assertEqual(refused.end["verdict"], "refused", refused.text)
        self.assertIn("SWITCHYARD_CHECKPOINTS", refused.end["error"])

    def test_a_store_that_cannot_be_used_ends_the_run_before_the_script_starts(self):
        self.script("print('started')")
        (self.bundle.folder / "boto3.py").write_text("raise ImportError", encoding="utf-8")
        (self.bundle.folder / "fsspec.py").write_text("raise ImportError", encoding="utf-8")
        self.bundle.path("/file").write_text("", encoding="utf-8")
        cases = {
            "s3://bucket/run": ("failed", "needs the Python package boto3"),
            "webdav://host/run": ("failed", "needs the Python package fsspec"),
            "gs:///run": ("refused", "write gs://BUCKET/PREFIX"),
            "https://account.blob.core.windows.net": ("refused", "CONTAINER"),
            "https://account.blob.core.windows.net/box?sig=secret": ("refused", "without a signature"),
            "abfss://account.dfs.core.windows.net/x": ("refused", "abfss://CONTAINER@ACCOUNT"),
            "/file/below": ("failed", "cannot be used"),
        }
        for place, (verdict, words) in cases.items():
            with self.subTest(place):
                ended = finish(self.start(checkpoints=place))
                self.assertEqual((ended.end["verdict"], "\nstarted" in ended.text), (verdict, False), ended.text)
                self.assertIn(words, ended.end["error"])

    def test_several_nodes_without_a_store_are_warned(self):
        self.script("")
        topology = json.dumps({"nodes": 2, "rank": 0, "address": "127.0.0.1", "port": meeting_port()})
        process = self.start(checkpoints=None, inherited={"SWITCHYARD_TOPOLOGY": topology})
        line = b"begin"
        while line and b"2 nodes and no store for checkpoints" not in line:
            line = process.stdout.readline()
        self.assertNotEqual(line, b"")
        process.send_signal(signal.SIGTERM)
        finish(process)

    def test_kill_9_while_copying_never_leaves_a_copy_that_looks_complete(self):
        """Of all moments at which a launcher can be killed, some; SWITCHYARD_KILLS says how many, and a seed which."""
        moments = random.Random(5)
        whole = 0
        self.script("""
            from checkpoints import torch_file
            while True:
                step = int(time.time() * 1000)
                folder = checkpoint(Path(sys.argv[1]), step)
                torch_file(folder / "optimizer.pt", 4_000_000)
                say("saved", step, path=str(folder))
                print("ready", flush=True)
                time.sleep(0.05)
        """)
        for _ in range(KILLS):
            shutil.rmtree(self.bundle.path("/output"), ignore_errors=True)
            process = self.start(resume="none")
            wait_until_ready(process)
            time.sleep(moments.uniform(0.0, 0.4))
            script = subprocess.run(["pgrep", "-P", str(process.pid)], capture_output=True, text=True).stdout.split()
            process.kill()
            process.communicate()
            for pid in script:
                try:
                    os.killpg(int(pid), signal.SIGKILL)
                except ProcessLookupError:
                    continue
            for found in list_stored(self.store, self.store.list()):
                back = restore(self.store, found, str(self.bundle.path("/back")))
                self.assertIsNotNone(back, found.folder)
                self.assertTrue(complete(back, 1), found.folder)
                shutil.rmtree(back)
                whole += 1
        self.assertGreater(whole, 0)
        for left in self.bundle.scratch.iterdir():
            shutil.rmtree(left)


if __name__ == "__main__":
    unittest.main()
