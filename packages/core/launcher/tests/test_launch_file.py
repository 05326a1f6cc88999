import unittest

from bundle import SHA256, Bundle

from switchyard_launcher.faults import Refusal
from switchyard_launcher.launch_file import check_launch_file, parse_launch_file


def content(**changes):
    return Bundle().launch_file(**changes)


class LaunchFileTest(unittest.TestCase):
    def refused(self, words, **changes):
        with self.assertRaises(Refusal) as caught:
            check_launch_file(content(**changes), SHA256)
        for word in words:
            self.assertIn(word, str(caught.exception))

    def test_a_full_launch_file_is_read(self):
        secrets = {"S": {"from": "file", "name": "/run/secret"}}
        launch = check_launch_file(
            content(environment={"A": "b"}, secrets=secrets, inputs={"train": "/d"}, model="/m", graceSeconds=110), SHA256
        )
        self.assertEqual((launch.environment, launch.secrets, launch.inputs), ({"A": "b"}, secrets, {"train": "/d"}))
        self.assertEqual((launch.model, launch.grace_seconds, launch.requirements), ("/m", 110.0, None))

    def test_the_grace_is_25_seconds_by_default(self):
        self.assertEqual(check_launch_file(content(), SHA256).grace_seconds, 25.0)

    def test_an_unknown_key_is_named_with_the_known_ones(self):
        self.refused(['"resumes"', "requirements"], resumes="auto")

    def test_another_launch_version_names_both(self):
        self.refused(["launchVersion 2", "launchVersion 1"], launchVersion=2)
        self.refused(["launchVersion true", "launchVersion 1"], launchVersion=True)

    def test_another_launcher_names_both_hashes(self):
        self.refused(['"abc"', SHA256], launcher="abc")

    def test_a_newer_version_is_named_before_its_unknown_keys(self):
        self.refused(["launchVersion 2"], launchVersion=2, newKey=1)

    def test_another_kind_is_refused(self):
        self.refused(['"kind"', "spawn", "torchrun", "inherit"], kind="mpirun")
        for kind in ("spawn", "torchrun", "accelerate", "deepspeed", "inherit"):
            self.assertEqual(check_launch_file(content(kind=kind), SHA256).kind, kind)

    def test_the_meeting_of_nodes_takes_half_an_hour_by_default(self):
        launch = check_launch_file(content(), SHA256)
        self.assertEqual((launch.rendezvous_port, launch.rendezvous_seconds), (None, 1800.0))
        launch = check_launch_file(content(rendezvous={"port": 29400, "timeoutSeconds": 60}), SHA256)
        self.assertEqual((launch.rendezvous_port, launch.rendezvous_seconds), (29400, 60.0))

    def test_a_missing_key_is_named(self):
        self.refused(['lacks the key "script"'], script=None)

    def test_wrong_types_name_the_key(self):
        for key, value in [
            ("argv", "--x"),
            ("argv", [1]),
            ("argv", ["a\0b"]),
            ("argv", ["\ud800"]),
            ("processesPerNode", 0),
            ("processesPerNode", True),
            ("processesPerNode", 1.5),
            ("environment", {"A": 1}),
            ("environment", {"A=B": "c"}),
            ("environment", {"": "c"}),
            ("secrets", "HF_TOKEN"),
            ("inputs", {"train": ""}),
            ("graceSeconds", -1),
            ("graceSeconds", float("nan")),
            ("inputs", {"train": {"environment": ""}}),
            ("inputs", {"train": {"environment": "A", "else": "B"}}),
            ("inputs", {"train": {}}),
            ("model", {"environment": 1}),
            ("tuned", ["seed"]),
            ("tuned", {"seed": "float"}),
            ("arguments", ""),
            ("output", ""),
            ("model", 3),
        ]:
            with self.subTest(key=key, value=value):
                self.refused([f'"{key}"'], **{key: value})

    def test_arguments_come_one_way(self):
        self.assertEqual(check_launch_file(content(argv=None, arguments="a.json"), SHA256).arguments, "a.json")
        self.refused(['"argv"', '"arguments"'], arguments="a.json")
        self.refused(['"argv"', '"arguments"'], argv=None)

    def test_text_that_is_no_json_object_is_refused(self):
        for text in ["", "[]", "{", '{"argv":[],"argv":[]}', "[" * 100_000]:
            with self.subTest(text=text[:20]), self.assertRaises(Refusal):
                parse_launch_file(text)


if __name__ == "__main__":
    unittest.main()
