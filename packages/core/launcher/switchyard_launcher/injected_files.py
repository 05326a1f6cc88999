"""The files that are put on the ranks' PYTHONPATH. In the joined launcher their texts stand here themselves."""

from __future__ import annotations

from pathlib import Path

INJECTED_FILES = {
    path.name: path.read_text(encoding="utf-8") for path in sorted((Path(__file__).parent / "injected").glob("*.py"))
}
