import unittest

import bundle  # noqa: F401

from switchyard_launcher.faults import Refusal
from switchyard_launcher.tuned import read_tuned, tuned_arguments

KINDS = {"lr": "number", "seed": "integer", "bf16": "boolean", "optim": "text"}


def read(command_line=(), file=None, kinds=KINDS):
    return read_tuned(kinds, list(command_line), lambda: file)


class TunedTest(unittest.TestCase):
    def refused(self, words, *arguments, **more):
        with self.assertRaises(Refusal) as caught:
            read(*arguments, **more)
        for word in words:
            self.assertIn(word, str(caught.exception))

    def test_the_command_line_takes_both_spellings(self):
        tuned = read(["--seed=8.0", "--lr", "1e-05", "--bf16=True", "--optim=a=b"])
        self.assertEqual(tuned_arguments(tuned), ["--lr=1e-05", "--seed=8", "--bf16=true", "--optim=a=b"])
        values = [chosen.value for chosen in tuned.values()]
        self.assertEqual(values, [1e-05, 8, True, "a=b"])
        self.assertEqual([type(value) for value in values], [float, int, bool, str])

    def test_the_file_holds_texts_and_texts_of_json(self):
        text = '{"lr": "1", "seed": "\\"3\\"", "bf16": "false", "optim": "\\"sgd\\"", "other": "x"}'
        values = [chosen.value for chosen in read(file=text).values()]
        self.assertEqual(values, [1.0, 3, False, "sgd"])
        self.assertEqual(type(values[0]), float)

    def test_the_command_line_wins_over_the_file(self):
        kinds = {"lr": "number", "seed": "integer"}
        tuned = read(["--lr=2"], '{"lr": "1", "seed": "5"}', kinds)
        self.assertEqual(tuned_arguments(tuned), ["--lr=2", "--seed=5"])

    def test_a_value_may_look_like_a_flag(self):
        self.assertEqual(tuned_arguments(read(["--optim", "--x"], kinds={"optim": "text"})), ["--optim=--x"])

    def test_nothing_is_tuned_without_names(self):
        self.assertEqual(read([], "not read", {}), {})

    def test_a_missing_value_says_where_it_was_looked_for(self):
        self.refused(['"lr"', "--lr=VALUE", "hyperparameters.json"], ["--seed=1"])
        self.refused(['"lr"'], file='{"seed": "1"}')

    def test_unknown_arguments_are_named_without_their_values(self):
        self.refused(['"--token"', "--lr, --seed"], ["--token=hidden"])
        self.refused(['"train"'], ["train"])
        with self.assertRaises(Refusal) as caught:
            read(["--token=hidden"])
        self.assertNotIn("hidden", str(caught.exception))

    def test_arguments_that_are_given_twice_or_without_a_value_are_refused(self):
        self.refused(["--lr", "twice"], ["--lr=1", "--lr=2"])
        self.refused(["--lr", "no value"], ["--lr"])

    def test_values_of_another_kind_are_refused(self):
        for kind, text in [
            ("integer", "1.5"),
            ("integer", "inf"),
            ("integer", "x"),
            ("number", "nan"),
            ("number", ""),
            ("number", "1e999"),
            ("boolean", "maybe"),
        ]:
            with self.subTest(kind=kind, text=text):
                self.refused(['"a"', text], ["--a=" + text], kinds={"a": kind})

    def test_a_file_that_is_no_json_object_is_refused(self):
        for text in ["[]", "{", "1"]:
            with self.subTest(text=text):
                self.refused(["hyperparameters.json"], file=text)


if __name__ == "__main__":
    unittest.main()
