import unittest

import bundle  # noqa: F401

from switchyard_launcher.faults import Refusal
from switchyard_launcher.locations import Locations
from switchyard_launcher.placeholders import fill_placeholders


def fill(text, model="/m"):
    return fill_placeholders(text, "/out", model, {"train": "/d/train", "a b": "/d/{output}"})


class PlaceholdersTest(unittest.TestCase):
    def test_replacements(self):
        for text, wanted in [
            ("--output_dir={output}", "--output_dir=/out"),
            ("{output}{output}/x", "/out/out/x"),
            ("{input:train}/a.json", "/d/train/a.json"),
            ("{model}", "/m"),
            ("{input:a b}", "/d/{output}"),
            ('{"min_lr_rate": 0.1}', '{"min_lr_rate": 0.1}'),
            ('{"path": "{output}"}', '{"path": "/out"}'),
            ('{"input:x": 1}', '{"input:x": 1}'),
            ("{{output}}", "{/out}"),
            ("{unknown} {} {Output} {output", "{unknown} {} {Output} {output"),
            ("", ""),
        ]:
            with self.subTest(text=text):
                self.assertEqual(fill(text), wanted)

    def test_an_unknown_input_lists_the_known_ones(self):
        with self.assertRaises(Refusal) as caught:
            fill("{input:test}")
        self.assertIn("{input:a b}, {input:train}", str(caught.exception))

    def test_no_model_folder_is_refused_only_when_asked_for(self):
        self.assertEqual(fill("{output}", model=None), "/out")
        with self.assertRaises(Refusal):
            fill("{model}", model=None)


class LocationsTest(unittest.TestCase):
    def test_paths(self):
        sandbox = Locations("/b", "/box")
        for path, wanted in [("/opt/ml", "/box/opt/ml"), ("/../etc", "/box/etc"), ("data", "/b/data"), ("/", "/box")]:
            with self.subTest(path=path):
                self.assertEqual(sandbox.of(path), wanted)
        self.assertEqual(Locations("/b", "/").of("/opt/ml"), "/opt/ml")

    def test_a_variable_tells_a_path(self):
        for root, value, wanted in [
            ("/", "/mnt/in", "/mnt/in"),
            ("/box", "/mnt/in", "/box/mnt/in"),
            ("/box", "/box/mnt/in", "/box/mnt/in"),
            ("/box", "/boxes/in", "/box/boxes/in"),
            ("/box", "/box/../etc", "/box/etc"),
            ("/box", "in", "/b/in"),
        ]:
            with self.subTest(root=root, value=value):
                self.assertEqual(Locations("/b", root).told_by({"environment": "IN"}, {"IN": value}), wanted)
        self.assertEqual(Locations("/b", "/box").told_by("/in", {}), "/box/in")

    def test_a_variable_that_is_missing_or_empty_is_named(self):
        for environment, words in [({}, '"IN", which is not set'), ({"IN": ""}, '"IN", which is empty')]:
            with self.subTest(words=words), self.assertRaises(Refusal) as caught:
                Locations("/b", "/").told_by({"environment": "IN"}, environment)
            self.assertIn(words, str(caught.exception))


if __name__ == "__main__":
    unittest.main()
