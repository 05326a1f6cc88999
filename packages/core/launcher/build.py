"""Joins the launcher's modules into one file and writes it as src/launch/launcher.gen.ts and launcher-facts.gen.ts.

    python build.py          writes the generated files
    python build.py --check  exits with 1 when one of them is stale
"""

from __future__ import annotations

import ast
import hashlib
import json
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
PACKAGE = "switchyard_launcher"
GENERATED = HERE.parent / "src" / "launch" / "launcher.gen.ts"
GENERATED_FACTS = GENERATED.with_name("launcher-facts.gen.ts")
# A module stands after those that it imports from.
MODULES = (
    "faults",
    "locations",
    "tuned",
    "topology",
    "sagemaker_hosts",
    "vertex_cluster",
    "variable_clusters",
    "cluster",
    "kinds",
    "requests",
    "aws_signature",
    "aws_credentials",
    "secret_managers",
    "secret_references",
    "launch_file",
    "arguments_file",
    "placeholders",
    "environment",
    "masking",
    "lines",
    "log",
    "injected_files",
    "hook",
    "tail",
    "progress",
    "interruption",
    "processes",
    "requirements",
    "trainer_state",
    "checkpoint_files",
    "checkpoint",
    "manifest",
    "stores",
    "store_http",
    "store_gcs",
    "store_azure",
    "store_s3",
    "store_hub",
    "store_fsspec",
    "store_openers",
    "stored",
    "mirror",
    "verdict",
    "peers",
    "memory",
    "failure",
    "agent",
    "model",
    "banner",
    "devices",
    "threads",
    "sharding",
    "plan",
    "checkpoint_keys",
    "resume",
    "checkpoint_keeper",
    "meeting",
    "starts",
    "outcome",
    "node_run",
    "main",
)
HEADING = '''#!/usr/bin/env python3
"""Starts a training script once per node: reads switchyard-launch.json beside this file.

Joined from the modules of packages/core/launcher by its build.py. Needs Python 3.8 or newer and nothing else.
"""

from __future__ import annotations

'''


def joined_source() -> str:
    """The one launcher file, its standard imports on top and every module under its own heading."""
    check_modules_are_listed()
    imports: set[str] = set()
    bodies: list[str] = []
    owners: dict[str, str] = {}
    for module in MODULES:
        text = (HERE / PACKAGE / f"{module}.py").read_text(encoding="utf-8")
        tree = ast.parse(text)
        for name in top_level_names(tree):
            if name in owners:
                raise SystemExit(f"{name} is defined in {owners[name]}.py and in {module}.py; rename one of them.")
            owners[name] = module
        imports.update(standard_imports(tree, module))
        body = embedded_files() if module == "injected_files" else without_imports(text, tree)
        bodies.append(f"# {'-' * 20} {module} {'-' * 20}\n\n{body.strip()}\n")
    for statement in imports:
        if statement.split()[-1] in owners:
            raise SystemExit(f"{owners[statement.split()[-1]]}.py defines a name that others import: {statement}.")
    return HEADING + "\n".join(sorted(imports)) + "\n\n\n" + "\n\n".join(bodies)


def check_modules_are_listed() -> None:
    found = {path.stem for path in (HERE / PACKAGE).glob("*.py")} - {"__init__"}
    if found != set(MODULES):
        raise SystemExit(f"MODULES in build.py and the folder differ: {sorted(found ^ set(MODULES))}.")


def top_level_names(tree: ast.Module) -> set[str]:
    names: set[str] = set()
    for node in tree.body:
        if isinstance(node, (ast.FunctionDef, ast.ClassDef)):
            names.add(node.name)
        elif isinstance(node, ast.Assign):
            names.update(target.id for target in node.targets if isinstance(target, ast.Name))
    return names


def standard_imports(tree: ast.Module, module: str) -> set[str]:
    """The statements of imports from the standard library, one per name."""
    statements: set[str] = set()
    for node in import_nodes(tree):
        if any(alias.asname for alias in node.names):
            raise SystemExit(f"{module}.py renames an import; in one joined file that cannot work.")
        if isinstance(node, ast.Import):
            if module != "injected_files":
                statements.update(f"import {alias.name}" for alias in node.names)
        elif node.module != "__future__" and not node.module.startswith(PACKAGE) and module != "injected_files":
            statements.update(f"from {node.module} import {alias.name}" for alias in node.names)
    return statements


def without_imports(text: str, tree: ast.Module) -> str:
    """The module without its imports; its sentence of documentation becomes a comment."""
    lines = text.splitlines()
    documentation = tree.body[0]
    comment = [f"# {line}" for line in ast.get_docstring(tree).splitlines()]
    removed = {
        number
        for node in [documentation, *import_nodes(tree)]
        for number in range(node.lineno, node.end_lineno + 1)
    }
    kept = [line for number, line in enumerate(lines, start=1) if number not in removed]
    return "\n".join([*comment, "", *"\n".join(kept).strip().splitlines()])


def import_nodes(tree: ast.Module) -> list[ast.Import | ast.ImportFrom]:
    return [node for node in tree.body if isinstance(node, (ast.Import, ast.ImportFrom))]


def embedded_files() -> str:
    """The injected modules as a table of texts."""
    lines = ["# The files that are put on the ranks' PYTHONPATH.", "", "INJECTED_FILES = {"]
    for path in sorted((HERE / PACKAGE / "injected").glob("*.py")):
        lines.append(f"    {path.name!r}: (")
        lines.extend(f"        {line!r}" for line in path.read_text(encoding="utf-8").splitlines(keepends=True))
        lines.append("    ),")
    return "\n".join([*lines, "}"])


def generated_typescript(source: str) -> dict[Path, str]:
    """The text, and apart from it what a plan needs to know of it: the text is large."""
    encoded = source.encode("utf-8")
    notice = (
        "// Generated by `python packages/core/launcher/build.py`. Do not edit: change the modules beside it.\n"
        "\n"
    )
    return {
        GENERATED: (
            f"{notice}"
            "/** The text of `switchyard_launcher.py`: one dependency-free Python 3.8 file, started once per node. */\n"
            f"export const launcherSource: string = {json.dumps(source)};\n"
        ),
        GENERATED_FACTS: (
            f"{notice}"
            "/** The launch file's version that the launcher reads. */\n"
            "export const launcherVersion = 1;\n"
            "\n"
            "/** SHA-256 of the launcher's UTF-8 bytes, in hexadecimal; the launch file carries it. */\n"
            f'export const launcherSha256 = "{hashlib.sha256(encoded).hexdigest()}";\n'
            "\n"
            "/** The launcher's length in UTF-8. */\n"
            f"export const launcherBytes = {len(encoded)};\n"
        ),
    }


def main() -> int:
    for path, wanted in generated_typescript(joined_source()).items():
        if "--check" not in sys.argv[1:]:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(wanted, encoding="utf-8")
        elif not path.exists() or path.read_text(encoding="utf-8") != wanted:
            print(f"{path} is stale. Run: python packages/core/launcher/build.py", file=sys.stderr)
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
