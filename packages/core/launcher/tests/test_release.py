"""The transformers release that the launch file wants: a folder of made-up wheels is pip's whole index."""

import unittest
import zipfile
from pathlib import Path

from bundle import BundleTest
from switchyard_launcher.requirements import release_fits, release_requirement

SCRIPT = """
    from importlib.metadata import version
    print(*(f"{name}={version(name)}" for name in ("transformers", "torch", "accelerate")))
"""


def metadata_of(name: str, version: str, needs: tuple[str, ...]) -> str:
    lines = ["Metadata-Version: 2.1", f"Name: {name}", f"Version: {version}"]
    if any("extra ==" in need for need in needs):
        lines.append("Provides-Extra: torch")
    return "\n".join([*lines, *(f"Requires-Dist: {need}" for need in needs)]) + "\n"


def write_wheel(folder: Path, name: str, version: str, needs: tuple[str, ...] = ()) -> None:
    info = f"{name}-{version}.dist-info"
    wheel = "Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
    with zipfile.ZipFile(folder / f"{name}-{version}-py3-none-any.whl", "w") as archive:
        archive.writestr(f"{info}/METADATA", metadata_of(name, version, needs))
        archive.writestr(f"{info}/WHEEL", wheel)
        archive.writestr(f"{info}/RECORD", f"{info}/METADATA,,\n{info}/WHEEL,,\n{info}/RECORD,,\n")


class ReleaseTest(BundleTest):
    """The image has transformers 4.57.1, torch 2.8.0 and accelerate 1.0.0; the index has newer ones of each."""

    def setUp(self) -> None:
        super().setUp()
        self.image, self.target, self.index = (self.bundle.folder / name for name in ("image", "new", "index"))
        self.index.mkdir()
        for name, version in (("transformers", "4.57.1"), ("torch", "2.8.0"), ("accelerate", "1.0.0")):
            self.install(name, version)
        needs = ("torch>=2.6; extra == 'torch'", "accelerate>=1.1; extra == 'torch'")
        for version in ("5.2.0", "5.23.0", "5.23.1", "5.24.0"):
            write_wheel(self.index, "transformers", version, needs)
        for version in ("2.8.0", "2.13.0"):
            write_wheel(self.index, "torch", version)
        write_wheel(self.index, "accelerate", "1.15.0")
        write_wheel(self.index, "extra_package", "1.0", ("transformers>=5",))

    def install(self, name: str, version: str) -> None:
        folder = self.image / f"{name}-{version}.dist-info"
        folder.mkdir(parents=True)
        (folder / "METADATA").write_text(metadata_of(name, version, ()), encoding="utf-8")

    def launch(self, requirements: str | None = None, **launch: object):
        self.bundle.script(SCRIPT)
        if requirements is not None:
            (self.bundle.folder / "requirements.txt").write_text(requirements, encoding="utf-8")
            launch["requirements"] = "requirements.txt"
        # What pip installs goes into a folder of the test's own, whose packages are found before the image's.
        environment = {
            "PYTHONPATH": f"{self.target}:{self.image}",
            "PIP_TARGET": str(self.target),
            "PIP_NO_INDEX": "1",
            "PIP_FIND_LINKS": str(self.index),
            "PIP_CONFIG_FILE": "/dev/null",
        }
        return self.bundle.run(environment, **launch)

    def test_a_release_that_is_there_is_left_alone(self):
        ended = self.launch(transformers="4.57")
        self.assertIn("transformers=4.57.1 torch=2.8.0 accelerate=1.0.0", ended.lines, ended.text)
        self.assertNotIn("[pip]", ended.text)

    def test_without_a_release_nothing_is_enforced(self):
        self.assertIn("transformers=4.57.1 torch=2.8.0 accelerate=1.0.0", self.launch().lines)

    def test_another_release_is_installed_with_what_it_needs_beside_the_images_torch(self):
        ended = self.launch(transformers="5.23")
        self.assertIn("transformers=5.23.1 torch=2.8.0 accelerate=1.15.0", ended.lines, ended.text)
        self.assertIn("transformers 4.57.1, and 5.23 is wanted: installing it", ended.text)
        self.assertLess(ended.text.index("[pip]"), ended.text.index("transformers=5.23.1"))

    def test_a_whole_release_is_that_one(self):
        ended = self.launch(transformers="5.23.0")
        self.assertIn("transformers=5.23.0 torch=2.8.0 accelerate=1.15.0", ended.lines, ended.text)

    def test_one_resolution_decides_about_the_release_and_the_requirements(self):
        ended = self.launch("extra_package\n", transformers="5.2")
        self.assertIn("transformers=5.2.0 torch=2.8.0 accelerate=1.15.0", ended.lines, ended.text)
        self.assertEqual(ended.text.count("Successfully installed"), 1)
        self.assertIn("extra_package-1.0", ended.text.replace("extra-package", "extra_package"))

    def test_requirements_beside_a_release_that_is_there_cannot_replace_it(self):
        ended = self.launch("extra_package\n", transformers="4.57")
        self.assertEqual(ended.end["verdict"], "failed", ended.text)
        self.assertRegex(ended.end["traceback"], r"\(constraint\) transformers==4\.57\.1")

    def test_a_requirement_that_contradicts_fails_with_pips_own_words(self):
        ended = self.launch("transformers==5.2.0\n", transformers="5.23")
        self.assertEqual((ended.exit_code, ended.end["verdict"]), (1, "failed"), ended.text)
        self.assertIn("pip could not install transformers 5.23 and the requirements of ", ended.end["error"])
        self.assertIn("conflicting dependencies", ended.end["traceback"])

    def test_a_release_that_pip_does_not_find_fails_with_the_reason(self):
        ended = self.launch(transformers="5.99")
        self.assertEqual((ended.exit_code, ended.end["verdict"]), (1, "failed"), ended.text)
        self.assertIn("pip could not install transformers 5.99: it ended with exit code 1", ended.end["error"])
        self.assertIn("No matching distribution found for transformers", ended.end["traceback"])
        self.assertIn("No matching distribution found for transformers", self.failure_file())

    def test_a_torch_too_old_for_the_release_is_not_replaced(self):
        write_wheel(self.index, "transformers", "5.30.0", ("torch>=2.9; extra == 'torch'",))
        ended = self.launch(transformers="5.30")
        self.assertEqual(ended.end["verdict"], "failed", ended.text)
        self.assertRegex(ended.end["traceback"], r"\(constraint\) torch==2\.8\.0")

    def test_a_release_that_is_none_is_refused(self):
        ended = self.launch(transformers="5.3; rm -rf .")
        self.assertEqual(ended.exit_code, 2, ended.text)
        self.assertIn('The key "transformers" of the launch file must be a release as text', ended.text)


class WordsTest(unittest.TestCase):
    def test_a_release_fits_by_whole_numbers(self):
        cases = {("5.3.0", "5.3"): True, ("5.3.0", "5.3.0"): True, ("5.30.0", "5.3"): False, ("5.3.1", "5.3.0"): False}
        for (installed, wanted), expected in cases.items():
            self.assertEqual(release_fits(installed, wanted), expected, (installed, wanted))
        self.assertFalse(release_fits(None, "5.3"))

    def test_pip_is_asked_for_any_patch_of_a_minor_and_for_a_whole_release_alone(self):
        self.assertEqual(release_requirement("5.3"), "transformers[torch]==5.3.*")
        self.assertEqual(release_requirement("4.57.6"), "transformers[torch]==4.57.6")


if __name__ == "__main__":
    unittest.main()
