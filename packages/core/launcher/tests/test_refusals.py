"""What is refused before anything starts: the joined launcher as a process, with scripts that need no torch."""

import subprocess
import sys
import unittest

from bundle import SHA256, BundleTest, finish


class RefusalTest(BundleTest):
    def test_refusals(self):
        self.bundle.script("print('never')")
        for words, changes in [
            (['unknown key "resumes"'], {"resumes": "auto"}),
            (['"bad"', SHA256], {"launcher": "bad"}),
            (["launchVersion 9", "launchVersion 1"], {"launchVersion": 9}),
            (['"kind"', "torchrun", "spawn"], {"kind": "mpirun"}),
            (['"A" from env "NO_SUCH_SECRET"'], {"secrets": {"A": {"from": "env", "name": "NO_SUCH_SECRET"}}}),
            (["fsdp", "ACCELERATE_USE_FSDP"], {"argv": ["--fsdp"], "environment": {"ACCELERATE_USE_FSDP": "true"}}),
            (["accelerate", "spawn"], {"kind": "accelerate", "processesPerNode": 2}),
            (["PJRT_DEVICE"], {"environment": {"PJRT_DEVICE": "TPU"}, "processesPerNode": 4}),
            (["{input:test}", "{input:train}"], {"argv": ["{input:test}"], "inputs": {"train": "/d"}}),
            (['"missing.py"'], {"script": "missing.py"}),
            (['"../train.py"', "outside"], {"script": "../train.py"}),
            (['"train.sh"', ".py"], {"script": "train.sh"}),
            (['"missing.txt"'], {"requirements": "missing.txt"}),
            (['"NO_SUCH_INPUT"'], {"inputs": {"train": {"environment": "NO_SUCH_INPUT"}}}),
            (['"NO_SUCH_MODEL"'], {"model": {"environment": "NO_SUCH_MODEL"}}),
            (['"seed"', "--seed=VALUE"], {"tuned": {"seed": "integer"}}),
            (['"--seed"', "--lr"], {"tuned": {"lr": "number"}, "command_line": ("--seed=1",)}),
            (['"--lr"', "Known: none"], {"command_line": ("--lr=1",)}),
            (['"missing.json"'], {"argv": None, "arguments": "missing.json"}),
            (['"train.py"', ".json"], {"argv": None, "arguments": "train.py"}),
            (["is for 2 nodes", "SWITCHYARD_TOPOLOGY"], {"nodes": 2}),
            (['"nodes"', "integer"], {"nodes": 0}),
            (['"nodes"', '"inherit"'], {"nodes": 2, "kind": "inherit"}),
        ]:
            with self.subTest(words=words):
                ended = self.bundle.run(**changes)
                self.assertEqual((ended.exit_code, ended.end["verdict"], ended.end["exitCode"]), (2, "refused", 2))
                for word in words:
                    self.assertIn(word, ended.end["error"])
                self.assertNotIn("never", ended.lines)
                self.assertNotIn("Traceback", ended.text)
                self.assertTrue(self.failure_file().startswith(ended.end["error"][:100]))

    def test_a_failure_file_that_no_path_can_be_is_refused(self):
        for path in ["", "a\0b", "\ud800", 5]:
            with self.subTest(path=path):
                ended = self.bundle.run(failureFile=path)
                self.assertEqual((ended.exit_code, ended.end["verdict"]), (2, "refused"), ended.text)

    def test_a_missing_launch_file_is_refused(self):
        command = [sys.executable, "switchyard_launcher.py"]
        ended = finish(subprocess.Popen(command, cwd=self.bundle.folder, stdout=subprocess.PIPE))
        self.assertEqual((ended.exit_code, ended.end["verdict"]), (2, "refused"))
        self.assertIn("There is no switchyard-launch.json", ended.end["error"])

    def test_another_number_of_nodes_is_refused_by_every_kind_that_starts_ranks(self):
        self.bundle.script("print('never')")
        topology = '{"nodes": 3, "rank": 1, "address": "127.0.0.1", "port": 29400}'
        for kind in ("spawn", "torchrun", "accelerate", "deepspeed"):
            with self.subTest(kind=kind):
                ended = self.bundle.run({"SWITCHYARD_TOPOLOGY": topology}, kind=kind, nodes=2)
                self.assertEqual((ended.exit_code, ended.end["verdict"]), (2, "refused"))
                self.assertIn("is for 2 nodes, but by SWITCHYARD_TOPOLOGY there are 3.", ended.end["error"])
                self.assertTrue(self.failure_file().startswith(ended.end["error"]))

    def test_a_senseless_topology_is_refused(self):
        self.bundle.script("print('never')")
        ended = self.bundle.run({"SWITCHYARD_TOPOLOGY": "{}"})
        self.assertEqual((ended.exit_code, ended.end["verdict"]), (2, "refused"))


if __name__ == "__main__":
    unittest.main()
