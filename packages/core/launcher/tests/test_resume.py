"""What a start does with the checkpoints that it finds, and what the script's Trainer gets of it."""

import textwrap
import unittest

from bundle import BundleTest
from checkpoints import checkpoint

from switchyard_launcher.manifest import Manifest, files_below, sha256_of_file, write_seal

TRAINER = """
    from types import SimpleNamespace

    class Trainer:
        def __init__(self, output_dir="out"):
            self.args = SimpleNamespace(output_dir=output_dir)
            self.state = SimpleNamespace(is_world_process_zero=True)

        def add_callback(self, callback):
            pass

        def train(self, resume_from_checkpoint=None, trial=None, ignore_keys_for_eval=None, **more):
            print("trains from", resume_from_checkpoint, trial, sorted(more))
"""
SCRIPT = """
    import sys
    from transformers.trainer import Trainer
    {before}
    Trainer(sys.argv[1]).train({arguments})
"""


def seal(folder, world=1):
    files = {
        name: ((folder / name).stat().st_size, sha256_of_file(str(folder / name))) for name in files_below(str(folder))
    }
    write_seal(str(folder), Manifest(int(folder.name.split("-")[1]), world, 1, 0, "5.23.0", files))


class ResumeTest(BundleTest):
    def setUp(self):
        super().setUp()
        package = self.bundle.folder / "transformers"
        package.mkdir()
        for name, text in {"__init__": "", "trainer": TRAINER, "trainer_callback": "class TrainerCallback: pass\n"}.items():
            (package / f"{name}.py").write_text(textwrap.dedent(text), encoding="utf-8")
        self.output = self.bundle.path("/output")

    def trained(self, arguments="", before="", **changes):
        """What the script's trainings began from, one line each, and everything that was printed."""
        self.bundle.script(textwrap.dedent(SCRIPT).format(arguments=arguments, before=before))
        ended = self.bundle.run(**{"argv": ["{output}"], **changes})
        self.assertEqual(ended.end["verdict"], "completed", ended.text)
        lines = [line for line in ended.lines if line.startswith("trains from ")]
        return [line.split(" ")[2].replace(str(self.bundle.root), "") for line in lines], ended

    def left(self):
        return sorted(path.name for path in self.output.iterdir())

    def test_the_newest_complete_checkpoint_is_taken_and_incomplete_ones_are_set_aside(self):
        for step in (9, 10, 100, 101):
            checkpoint(self.output, step)
        (self.output / "checkpoint-101" / "trainer_state.json").unlink()
        (self.output / "checkpoint-9" / "optimizer.pt").write_bytes(b"")
        (self.output / "incomplete-checkpoint-9").mkdir()
        begun, ended = self.trained()
        self.assertEqual(begun, ["/output/checkpoint-100"])
        self.assertEqual([event["step"] for event in ended.named("resume")], [100])
        self.assertIn("checkpoint-101: trainer_state.json is missing", ended.text)
        self.assertEqual(
            self.left(),
            [
                "checkpoint-10",
                "checkpoint-100",
                "incomplete-checkpoint-101",
                "incomplete-checkpoint-9",
                "incomplete-checkpoint-9-2",
            ],
        )

    def test_without_a_complete_one_the_training_begins_anew(self):
        (checkpoint(self.output, 10) / "scheduler.pt").unlink()
        begun, ended = self.trained()
        self.assertEqual((begun, ended.named("resume")), (["None"], []))

    def test_resume_none_leaves_everything_as_it_is(self):
        checkpoint(self.output, 10)
        (checkpoint(self.output, 20) / "optimizer.pt").unlink()
        begun, _ = self.trained(resume="none")
        self.assertEqual((begun, self.left()), (["None"], ["checkpoint-10", "checkpoint-20"]))

    def test_what_the_script_says_counts_more_and_is_told(self):
        checkpoint(self.output, 10)
        for own in ("'/mine'", "True", "False", "resume_from_checkpoint='/mine'"):
            with self.subTest(own):
                begun, ended = self.trained(own)
                self.assertEqual(begun, [own.split("=")[-1].strip("'")])
                self.assertIn("the script itself says resume_from_checkpoint=", ended.text)

    def test_an_explicit_none_is_no_wish_of_the_script(self):
        checkpoint(self.output, 10)
        for own in ("None", "resume_from_checkpoint=None", "None, None, ['a']", "more=1"):
            with self.subTest(own):
                self.assertEqual(self.trained(own)[0], ["/output/checkpoint-10"])

    def test_only_the_first_training_of_the_same_folder_resumes(self):
        checkpoint(self.output, 10)
        begun, _ = self.trained(before="Trainer('elsewhere').train(); Trainer(sys.argv[1]).train()")
        self.assertEqual(begun, ["None", "/output/checkpoint-10", "None"])

    def test_each_folder_has_its_own_checkpoint(self):
        checkpoint(self.output / "teacher", 30)
        checkpoint(self.output / "student" / "deep", 10)
        script = "Trainer(sys.argv[1] + '/teacher').train(); Trainer(sys.argv[1] + '/student/deep').train()"
        begun, _ = self.trained(before=script)
        self.assertEqual(begun, ["/output/teacher/checkpoint-30", "/output/student/deep/checkpoint-10", "None"])

    def test_the_trials_of_a_search_begin_anew(self):
        checkpoint(self.output, 10)
        self.assertEqual(self.trained("trial={}")[0], ["None"])

    def test_an_output_folder_elsewhere_is_read_from_the_arguments(self):
        checkpoint(self.bundle.folder / "own", 10)
        self.bundle.script("import sys; from transformers.trainer import Trainer; Trainer('own').train()")
        (self.bundle.folder / "arguments.json").write_text('{"output_dir": "own"}', encoding="utf-8")
        for channel in (
            {"argv": ["--output_dir=own"]},
            {"argv": ["--output_dir", "other", "--output-dir", "own"]},
            {"argv": None, "arguments": "arguments.json"},
        ):
            with self.subTest(channel):
                ended = self.bundle.run(**channel)
                self.assertEqual([event["step"] for event in ended.named("resume")], [10], ended.text)
                self.assertIn("trains from", ended.text)

    def test_a_seal_tells_of_processes_and_of_any_change(self):
        whole, cut, changed = (checkpoint(self.output, step, 2) for step in (10, 20, 30))
        for folder in (whole, cut, changed):
            seal(folder, world=2)
        (cut / "tokenizer.json").unlink()
        data = bytearray((changed / "optimizer.pt").read_bytes())
        data[60] ^= 1
        (changed / "optimizer.pt").write_bytes(bytes(data))
        begun, ended = self.trained()
        self.assertEqual(begun, ["/output/checkpoint-10"])
        self.assertIn("optimizer.pt has another content", ended.text)
        self.assertIn("tokenizer.json is not as its", ended.text)

    def test_a_model_alone_is_not_resumed_from_and_keeps_its_name(self):
        folder = checkpoint(self.output, 10)
        for name in ("optimizer.pt", "scheduler.pt", "rng_state.pth"):
            (folder / name).unlink()
        begun, ended = self.trained()
        self.assertEqual((begun, self.left()), (["None"], ["checkpoint-10"]))
        self.assertIn("save_only_model", ended.text)

    def test_another_word_for_resume_is_refused(self):
        self.bundle.script("")
        ended = self.bundle.run(resume="always")
        self.assertEqual((ended.exit_code, ended.end["verdict"]), (2, "refused"))
        self.assertIn('"resume"', ended.end["error"])


if __name__ == "__main__":
    unittest.main()
