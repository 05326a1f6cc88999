import ast
import contextlib
import io
import json
import pathlib
import re
import subprocess
import sys
import tempfile
import unittest
from unittest import mock

from bundle import SHA256, SOURCE, build


class BuildTest(unittest.TestCase):
    def test_the_shipped_text_is_what_the_modules_say(self):
        for path, wanted in build.generated_typescript(SOURCE).items():
            self.assertEqual(path.read_text(encoding="utf-8"), wanted)

    def test_the_check_tells_a_stale_text(self):
        command = [sys.executable, str(build.HERE / "build.py"), "--check"]
        self.assertEqual(subprocess.run(command, check=False).returncode, 0)
        with tempfile.TemporaryDirectory() as folder, contextlib.redirect_stderr(io.StringIO()) as complaint:
            stale = pathlib.Path(folder) / "launcher.gen.ts"
            stale.write_text("old", encoding="utf-8")
            with mock.patch.object(build, "GENERATED", stale), mock.patch.object(sys, "argv", command[1:]):
                self.assertEqual(build.main(), 1)
        self.assertIn("build.py", complaint.getvalue())

    def test_only_the_standard_library_is_imported(self):
        modules = {
            name.split(".")[0]
            for node in ast.walk(ast.parse(SOURCE))
            if isinstance(node, (ast.Import, ast.ImportFrom))
            for name in ([node.module] if isinstance(node, ast.ImportFrom) else [alias.name for alias in node.names])
        }
        if hasattr(sys, "stdlib_module_names"):
            self.assertEqual(modules - set(sys.stdlib_module_names), set())
        self.assertFalse(modules & {"torch", "transformers", build.PACKAGE})

    def test_the_generated_literals_hold_the_source_and_its_hash(self):
        generated = build.generated_typescript(SOURCE)
        text, facts = generated[build.GENERATED], generated[build.GENERATED_FACTS]
        literal = re.search(r'^export const launcherSource: string = (".*");$', text, re.MULTILINE).group(1)
        self.assertEqual(json.loads(literal), SOURCE)
        self.assertIn(f'export const launcherSha256 = "{SHA256}";', facts)
        self.assertIn(f'export const launcherBytes = {len(SOURCE.encode("utf-8"))};', facts)


if __name__ == "__main__":
    unittest.main()
