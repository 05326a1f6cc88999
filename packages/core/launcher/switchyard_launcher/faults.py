"""The reasons for which a run ends before its ranks do."""

from __future__ import annotations


class Refusal(Exception):
    """The launch file or its surroundings are wrong: nothing was started, exit code 2."""


class PreparationFailure(Exception):
    """A requirement, an input or the model's place failed: exit code 1.

    `detail` holds the last lines of whatever failed, for the failure file.
    """

    def __init__(self, sentence: str, detail: str = "") -> None:
        super().__init__(sentence)
        self.detail = detail


class Interrupted(Exception):
    """A signal to end arrived before the ranks were started."""
