"""Python 3.8 to 3.13: the grammar, what is evaluated while the launcher is loaded, and a run by every one found here."""

import ast
import os
import shutil
import sys
import unittest
from pathlib import Path

from bundle import SOURCE, BundleTest, build, finish

VERSIONS = ("3.8", "3.9", "3.10", "3.11", "3.12", "3.13")
INJECTED = sorted((build.HERE / build.PACKAGE / "injected").glob("*.py"))
# Types that cannot be written with brackets before Python 3.9, and methods and functions that are not there.
GENERIC = {"list", "dict", "set", "tuple", "type", "frozenset", "deque", "Callable", "Iterable", "Iterator", "Mapping"}
NEWER = {"removeprefix", "removesuffix", "is_relative_to", "bit_count", "cache", "chdir", "to_thread", "pairwise"}


def interpreters():
    """One for each version but the running one, from the path or from pyenv."""
    found = {}
    for version in VERSIONS:
        if version == "%d.%d" % sys.version_info[:2]:
            continue
        places = sorted(Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv")).glob(f"versions/{version}.*/bin/python"))
        path = str(places[-1]) if places else shutil.which(f"python{version}")
        if path is not None:
            found[version] = path
    return found


def evaluated(tree):
    """All nodes but those of annotations, which stay text."""
    for field, value in ast.iter_fields(tree):
        if field in ("annotation", "returns"):
            continue
        for node in value if isinstance(value, list) else [value]:
            if isinstance(node, ast.AST):
                yield node
                yield from evaluated(node)


class GrammarTest(unittest.TestCase):
    def texts(self):
        yield "the launcher", SOURCE
        for path in INJECTED:
            yield path.name, path.read_text(encoding="utf-8")

    def test_python_3_8_reads_it(self):
        for name, text in self.texts():
            with self.subTest(name):
                ast.parse(text, feature_version=(3, 8))

    def test_nothing_is_evaluated_that_python_3_8_lacks(self):
        for name, text in self.texts():
            tree = ast.parse(text)
            postponed = name == "the launcher"
            nodes = list(evaluated(tree) if postponed else ast.walk(tree))
            generic = [node.value for node in nodes if isinstance(node, ast.Subscript)]
            names = {getattr(node, "id", getattr(node, "attr", "")) for node in generic}
            used = {node.attr for node in nodes if isinstance(node, ast.Attribute)}
            with self.subTest(name):
                self.assertEqual((names & GENERIC, used & NEWER), (set(), set()))


class OtherVersionsTest(BundleTest):
    def test_every_python_found_here_runs_it(self):
        found = interpreters()
        if not found:
            self.skipTest("no other Python is installed here")
        self.bundle.script("import os, sys; print('ran', os.environ['RANK'], os.environ['KEY'], *sys.version_info[:2])")
        self.bundle.path("/key").write_text("a-secret-value\n", encoding="utf-8")
        for version, path in found.items():
            with self.subTest(version=version):
                process = self.bundle.start(
                    {"PYTHONPATH": ""},
                    program=[path, "switchyard_launcher.py"],
                    processesPerNode=2,
                    secrets={"KEY": {"from": "file", "name": "/key"}},
                )
                ended = finish(process)
                self.assertEqual(ended.exit_code, 0, ended.text)
                major, minor = version.split(".")
                for rank in ("0", "1"):
                    self.assertIn(f"[{rank}] ran {rank} *** {major} {minor}", ended.lines)


if __name__ == "__main__":
    unittest.main()
