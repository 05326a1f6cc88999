"""Which checkpoints count as complete. The damage done here is what kill -9 and cut copies leave."""

import json
import shutil
import tempfile
import time
import unittest
from pathlib import Path

import bundle  # noqa: F401
from checkpoints import checkpoint, deepspeed, fsdp_sharded, in_parts, safetensors, state, torch_file

from switchyard_launcher.checkpoint import MODEL_ONLY, complete, why_incomplete

LAYOUTS = {
    "single": (lambda parent: checkpoint(parent, 20), 1),
    "DDP": (lambda parent: checkpoint(parent, 20, 2), 2),
    "weights in parts": (lambda parent: in_parts(parent, 20), 1),
    "FSDP sharded": (lambda parent: fsdp_sharded(parent, 20, 2), 2),
    "DeepSpeed": (lambda parent: deepspeed(parent, 20, 2), 2),
}
DAMAGES = {
    "removed": lambda path: path.unlink(),
    "emptied": lambda path: path.write_bytes(b""),
    "halved": lambda path: path.write_bytes(path.read_bytes()[: path.stat().st_size // 2]),
    "cut by a byte": lambda path: path.write_bytes(path.read_bytes()[:-1]),
}
# Without any of these a training still resumes, and a cut newline leaves the same content. A seal tells them all.
HARMLESS = {
    "removed": {"tokenizer.json", "training_args.bin", "zero_to_fp32.py"},
    "emptied": {"zero_to_fp32.py"},
    "halved": {"zero_to_fp32.py"},
    "cut by a byte": {"zero_to_fp32.py", "config.json", "tokenizer.json", "trainer_state.json"},
}
# Shards are known by the coordinator's .metadata, written last; DeepSpeed keeps its weights in global_stepN too.
UNSEEN_IN = {
    ("FSDP sharded", "removed"): ("*.distcp",),
    ("FSDP sharded", "halved"): ("*.distcp", "*/.metadata"),
    ("FSDP sharded", "cut by a byte"): ("*.distcp", "*/.metadata"),
    ("DeepSpeed", "removed"): ("model.safetensors",),
}


class CompleteTest(unittest.TestCase):
    def setUp(self):
        temporary = tempfile.TemporaryDirectory()
        self.addCleanup(temporary.cleanup)
        self.parent = Path(temporary.name)

    def why(self, folder, world=1):
        return why_incomplete(str(folder), world)

    def test_every_layout_is_complete_as_it_was_written(self):
        for name, (write, world) in LAYOUTS.items():
            with self.subTest(name):
                self.assertIsNone(self.why(write(self.parent / name), world))

    def test_damage_of_any_file_is_seen_or_known_as_harmless(self):
        for layout, (write, world) in LAYOUTS.items():
            whole = write(self.parent / layout)
            for damage, do in DAMAGES.items():
                for original in sorted(path for path in whole.rglob("*") if path.is_file()):
                    name = original.relative_to(whole)
                    with self.subTest(f"{layout}: {name} {damage}"):
                        copy = Path(tempfile.mkdtemp(dir=self.parent)) / whole.name
                        shutil.copytree(whole, copy)
                        do(copy / name)
                        unseen = any(name.match(pattern) for pattern in UNSEEN_IN.get((layout, damage), ()))
                        self.assertEqual(complete(str(copy), world), name.name in HARMLESS[damage] or unseen)

    def test_reasons(self):
        def change(do):
            def write(parent):
                folder = checkpoint(parent, 20, 2)
                do(folder)
                return folder

            return write

        cases = {
            "it holds checkpoint-is-incomplete.txt": change(
                lambda folder: (folder / "checkpoint-is-incomplete.txt").write_text("")
            ),
            "trainer_state.json is missing, cut short or of another step": change(
                lambda folder: state(folder / "trainer_state.json", 21)
            ),
            "there are no weights": change(lambda folder: (folder / "model.safetensors").unlink()),
            "model.safetensors is cut short": change(
                lambda folder: (folder / "model.safetensors").write_bytes(b"\xff" * 100)
            ),
            "optimizer.pt is cut short": change(lambda folder: (folder / "optimizer.pt").write_bytes(b"")),
            "the optimizer is missing": change(lambda folder: (folder / "optimizer.pt").unlink()),
            "rng_state_1.pth is missing": change(lambda folder: (folder / "rng_state_1.pth").unlink()),
            "there is none of config.json, adapter_config.json": change(
                lambda folder: (folder / "config.json").unlink()
            ),
        }
        for reason, write in cases.items():
            with self.subTest(reason):
                self.assertEqual(self.why(write(self.parent / reason), 2), reason)

    def test_another_name_is_no_checkpoint(self):
        folder = checkpoint(self.parent, 20)
        for name in ("checkpoint-best", "checkpoint-20.part", "tmp-checkpoint-20", "last-checkpoint"):
            folder = folder.rename(self.parent / name)
            self.assertEqual(self.why(folder), "its name is not checkpoint-N")

    def test_a_model_alone_is_no_training(self):
        folder = checkpoint(self.parent, 20)
        for name in ("optimizer.pt", "scheduler.pt", "rng_state.pth"):
            (folder / name).unlink()
        self.assertEqual(self.why(folder), MODEL_ONLY)

    def test_adapters_and_optimizers_of_fsdp_count(self):
        folder = checkpoint(self.parent, 20)
        (folder / "config.json").rename(folder / "adapter_config.json")
        (folder / "optimizer.pt").rename(folder / "optimizer.bin")
        (folder / "model.safetensors").unlink()
        safetensors(folder / "adapter_model.safetensors")
        self.assertIsNone(self.why(folder))

    def test_weights_of_old_count(self):
        folder = checkpoint(self.parent, 20)
        (folder / "model.safetensors").unlink()
        torch_file(folder / "pytorch_model.bin")
        self.assertIsNone(self.why(folder))

    def test_a_model_without_a_configuration_counts_only_right_after_its_save(self):
        folder = checkpoint(self.parent, 20)
        (folder / "config.json").unlink()
        self.assertIsNone(why_incomplete(str(folder), 1, needs_configuration=False))
        self.assertIsNotNone(self.why(folder))

    def test_a_file_named_by_an_index_is_missed(self):
        folder = in_parts(self.parent, 20)
        (folder / "model-00002-of-00002.safetensors").unlink()
        self.assertEqual(
            self.why(folder),
            "model.safetensors.index.json names model-00002-of-00002.safetensors, which is missing",
        )

    def test_deepspeed_needs_one_optimizer_state_for_each_process(self):
        folder = deepspeed(self.parent, 20, 2)
        (folder / "global_step20" / "zero_pp_rank_1_mp_rank_00_optim_states.pt").unlink()
        self.assertEqual(self.why(folder, 2), "global_step20 holds 1 of 2 optimizer states")
        (folder / "latest").write_text("global_step10", encoding="utf-8")
        self.assertEqual(self.why(folder, 2), "latest names no folder that is there")

    def test_odd_contents_are_reasons_and_never_errors(self):
        for text in ("[]", "null", "7", '{"global_step": true}', '{"global_step": "20"}', "[" * 100_000):
            with self.subTest(text[:20]):
                folder = checkpoint(self.parent / str(time.monotonic_ns()), 20)
                (folder / "trainer_state.json").write_text(text, encoding="utf-8")
                self.assertIn("trainer_state.json", self.why(folder))
        folder = in_parts(self.parent / "index", 20)
        (folder / "model.safetensors.index.json").write_text(json.dumps({"weight_map": ["a"]}), encoding="utf-8")
        self.assertIsNone(self.why(folder))
        self.assertIn("trainer_state.json", self.why(self.parent / "checkpoint-404"))

    def test_it_reads_little_of_a_large_checkpoint(self):
        folder = checkpoint(self.parent, 20, numbers=15_000_000)
        started_at = time.process_time()
        for _ in range(10):
            self.assertTrue(complete(str(folder), 1))
        self.assertLess((time.process_time() - started_at) / 10, 0.05)


if __name__ == "__main__":
    unittest.main()
