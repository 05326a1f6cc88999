"""An unmodified Trainer script under the launcher; needs torch and transformers."""

import importlib.util
import json
import signal
import time
import unittest

from bundle import TESTS, Bundle, BundleTest, finish, meeting_port


MISSING = [name for name in ("torch", "transformers", "accelerate") if importlib.util.find_spec(name) is None]
ARGUMENTS = [
    "--output_dir={output}",
    "--max_steps=20",
    "--per_device_train_batch_size=4",
    "--logging_steps=5",
    "--save_steps=10",
    "--use_cpu=true",
    "--report_to=none",
    "--disable_tqdm=true",
]
SCRIPT = (TESTS / "scripts" / "tiny_trainer.py").read_text(encoding="utf-8")


@unittest.skipIf(MISSING, f"not installed here: {', '.join(MISSING)}")
class TrainerTest(BundleTest):
    def run_trainer(self, script=SCRIPT, arguments=ARGUMENTS, **changes):
        self.bundle.script(script)
        return self.bundle.run(argv=arguments, model="/model", **changes)

    def placed(self):
        return {path.name for path in self.bundle.path("/model").iterdir()}

    def test_one_and_two_processes_report_every_step_and_place_the_model(self):
        for processes in (1, 2):
            with self.subTest(processes=processes):
                # A folder each: the second run would go on where the first has ended.
                arguments = ["--output_dir={output}/" + str(processes), *ARGUMENTS[1:]]
                ended = self.run_trainer(arguments=arguments, processesPerNode=processes)
                self.assertEqual((ended.exit_code, ended.end["verdict"]), (0, "completed"), ended.text)
                self.assertEqual((ended.end["step"], ended.end["maxSteps"]), (20, 20))
                self.assertEqual([event["step"] for event in ended.named("train_begin")], [0])
                self.assertEqual([event["stopped"] for event in ended.named("train_end")], [False])
                losses = [event for event in ended.named("log") if "loss" in event["values"]]
                self.assertEqual([event["step"] for event in losses], [5, 10, 15, 20])
                self.assertTrue(all(isinstance(event["values"]["loss"], float) for event in losses))
                self.assertIn("eval_loss", ended.end["metrics"])
                self.assertIn("train_loss", ended.end["metrics"])
                self.assertIn("model.safetensors", self.placed())
                self.assertFalse(any(name.startswith("checkpoint-") for name in self.placed()))

    def test_a_script_that_saves_nothing_gets_its_last_checkpoint_placed_from_where_it_trained(self):
        script = SCRIPT.replace("    trainer.save_model()\n", "")
        ended = self.run_trainer(script, ["--output_dir=own/place", *ARGUMENTS[1:]])
        self.assertEqual(ended.end["verdict"], "completed", ended.text)
        self.assertIn("model.safetensors", self.placed())
        self.assertNotIn("optimizer.pt", self.placed())

    def test_a_script_that_passes_no_checkpoint_resumes_from_the_newest_complete_one(self):
        for processes in (1, 2):
            with self.subTest(processes=processes):
                arguments = ["--output_dir={output}/" + str(processes), *ARGUMENTS[1:]]
                self.run_trainer(SCRIPT, arguments, processesPerNode=processes)
                output = self.bundle.path(f"/output/{processes}")
                (output / "checkpoint-20" / "optimizer.pt").write_bytes(b"")
                ended = self.run_trainer(SCRIPT, arguments, processesPerNode=processes)
                self.assertEqual(ended.end["verdict"], "completed", ended.text)
                self.assertEqual([event["step"] for event in ended.named("train_begin")], [10], ended.text)
                self.assertEqual(sorted(path.name for path in output.glob("*checkpoint-*")), [
                    "checkpoint-10", "checkpoint-20", "incomplete-checkpoint-20"
                ])

    def test_a_run_that_starts_again_behind_its_last_step_makes_no_other(self):
        arguments = [*ARGUMENTS, "--max_steps=15"]
        self.run_trainer(arguments=arguments)
        model = self.bundle.path("/model/model.safetensors").read_bytes()
        ended = self.run_trainer(arguments=arguments)
        self.assertEqual((ended.end["verdict"], ended.end["step"]), ("completed", 15), ended.text)
        self.assertEqual([event["step"] for event in ended.named("train_begin")], [15], ended.text)
        self.assertEqual([event["stopped"] for event in ended.named("train_end")], [False])
        self.assertEqual(self.bundle.path("/model/model.safetensors").read_bytes(), model)

    def test_nodes_that_found_different_checkpoints_do_not_train(self):
        arguments = [*ARGUMENTS, "--max_steps=10"]
        self.run_trainer(arguments=arguments, processesPerNode=2)
        other = Bundle().__enter__()
        self.addCleanup(other.__exit__)
        other.script(SCRIPT)
        port = meeting_port()
        nodes = [
            node.start(
                argv=ARGUMENTS,
                inherited={
                    "SWITCHYARD_TOPOLOGY": json.dumps({"nodes": 2, "rank": rank, "address": "127.0.0.1", "port": port})
                },
            )
            for rank, node in enumerate((self.bundle, other))
        ]
        for ended in map(finish, nodes):
            self.assertEqual(ended.end["verdict"], "failed", ended.text)
            self.assertIn("different newest checkpoints, of steps 0 and 10", ended.text)

    def test_a_gloo_group_that_the_script_leaves_open_is_closed_at_exit(self):
        # Registered before the Trainer is imported, so it runs after what the hook registers then.
        first = "import atexit, torch.distributed as dist\natexit.register(lambda: print('open:', dist.is_initialized()))\n"
        ended = self.run_trainer(first + SCRIPT, processesPerNode=2)
        self.assertEqual(ended.end["verdict"], "completed", ended.text)
        self.assertEqual(ended.text.count("open: False"), 2, ended.text)

    def test_a_nan_loss_travels_as_text(self):
        logged = "    trainer.train()\n    trainer.log({'odd': float('nan')})\n"
        ended = self.run_trainer(SCRIPT.replace("    trainer.train()\n", logged))
        self.assertEqual(ended.end["metrics"]["odd"], "NaN")

    def test_a_rank_that_raises_in_a_step_is_told(self):
        script = SCRIPT.replace(
            "        tokens = ", "        if self.fails(index): raise ValueError('bad row')\n        tokens = "
        ).replace(
            "    def __len__",
            "    def fails(self, index):\n"
            "        import os\n"
            "        return index == 40 and os.environ['RANK'] == '1'\n\n"
            "    def __len__",
        )
        ended = self.run_trainer(script, [*ARGUMENTS, "--max_steps=40"], processesPerNode=2)
        self.assertEqual((ended.end["verdict"], ended.end["exitCode"]), ("failed", 1), ended.text)
        self.assertEqual((ended.end["rank"], ended.end["error"]), (1, "ValueError: bad row"))

    def test_sigterm_during_training_is_an_interruption_even_when_the_script_ends_with_0(self):
        script = SCRIPT.replace(
            "    trainer.train()\n",
            "    import signal, sys\n    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))\n    trainer.train()\n",
        )
        self.bundle.script(script)
        arguments = ["--max_steps=100000" if item.startswith("--max_steps") else item for item in ARGUMENTS]
        process = self.bundle.start(argv=[*arguments, "--save_strategy=no"], model="/model")
        deadline = time.monotonic() + 120
        while b'"event":"log"' not in process.stdout.readline():
            self.assertLess(time.monotonic(), deadline)
        process.send_signal(signal.SIGTERM)
        ended = finish(process)
        self.assertEqual((ended.exit_code, ended.end["verdict"]), (75, "interrupted"), ended.text)
        self.assertTrue(5 <= ended.end["step"] < 100_000)
        self.assertEqual(self.placed(), set())


if __name__ == "__main__":
    unittest.main()
