"""What a script finds when it starts: the joined launcher as a process, with scripts that need no torch."""

import json
import unittest

from bundle import SHA256, BundleTest, run_nodes


class StartTest(BundleTest):
    def test_success(self):
        self.bundle.script("""
            import os, sys
            print("RANK" in os.environ, os.environ.get("SWITCHYARD_CONTAINER_ROOT"), sys.stdin.read() == "")
            print(os.environ["GREETING"], os.path.isdir(sys.argv[1]), file=sys.stderr)
        """)
        stale = {"RANK": "1", "WORLD_SIZE": "2", "PET_NPROC_PER_NODE": "2"}
        ended = self.bundle.run(stale, argv=["{output}"], environment={"GREETING": "hello {x}"})
        self.assertEqual(ended.exit_code, 0, ended.text)
        self.assertIn("False None True", ended.lines)
        self.assertIn("hello {x} True", ended.lines)
        hello = ended.named("hello")[0]
        self.assertEqual((hello["launcher"], hello["node"], hello["nodes"], hello["processes"]), (SHA256, 0, 1, 1))
        self.assertEqual((ended.end["verdict"], ended.end["exitCode"], ended.end["metrics"]), ("completed", 0, {}))
        self.assertFalse(self.bundle.path("/failure").exists())

    def test_without_a_number_of_processes_torch_is_asked(self):
        self.bundle.script("print('ran')")
        (self.bundle.folder / "modules").mkdir()
        (self.bundle.folder / "modules" / "torch.py").write_text(
            "class cuda:\n    device_count = staticmethod(lambda: 2)\n", encoding="utf-8"
        )
        modules = str(self.bundle.folder / "modules")
        ended = self.bundle.run({"PYTHONPATH": modules}, processesPerNode=None)
        self.assertEqual(ended.named("hello")[0]["processes"], 2)
        self.assertEqual(sorted(line for line in ended.lines if line.endswith("ran")), ["[0] ran", "[1] ran"])

    def test_hostile_arguments_arrive_unchanged(self):
        arguments = [
            "", " ", "'", '"', "$(touch x)", "`id`", "a\nb", "\r", "\t", "-", "--", "*", "\\", "%s", "{}", '{"a": 1}',
            "ünï", "\U0001f600", "a=b", "::switchyard:: {}", "\x01", "{output:x}",
        ]
        self.bundle.script("import json, sys; open('seen.json', 'w').write(json.dumps(sys.argv[1:]))")
        ended = self.bundle.run(argv=arguments)
        self.assertEqual(ended.exit_code, 0, ended.text)
        seen = json.loads((self.bundle.folder / "seen.json").read_text())
        self.assertEqual(seen, arguments)
        self.assertEqual(len(ended.events), 2)

    def test_sagemakers_variables_and_ranks(self):
        config = self.bundle.path("/opt/ml/input/config")
        config.mkdir(parents=True)
        hosts = {"current_host": "algo-1", "hosts": ["algo-1"]}
        (config / "resourceconfig.json").write_text(json.dumps(hosts), encoding="utf-8")
        self.bundle.path("/opt/ml/input/data/train").mkdir(parents=True)
        self.bundle.script("""
            import json, os, sys
            names = ("SM_", "RANK", "WORLD", "LOCAL_", "GROUP_", "MASTER_")
            found = {name: value for name, value in os.environ.items() if name.startswith(names)}
            print(json.dumps(found), flush=True)
        """)
        ended = self.bundle.run(
            {"SM_NUM_GPUS": "8"},
            platform="sagemaker",
            processesPerNode=2,
            inputs={"train": "/opt/ml/input/data/train"},
            model="/opt/ml/model",
        )
        found = {line[1]: json.loads(line[4:]) for line in ended.lines if line.startswith("[")}
        shared = {
            "SM_MODEL_DIR": str(self.bundle.path("/opt/ml/model")),
            "SM_OUTPUT_DATA_DIR": str(self.bundle.path("/opt/ml/output/data")),
            "SM_CHANNEL_TRAIN": str(self.bundle.path("/opt/ml/input/data/train")),
            "SM_HOSTS": '["algo-1"]',
            "SM_CURRENT_HOST": "algo-1",
            "SM_NUM_GPUS": "8",
            "WORLD_SIZE": "2",
            "LOCAL_WORLD_SIZE": "2",
            "GROUP_RANK": "0",
            "GROUP_WORLD_SIZE": "1",
            "MASTER_ADDR": "127.0.0.1",
        }
        for rank in ("0", "1"):
            port = found[rank].pop("MASTER_PORT")
            self.assertTrue(port.isdigit())
            self.assertEqual(found[rank], {**shared, "RANK": rank, "LOCAL_RANK": rank})

    def test_the_second_of_two_nodes_has_the_later_ranks(self):
        self.bundle.script("import os; print(os.environ['RANK'], os.environ['MASTER_ADDR'])")
        _, ended = run_nodes(self.bundle, 2)
        self.assertIn("[1] 1 127.0.0.1", ended.lines)
        self.assertEqual((ended.end["node"], ended.named("hello")[0]["nodes"]), (1, 2))

    def test_a_sitecustomize_of_the_users_still_runs(self):
        folder = self.bundle.folder / "mine"
        folder.mkdir()
        (folder / "sitecustomize.py").write_text("import builtins; builtins.mine = 'ran'\n", encoding="utf-8")
        self.bundle.script("print('sitecustomize', mine)")
        ended = self.bundle.run(environment={"PYTHONPATH": str(folder)})
        self.assertIn("sitecustomize ran", ended.lines)


if __name__ == "__main__":
    unittest.main()
