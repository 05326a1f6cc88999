"""The copies in a store: what is copied, in which order, what counts as complete, and what comes back."""

import json
import shutil
import tempfile
import time
import unittest
from pathlib import Path

import bundle  # noqa: F401
from checkpoints import checkpoint, state

from switchyard_launcher.checkpoint import complete
from switchyard_launcher.checkpoint_keys import folder_of, key_of
from switchyard_launcher.log import Log
from switchyard_launcher.manifest import MANIFEST, Manifest, read_seal
from switchyard_launcher.mirror import Mirror
from switchyard_launcher.stored import list_stored, names_to_remove, restore
from switchyard_launcher.stores import FolderStore
from switchyard_launcher.topology import Topology


class Said(Log):
    def __init__(self):
        self.lines = []

    def say(self, text):
        self.lines.append(text)


class Recording(FolderStore):
    """Remembers the order in which names appeared and went."""

    def __init__(self, root):
        super().__init__(root)
        self.log = []

    def put(self, path, name):
        found = super().put(path, name)
        self.log.append(name)
        return found

    def write(self, name, data):
        super().write(name, data)
        self.log.append(name)

    def remove(self, names):
        self.log.extend(f"-{name}" for name in names if name in self.list())
        super().remove(names)


class StoredTest(unittest.TestCase):
    def setUp(self):
        temporary = tempfile.TemporaryDirectory()
        self.addCleanup(temporary.cleanup)
        self.root = Path(temporary.name)
        self.output = self.root / "output"
        self.store = Recording(str(self.root / "store"))
        self.log = Said()

    def mirror(self, node=0, nodes=1, processes=1, store=True):
        topology = Topology(nodes, node, "127.0.0.1", None, "a test")
        mirror = Mirror(topology, processes, self.store if store else None, self.log)
        mirror.start()
        return mirror

    def copy(self, *folders, key="", **where):
        mirror = self.mirror(**where)
        for folder in folders:
            mirror.saved(str(folder), key)
            deadline = time.monotonic() + 10
            while (mirror._waiting or mirror._is_busy) and time.monotonic() < deadline:
                time.sleep(0.01)
        mirror.finish(10)
        return mirror

    def steps(self):
        return [(found.folder, found.step) for found in list_stored(self.store, self.store.list())]

    def test_a_checkpoint_is_copied_with_its_manifest_last_and_sealed(self):
        folder = checkpoint(self.output, 10)
        mirror = self.copy(folder)
        self.assertEqual(mirror.last_step, 10)
        self.assertEqual(self.store.log[-1], f"checkpoint-10/{MANIFEST}")
        self.assertEqual(len(self.store.log), 9)
        manifest = json.loads(self.store.read(f"checkpoint-10/{MANIFEST}"))
        self.assertEqual((manifest["step"], manifest["world"], manifest["nodes"]), (10, 1, 1))
        self.assertEqual(read_seal(str(folder)).files, list_stored(self.store, self.store.list())[0].files)

    def test_it_comes_back_as_it_was(self):
        folder = checkpoint(self.output, 10)
        self.copy(folder, key="a/b")
        (found,) = list_stored(self.store, self.store.list())
        back = Path(restore(self.store, found, str(self.root / "elsewhere")))
        for path in folder.iterdir():
            self.assertEqual((back / path.name).read_bytes(), path.read_bytes(), path.name)
        self.assertTrue(complete(str(back), 1))

    def test_without_a_store_a_checkpoint_is_sealed_where_it_lies(self):
        folder = checkpoint(self.output, 10)
        self.copy(folder, store=False)
        self.assertEqual((read_seal(str(folder)).step, self.store.list()), (10, {}))

    def test_any_damage_of_a_copy_is_seen_by_its_sizes(self):
        self.copy(checkpoint(self.output, 10))
        whole = self.root / "store" / "checkpoint-10"
        for path in sorted(whole.iterdir()):
            for damage in (lambda path: path.unlink(), lambda path: path.write_bytes(path.read_bytes()[:-1])):
                with self.subTest(path.name):
                    data = path.read_bytes()
                    damage(path)
                    self.assertEqual(self.steps(), [])
                    path.write_bytes(data)
        self.assertEqual(self.steps(), [("checkpoint-10", 10)])

    def test_another_content_of_the_same_size_is_seen_when_it_comes_back(self):
        self.copy(checkpoint(self.output, 10))
        path = self.root / "store" / "checkpoint-10" / "optimizer.pt"
        path.write_bytes(bytes(path.stat().st_size))
        (found,) = list_stored(self.store, self.store.list())
        self.assertIsNone(restore(self.store, found, str(self.root / "elsewhere")))
        self.assertEqual(list((self.root / "elsewhere").iterdir()), [])

    def test_two_are_kept_and_older_ones_lose_their_manifest_first(self):
        self.copy(*(checkpoint(self.output, step) for step in (10, 20, 30)))
        self.assertEqual(self.steps(), [("checkpoint-30", 30), ("checkpoint-20", 20)])
        removed = [name for name in self.store.log if name.startswith("-")]
        self.assertEqual(removed[0], f"-checkpoint-10/{MANIFEST}")
        self.assertEqual(sorted(path.name for path in (self.root / "store").iterdir()), ["checkpoint-20", "checkpoint-30"])

    def test_the_best_one_is_kept_and_its_path_is_made_right(self):
        folders = [checkpoint(self.output, step) for step in (10, 20, 30)]
        for folder, step in zip(folders[1:], (20, 30)):
            state(folder / "trainer_state.json", step, best_model_checkpoint="/far/away/checkpoint-10")
        self.copy(*folders)
        self.assertEqual([step for _, step in self.steps()], [30, 20, 10])
        back = restore(self.store, list_stored(self.store, self.store.list())[0], str(self.root / "new"))
        found = json.loads((Path(back) / "trainer_state.json").read_text())
        self.assertEqual(found["best_model_checkpoint"], str(self.root / "new" / "checkpoint-10"))

    def test_what_cut_copies_left_goes_once_it_is_older(self):
        self.copy(checkpoint(self.output, 10))
        (self.root / "store" / "checkpoint-5").mkdir()
        (self.root / "store" / "checkpoint-5" / "optimizer.pt.part").write_bytes(b"half")
        (self.root / "store" / "checkpoint-25").mkdir()
        (self.root / "store" / "checkpoint-25" / "optimizer.pt").write_bytes(b"whole")
        self.copy(checkpoint(self.output, 20))
        left = sorted(path.name for path in (self.root / "store").iterdir())
        self.assertEqual(left, ["checkpoint-10", "checkpoint-20", "checkpoint-25"])

    def test_folders_of_several_trainers_do_not_push_out_each_other(self):
        self.copy(*(checkpoint(self.output / "teacher", step) for step in (10, 20)), key="teacher")
        self.copy(*(checkpoint(self.output / "student", step) for step in (30, 40)), key="student")
        self.assertEqual(len(self.steps()), 4)

    def test_a_source_that_vanishes_is_skipped(self):
        folder = checkpoint(self.output, 10)
        gone = checkpoint(self.output, 20)
        put = self.store.put

        def vanish(path, name):
            shutil.rmtree(gone, ignore_errors=True)
            return put(path, name)

        self.copy(folder)
        self.store.put = vanish
        self.copy(gone)
        self.assertEqual(self.steps(), [("checkpoint-10", 10)])
        self.assertIn("was removed before it was copied", self.log.lines[-1])

    def test_a_failing_store_is_a_warning_and_the_next_copy_is_tried(self):
        put = self.store.put
        self.store.put = lambda path, name: (_ for _ in ()).throw(OSError(28, "No space left on device"))
        self.copy(checkpoint(self.output, 10))
        self.assertIn("No space left", self.log.lines[-1])
        self.store.put = put
        self.copy(checkpoint(self.output, 20))
        self.assertEqual(self.steps(), [("checkpoint-20", 20)])

    def test_a_step_that_is_saved_again_does_not_look_complete_meanwhile(self):
        folder = checkpoint(self.output, 10)
        self.copy(folder)
        seen = []
        put = self.store.put
        self.store.put = lambda path, name: seen.append(self.steps()) or put(path, name)
        self.copy(folder)
        self.assertEqual((set(map(len, seen)), len(self.steps())), ({0}, 1))

    def test_it_waits_for_the_files_of_other_ranks(self):
        folder = checkpoint(self.output, 10, world=2)
        late = folder / "rng_state_1.pth"
        data = late.read_bytes()
        late.write_bytes(b"")
        mirror = self.mirror(processes=2)
        mirror.saved(str(folder), "")
        time.sleep(0.4)
        self.assertEqual(self.store.list(), {})
        late.write_bytes(data)
        mirror.finish(10)
        self.assertEqual(self.steps(), [("checkpoint-10", 10)])

    def test_nodes_without_a_shared_disk_are_complete_together(self):
        first, second = checkpoint(self.root / "one", 10, 4), checkpoint(self.root / "two", 10, 4)
        for name in ("rng_state_2.pth", "rng_state_3.pth"):
            (first / name).unlink()
        for path in second.iterdir():
            if path.name not in ("rng_state_2.pth", "rng_state_3.pth"):
                path.unlink()
        self.copy(second, node=1, nodes=2, processes=2)
        self.assertEqual(self.steps(), [])
        mirror = self.mirror(node=0, nodes=2, processes=2)
        mirror._shared = False
        mirror.saved(str(first), "")
        mirror.finish(10)
        self.assertEqual(self.steps(), [("checkpoint-10", 10)])
        self.assertIn("checkpoint-10/manifest-0.json", self.store.list())
        (found,) = list_stored(self.store, self.store.list())
        back = restore(self.store, found, str(self.root / "back"))
        self.assertTrue(complete(back, 4))
        self.store.remove(["checkpoint-10/manifest-1.json"])
        self.assertEqual(self.steps(), [])

    def test_on_a_shared_disk_the_first_node_copies_everything(self):
        folder = checkpoint(self.output, 10, 4)
        self.copy(folder, node=1, nodes=2, processes=2)
        self.assertEqual(self.store.list(), {})
        self.copy(folder, node=0, nodes=2, processes=2)
        self.assertIn(f"checkpoint-10/{MANIFEST}", self.store.list())
        self.assertEqual(self.steps(), [("checkpoint-10", 10)])

    def test_manifests_that_are_none_count_for_nothing(self):
        self.copy(checkpoint(self.output, 10))
        for text in ("", "[]", "{}", '{"version": 2}', '{"version": 1, "files": {"a": [1]}}', "\xff"):
            with self.subTest(text):
                self.store.write(f"checkpoint-10/{MANIFEST}", text.encode("latin-1"))
                self.assertEqual(self.steps(), [])

    def test_a_manifest_of_another_step_counts_for_nothing(self):
        self.copy(checkpoint(self.output, 10))
        (self.root / "store" / "checkpoint-10").rename(self.root / "store" / "checkpoint-11")
        self.assertEqual(self.steps(), [])

    def test_nothing_is_removed_while_nothing_is_complete(self):
        names = {"checkpoint-1/a": 1, "checkpoint-2/a": 1}
        self.assertEqual(names_to_remove(names, "", [], None), [])
        self.assertEqual(names_to_remove(names, "", [2], None), ["checkpoint-1/a"])

    def test_folders_have_the_same_key_on_any_machine(self):
        output, bundle_folder = str(self.root / "output"), str(self.root / "bundle")
        cases = {
            output: "",
            f"{output}/teacher/deep": "teacher/deep",
            bundle_folder: "@bundle",
            f"{bundle_folder}/trainer_output": "@bundle/trainer_output",
            "/far/away": "@root/far/away",
        }
        for folder, key in cases.items():
            with self.subTest(key):
                self.assertEqual(key_of(folder, output, bundle_folder), key)
                self.assertEqual(folder_of(key, output, bundle_folder), folder)

    def test_a_manifest_reads_as_it_was_written(self):
        manifest = Manifest(10, 4, 2, 1, None, {"a/b": (3, "c0ffee")})
        self.store.write("checkpoint-10/manifest-1.json", manifest.text().encode())
        self.assertEqual(self.steps(), [])
        self.assertIn('"manifest-1.json"', json.dumps(manifest.name))


if __name__ == "__main__":
    unittest.main()
