"""Reads cases from standard input and answers what the real TrainingArguments make of them.

In:  {"cases": [{"argv": [...], "values": {...}} or {"json": "...", "values": {...}}, ...]}
Out: {"version": "5.23.0", "names": ["output_dir", ...], "answers": [{"read": null | "error", "differences": [...]}, ...]}

`read` is the error of HfArgumentParser on `argv`, or on a file with the text `json`. Where there is none, `differences`
names the fields in which the object that was read differs from the one made of `values` directly, and the fields whose
number in the file is not of the class's own type.
"""

import contextlib
import dataclasses
import io
import json
import logging
import os
import sys
import tempfile
import typing
import warnings

logging.disable(logging.CRITICAL)
warnings.simplefilter("ignore")

import transformers  # noqa: E402
from transformers import HfArgumentParser, TrainingArguments  # noqa: E402

TYPES = typing.get_type_hints(TrainingArguments)
FIELDS = [field.name for field in dataclasses.fields(TrainingArguments) if field.init]
# Holds the time of day unless it is given.
CLOCK = "logging_dir"
# Off is None, an empty text or an empty list: the class asks only whether there is something.
SWITCH = "fsdp"


def attempt(make):
    """The object and None, or None and the error. Environment variables that the class sets do not outlive the case."""
    before = dict(os.environ)
    try:
        with contextlib.redirect_stderr(io.StringIO()) as output, contextlib.redirect_stdout(io.StringIO()):
            return make(), None
    except SystemExit:
        return None, output.getvalue().strip().splitlines()[-1]
    except Exception as error:
        return None, f"{type(error).__name__}: {error}"
    finally:
        os.environ.clear()
        os.environ.update(before)


def same(name, one, other):
    return one == other or (name == SWITCH and not one and not other)


def read_command_line(argv):
    # A parser of its own: 4.57 writes into a list that the parser keeps as a default.
    return HfArgumentParser(TrainingArguments).parse_args_into_dataclasses(args=argv, look_for_args_file=False)[0]


def read_file(text):
    with tempfile.NamedTemporaryFile("w", suffix=".json", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        return HfArgumentParser(TrainingArguments).parse_json_file(file.name)[0]


def wrong_numbers(text):
    """Whole numbers where the class wants a real one, and the reverse: parse_json_file converts nothing."""
    for name, value in json.loads(text).items():
        wanted = {TYPES[name], *typing.get_args(TYPES[name])} & {int, float}
        if type(value) in (int, float) and wanted and type(value) not in wanted:
            yield f"{name}: {value!r} is no {wanted.pop().__name__}"


def answer(case):
    read, error = attempt(lambda: read_file(case["json"]) if "json" in case else read_command_line(case["argv"]))
    if error is not None:
        return {"read": error, "differences": []}
    direct, direct_error = attempt(lambda: TrainingArguments(**case["values"]))
    if direct_error is not None:
        return {"read": None, "differences": [f"made directly: {direct_error}"]}
    compared = [name for name in FIELDS if name != CLOCK or name in case["values"]]
    pairs = [(name, getattr(read, name), getattr(direct, name)) for name in compared]
    differences = [f"{name}: {one!r} != {other!r}" for name, one, other in pairs if not same(name, one, other)]
    return {"read": None, "differences": [*differences, *wrong_numbers(case.get("json", "{}"))]}


def main():
    cases = json.load(sys.stdin)["cases"]
    json.dump({"version": transformers.__version__, "names": FIELDS, "answers": [answer(case) for case in cases]}, sys.stdout)


if __name__ == "__main__":
    main()
