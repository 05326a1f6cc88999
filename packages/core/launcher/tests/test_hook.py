"""The injected hook under the joined launcher, with a stand-in for transformers that has the same two modules."""

import textwrap
import unittest

from bundle import BundleTest

TRAINER_CALLBACK = "class TrainerCallback: pass\n"
TRAINER = """
    from types import SimpleNamespace

    class Trainer:
        def __init__(self, output_dir="out", zero=True, search=False):
            self.args = SimpleNamespace(output_dir=output_dir)
            self.state = SimpleNamespace(
                is_world_process_zero=zero,
                is_local_process_zero=zero,
                is_hyper_param_search=search,
                global_step=0,
                max_steps=10,
            )
            self.callbacks = []

        def add_callback(self, callback):
            self.callbacks.append(callback)

        def call(self, name, **named):
            for callback in self.callbacks:
                getattr(callback, name)(self.args, self.state, None, **named)

        def train(self, steps=10):
            self.call("on_train_begin")
            self.state.global_step = steps
            self.call("on_train_end")
"""


class HookTest(BundleTest):
    def setUp(self):
        super().setUp()
        package = self.bundle.folder / "transformers"
        package.mkdir()
        for name, text in {"__init__": "", "trainer": TRAINER, "trainer_callback": TRAINER_CALLBACK}.items():
            (package / f"{name}.py").write_text(textwrap.dedent(text), encoding="utf-8")

    def run_script(self, text, **changes):
        self.bundle.script(text)
        return self.bundle.run(**changes)

    def steps(self, ended, name):
        return [(event["trainer"], event["step"]) for event in ended.named(name)]

    def test_each_trainer_has_a_number_and_subclasses_count(self):
        ended = self.run_script("""
            from transformers.trainer import Trainer
            class Mine(Trainer):
                def __init__(self):
                    super().__init__()
            Trainer().train()
            Mine().train()
        """)
        self.assertEqual(self.steps(ended, "train_begin"), [(1, 0), (2, 0)])
        self.assertEqual(self.steps(ended, "train_end"), [(1, 10), (2, 10)])
        self.assertEqual((ended.end["verdict"], ended.end["step"], ended.end["maxSteps"]), ("completed", 10, 10))

    def test_only_numbers_are_logged(self):
        ended = self.run_script("""
            from transformers.trainer import Trainer
            class Array:
                def item(self): return 2.5
            class Broken:
                def item(self): raise ValueError("two elements")
            Trainer().call("on_log", logs={"loss": Array(), "n": 3, "text": "x", "flag": True, "odd": Broken(),
                                           "inf": float("inf"), "none": None})
        """)
        self.assertEqual(ended.named("log")[0]["values"], {"loss": 2.5, "n": 3, "inf": "Infinity"})
        self.assertEqual(ended.end["metrics"], {"loss": 2.5, "n": 3, "inf": "Infinity"})

    def test_other_ranks_and_trials_of_a_search_report_no_training(self):
        ended = self.run_script("""
            from transformers.trainer import Trainer
            Trainer(zero=False).train()
            Trainer(search=True).call("on_train_begin")
        """)
        self.assertEqual((self.steps(ended, "train_begin"), ended.end["verdict"]), ([], "completed"))

    def test_a_training_that_never_ends_is_no_success(self):
        ended = self.run_script("""
            from transformers.trainer import Trainer
            Trainer().call("on_train_begin")
        """)
        self.assertEqual((ended.end["verdict"], ended.exit_code), ("failed", 1))
        self.assertIn("did not end: step 0 of 10", ended.end["error"])

    def test_early_stopping_is_a_success(self):
        ended = self.run_script("from transformers.trainer import Trainer\nTrainer().train(4)")
        self.assertEqual([event["stopped"] for event in ended.named("train_end")], [False])
        self.assertEqual(ended.end["verdict"], "completed")

    def test_events_written_just_before_a_kill_are_not_lost(self):
        ended = self.run_script("""
            import os
            from transformers.trainer import Trainer
            trainer = Trainer()
            for step in range(1000):
                trainer.state.global_step = step
                trainer.call("on_log", logs={"loss": step})
            os.kill(os.getpid(), 9)
        """)
        self.assertEqual([event["step"] for event in ended.named("log")], list(range(1000)))
        self.assertEqual((ended.exit_code, ended.end["metrics"]), (137, {"loss": 999}))

    def test_a_trainer_that_cannot_be_watched_still_trains(self):
        ended = self.run_script("""
            from transformers.trainer import Trainer
            class Closed(Trainer):
                def add_callback(self, callback): raise RuntimeError("no callbacks here")
            Closed().train()
            print("trained")
        """)
        self.assertIn("trained", ended.lines)
        self.assertEqual(ended.end["verdict"], "completed")
        self.assertTrue(any("no callbacks here" in line for line in ended.lines))

    def test_without_a_trainer_nothing_is_imported(self):
        ended = self.run_script("import sys; print(sorted(name for name in sys.modules if 'transformers' in name))")
        self.assertIn("[]", ended.lines)

    def test_secrets_are_masked_in_the_names_of_metrics(self):
        ended = self.run_script(
            "from transformers.trainer import Trainer\nTrainer().call('on_log', logs={'loss_of_hunter22': 1})",
            environment={"A_PASSWORD": "hunter22"},
        )
        self.assertEqual(ended.named("log")[0]["values"], {"loss_of_***": 1})
        self.assertNotIn("hunter22", ended.text)

    def test_the_model_comes_from_where_the_script_trained(self):
        ended = self.run_script(
            """
            import os
            from transformers.trainer import Trainer
            os.makedirs("elsewhere")
            open("elsewhere/model.safetensors", "w").close()
            Trainer("elsewhere").train()
            """,
            model="/model",
        )
        self.assertEqual(ended.end["verdict"], "completed", ended.text)
        self.assertTrue((self.bundle.path("/model") / "model.safetensors").exists())

    def test_the_bundle_itself_is_never_placed_as_a_model(self):
        ended = self.run_script("from transformers.trainer import Trainer\nTrainer('.').train()", model="/model")
        self.assertEqual(list(self.bundle.path("/model").iterdir()), [])
        self.assertTrue(any("holds the bundle itself" in line for line in ended.lines))


if __name__ == "__main__":
    unittest.main()
