"""Arguments in a JSON file, and values that the platform chooses: the joined launcher as a process."""

import json
import unittest

from bundle import BundleTest, from_environment

from switchyard_launcher.arguments_file import read_json_arguments
from switchyard_launcher.faults import Refusal
from switchyard_launcher.tuned import Tuned

SHOW = """
    import json, sys
    print(json.dumps(sys.argv[1:]))
    if len(sys.argv) == 2 and sys.argv[1].endswith(".json"):
        print("read", json.dumps(json.load(open(sys.argv[1], encoding="utf-8")), sort_keys=True))
"""


class ArgumentsFileTest(BundleTest):
    def arguments(self, text):
        (self.bundle.folder / "given.json").write_text(text, encoding="utf-8")

    def read_by(self, ended):
        return next(line[len("read ") :] for line in ended.lines if line.startswith("read "))

    def test_the_script_gets_one_file_with_exact_types(self):
        self.bundle.script(SHOW)
        self.arguments('{"a": 1, "b": 1.0, "c": 2e-5, "d": [], "e": null, "f": {"p": ["{output}/x"]}, "g": "ünï"}')
        ended = self.bundle.run(argv=None, arguments="given.json")
        self.assertEqual(ended.exit_code, 0, ended.text)
        output = str(self.bundle.path("/output"))
        wanted = '{"a": 1, "b": 1.0, "c": 2e-05, "d": [], "e": null, "f": {"p": ["%s/x"]}, "g": "\\u00fcn\\u00ef"}'
        self.assertEqual(self.read_by(ended), wanted % output)

    def test_chosen_values_are_added_with_their_types(self):
        self.bundle.script(SHOW)
        self.arguments('{"optim": "sgd"}')
        kinds = {"lr": "number", "seed": "integer"}
        ended = self.bundle.run(None, ("--lr=1", "--seed=2.0"), argv=None, arguments="given.json", tuned=kinds)
        self.assertEqual(self.read_by(ended), '{"lr": 1.0, "optim": "sgd", "seed": 2}')

    def test_chosen_values_stand_behind_the_other_arguments(self):
        self.bundle.script(SHOW)
        file = self.bundle.path("/opt/ml/input/config/hyperparameters.json")
        file.parent.mkdir(parents=True)
        file.write_text(json.dumps({"lr": "0.5", "sagemaker_program": "x"}), encoding="utf-8")
        ended = self.bundle.run(argv=["--labels", "a"], tuned={"lr": "number"})
        self.assertIn('["--labels", "a", "--lr=0.5"]', ended.lines)

    def test_paths_are_taken_from_variables(self):
        self.bundle.script(SHOW)
        self.bundle.path("/mnt/in").mkdir(parents=True)
        ended = self.bundle.run(
            {"IN": "/mnt/in", "OUT": str(self.bundle.path("/mnt/model"))},
            argv=["{input:train}", "{model}"],
            inputs={"train": {"environment": "IN"}},
            model={"environment": "OUT"},
        )
        wanted = [str(self.bundle.path("/mnt/in")), str(self.bundle.path("/mnt/model"))]
        self.assertIn(json.dumps(wanted), ended.lines, ended.text)

    def test_a_secret_in_a_file_is_masked_in_the_log(self):
        self.bundle.script("pass")
        self.arguments('{"a": ["say \\"s3cret-with-quote\\""]}')
        ended = self.bundle.run({"K": 'say "s3cret-with-quote"'}, argv=None, arguments="given.json", secrets=from_environment("K"))
        self.assertIn('arguments {"a": ["***"]}', ended.text)
        self.assertNotIn("s3cret", ended.text)


class ReadingTest(unittest.TestCase):
    def test_what_is_no_json_object_is_refused(self):
        for text in ["", "[]", "{", '{"a": NaN}', '{"a": Infinity}', "[" * 100_000]:
            with self.subTest(text=text[:20]), self.assertRaises(Refusal):
                read_json_arguments(text, str, {})

    def test_an_argument_is_fixed_or_chosen(self):
        with self.assertRaises(Refusal) as caught:
            read_json_arguments('{"lr": 1}', str, {"lr": Tuned("2", 2.0)})
        self.assertIn('"lr"', str(caught.exception))


if __name__ == "__main__":
    unittest.main()
