import tempfile
import unittest
from pathlib import Path

import bundle  # noqa: F401

from switchyard_launcher.tail import Tail


class TailTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.path = Path(folder.name) / "events"
        self.tail = Tail(str(self.path))

    def append(self, data):
        with self.path.open("ab") as file:
            file.write(data)

    def test_a_file_that_is_not_there_yet_has_no_entries(self):
        self.assertEqual(self.tail.read_new(), [])

    def test_every_entry_is_read_once_and_half_a_line_waits_for_its_end(self):
        self.append(b'{"a": 1}\n{"b"')
        self.assertEqual(self.tail.read_new(), [{"a": 1}])
        self.assertEqual(self.tail.read_new(), [])
        self.append(b': 2}\n{"c": 3}\n')
        self.assertEqual(self.tail.read_new(), [{"b": 2}, {"c": 3}])

    def test_lines_that_are_no_objects_are_skipped(self):
        self.append(b'[]\nnonsense\n\xff\n{"a": NaN}\n')
        self.assertEqual(list(self.tail.read_new()[0]), ["a"])


if __name__ == "__main__":
    unittest.main()
