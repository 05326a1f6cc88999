import tempfile
import unittest
from pathlib import Path

import bundle  # noqa: F401

from switchyard_launcher.model import choose_source, place_model
from switchyard_launcher.trainer_state import read_trainer_state

STATE = """{"global_step": 20, "max_steps": 30,
"log_history": [{"loss": NaN, "step": 10}, {"eval_acc": 0.5, "step": 20}]}"""


class ModelTest(unittest.TestCase):
    def setUp(self):
        temporary = tempfile.TemporaryDirectory()
        self.addCleanup(temporary.cleanup)
        self.output = Path(temporary.name) / "output"
        self.model = Path(temporary.name) / "model"
        self.output.mkdir()
        self.said = []

    def write(self, *names, folder=None, text="new"):
        for name in names:
            path = (folder or self.output) / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")

    def placed(self, source=None, target=None):
        target = target or self.model
        place_model(str(source or self.output), str(target), self.said.append)
        return sorted(str(path.relative_to(target)) for path in target.rglob("*") if path.is_file())

    def checkpoint(self, step, *names):
        self.write(*(f"checkpoint-{step}/{name}" for name in names))

    def test_everything_but_checkpoints_and_logs_is_placed(self):
        self.write("model.safetensors", "config.json", "training_args.bin", "extra/a.txt", "runs/b", "incomplete-3/c")
        self.checkpoint(10, "model.safetensors", "trainer_state.json")
        self.write("deep/checkpoint-5/optimizer.pt")
        self.assertEqual(self.placed(), ["config.json", "extra/a.txt", "model.safetensors", "training_args.bin"])

    def test_what_the_script_placed_is_kept(self):
        self.write("model.safetensors", "notes.txt")
        self.write("notes.txt", folder=self.model, text="own")
        self.assertEqual(self.placed(), ["model.safetensors", "notes.txt"])
        self.assertEqual((self.model / "notes.txt").read_text(), "own")

    def test_a_model_that_the_script_placed_is_left_alone(self):
        self.write("adapter_model.safetensors", "adapter_config.json")
        self.write("model.safetensors", folder=self.model)
        self.assertEqual(self.placed(), ["model.safetensors"])

    def test_without_weights_the_newest_complete_checkpoint_is_taken(self):
        self.write("eval_results.json", "training_args.bin")
        files = ["model.safetensors", "optimizer.pt", "rng_state.pth", "scheduler.pt", "tokenizer.json"]
        for step in (9, 10, 11, 12):
            self.checkpoint(step, *files)
        self.checkpoint(9, "trainer_state.json")
        self.checkpoint(10, "trainer_state.json")
        self.checkpoint(12, "trainer_state.json", "checkpoint-is-incomplete.txt")
        (self.output / "checkpoint-10" / "model.safetensors").write_text("ten", encoding="utf-8")
        wanted = ["eval_results.json", "model.safetensors", "tokenizer.json", "training_args.bin"]
        self.assertEqual(self.placed(), wanted)
        self.assertEqual((self.model / "model.safetensors").read_text(), "ten")
        self.assertIn("checkpoint-10", self.said[-1])

    def test_nothing_found_is_one_warning(self):
        self.assertEqual(self.placed(), [])
        self.assertEqual([line.split(":")[0] for line in self.said], ["warning"])

    def test_a_model_folder_inside_the_output_folder(self):
        self.write("model.safetensors")
        self.assertEqual(self.placed(target=self.output / "final"), ["model.safetensors"])

    def test_the_model_folder_as_output_folder(self):
        self.checkpoint(10, "model.safetensors", "trainer_state.json")
        self.assertIn("model.safetensors", self.placed(target=self.output))

    def test_the_output_folder_counts_when_it_holds_weights(self):
        self.assertEqual(choose_source(str(self.output), "/elsewhere"), "/elsewhere")
        self.write("training_args.bin")
        self.assertEqual(choose_source(str(self.output), "/elsewhere"), "/elsewhere")
        self.write("model-00001-of-00002.safetensors")
        self.assertEqual(choose_source(str(self.output), "/elsewhere"), str(self.output))

    def test_the_state_comes_from_the_newest_checkpoint_when_the_top_has_none(self):
        self.checkpoint(20, "trainer_state.json")
        (self.output / "checkpoint-20" / "trainer_state.json").write_text(STATE, encoding="utf-8")
        state = read_trainer_state(str(self.output), 0)
        self.assertEqual((state.step, state.max_steps, state.metrics), (20, 30, {"loss": "NaN", "eval_acc": 0.5}))

    def test_a_state_of_an_earlier_run_tells_nothing(self):
        self.write("trainer_state.json", text=STATE)
        written_at = (self.output / "trainer_state.json").stat().st_mtime
        self.assertIsNone(read_trainer_state(str(self.output), written_at + 60))

    def test_a_damaged_state_tells_nothing(self):
        for text in ["", "[]", "{}", '{"global_step": null, "max_steps": 1, "log_history": []}']:
            with self.subTest(text=text):
                self.write("trainer_state.json", text=text)
                self.assertIsNone(read_trainer_state(str(self.output), 0))


if __name__ == "__main__":
    unittest.main()
