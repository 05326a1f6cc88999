"""Dumps TrainingArguments as JSON, one document per call, to standard output.

    python training-arguments.py real                 the dataclass of the transformers that this Python has
    python training-arguments.py wheels FILE.whl ...  the field definitions of other releases, read without importing them

Both need an installed transformers: how argv carries a field is asked of HfArgumentParser itself.
"""

import ast
import dataclasses
import enum
import json
import logging
import os
import re
import sys
import typing
import zipfile

logging.disable(logging.WARNING)
os.environ.setdefault("TRANSFORMERS_VERBOSITY", "error")

from transformers.hf_argparser import HfArgumentParser  # noqa: E402

SOURCES = ("training_args.py", "trainer_utils.py", "debug_utils.py")
REPORTERS = "integrations/integration_utils.py"
UNKNOWN = "<computed>"


def plain(value):
    """A default as JSON. An enum member counts as its value."""
    if isinstance(value, enum.Enum):
        return plain(value.value)
    if value is None or isinstance(value, (str, int, float, bool)):
        return value
    if isinstance(value, (list, tuple)):
        return [plain(item) for item in value]
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    return UNKNOWN


def kinds_of(annotation):
    """Names of the JSON shapes that an annotation allows, in the order written."""
    origin = typing.get_origin(annotation)
    arguments = typing.get_args(annotation)
    if origin is typing.Literal:
        return ["false" if item is False else "string" for item in arguments]
    if origin is list:
        return ["strings"]
    if origin is dict:
        return ["object"]
    if arguments:
        return [kind for argument in arguments for kind in kinds_of(argument)]
    names = {str: "string", int: "integer", float: "number", bool: "boolean", dict: "object", list: "strings", type(None): "null"}
    if annotation in names:
        return [names[annotation]]
    if isinstance(annotation, type) and issubclass(annotation, enum.Enum):
        return ["string"]
    return ["object"]


def choices_of(annotation, metadata):
    """The closed list of words, if the field has one."""
    if metadata.get("choices") is not None:
        return [plain(choice) for choice in metadata["choices"]]
    for part in [annotation, *typing.get_args(annotation), *(inner for part in typing.get_args(annotation) for inner in typing.get_args(part))]:
        if isinstance(part, type) and issubclass(part, enum.Enum):
            return [plain(member.value) for member in part]
        if typing.get_origin(part) is typing.Literal and all(isinstance(item, str) for item in typing.get_args(part)):
            return list(typing.get_args(part))
    return None


def argv_of(annotation, default, factory, metadata):
    """What HfArgumentParser makes of the field: argparse's own nargs, type, choices and the negative flag."""
    settings = {"metadata": metadata}
    if factory is not dataclasses.MISSING:
        settings["default_factory"] = factory
    elif default is not dataclasses.MISSING:
        settings["default"] = default
    holder = dataclasses.make_dataclass("Holder", [("value", annotation, dataclasses.field(**settings))])
    try:
        parser = HfArgumentParser(holder)
    except Exception as error:
        return {"error": f"{type(error).__name__}: {error}"}
    action = next(action for action in parser._actions if action.dest == "value")
    reader = getattr(action.type, "__name__", str(action.type))
    if typing.get_origin(action.type) is dict or reader.startswith("dict"):
        reader = "dict"
    negative = any("--no_value" in action.option_strings for action in parser._actions)
    choices = None if action.choices is None else [plain(choice) for choice in action.choices]
    return {"nargs": action.nargs, "reader": reader, "choices": choices, "negative": negative}


def reporters_of(source):
    """Names that `report_to` knows, from the dictionary that maps them to callbacks."""
    for node in ast.parse(source).body:
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "INTEGRATION_TO_CALLBACK":
            return [key.value for key in node.value.keys]
    raise LookupError("INTEGRATION_TO_CALLBACK is not where it was.")


def row(name, annotation, written, default, factory, metadata):
    value = factory() if factory is not dataclasses.MISSING else default
    return {
        "name": name,
        "type": written,
        "kinds": kinds_of(annotation),
        "default": plain(value),
        "choices": choices_of(annotation, metadata),
        "argv": argv_of(annotation, default, factory, metadata),
        "help": metadata.get("help"),
    }


def dump_real():
    import transformers
    from transformers import TrainingArguments

    with open(os.path.join(os.path.dirname(transformers.__file__), REPORTERS), encoding="utf-8") as file:
        reporters = reporters_of(file.read())

    hints = typing.get_type_hints(TrainingArguments)
    rows = []
    for field in dataclasses.fields(TrainingArguments):
        if field.init:
            annotation = hints[field.name]
            written = annotation.__name__ if isinstance(annotation, type) and not typing.get_args(annotation) else str(annotation)
            written = re.sub(r"transformers\.[a-z_]+\.|accelerate\.[a-z_.]+\.|typing\.", "", written)
            rows.append(row(field.name, annotation, written, field.default, field.default_factory, dict(field.metadata)))
    return {
        "version": transformers.__version__,
        "method": "real",
        "reporters": reporters,
        "decoded": list(TrainingArguments._VALID_DICT_FIELDS),
        "fields": rows,
    }


def names_of(modules):
    """Enums and plain values that annotations and defaults refer to, rebuilt from source text."""
    names = {
        "Any": typing.Any, "Optional": typing.Optional, "Union": typing.Union, "Literal": typing.Literal, "field": dataclasses.field,
        "ParallelismConfig": type("ParallelismConfig", (), {}),
        "trainer_log_levels": dict.fromkeys(["detail", "debug", "info", "warning", "error", "critical", "passive"]),
    }
    for module in modules:
        for node in module.body:
            if isinstance(node, ast.ClassDef) and any("Enum" in ast.unparse(base) for base in node.bases):
                members = {
                    item.targets[0].id: item.value.value
                    for item in node.body
                    if isinstance(item, ast.Assign) and isinstance(item.value, ast.Constant)
                }
                names[node.name] = enum.Enum(node.name, members, type=str)
    return names


def dump_wheel(path):
    with zipfile.ZipFile(path) as wheel:
        modules = [ast.parse(wheel.read(f"transformers/{source}")) for source in SOURCES]
        reporters = reporters_of(wheel.read(f"transformers/{REPORTERS}"))
    names = names_of(modules)
    definition = next(node for node in modules[0].body if isinstance(node, ast.ClassDef) and node.name == "TrainingArguments")
    rows = []
    decoded = []
    for item in definition.body:
        if isinstance(item, ast.Assign) and ast.unparse(item.targets[0]) == "_VALID_DICT_FIELDS":
            decoded = ast.literal_eval(item.value)
        if not isinstance(item, ast.AnnAssign):
            continue
        written = ast.unparse(item.annotation)
        annotation = eval(written, names)
        if isinstance(annotation, str):
            annotation = eval(annotation, names)
        keywords = {"default": dataclasses.MISSING, "default_factory": dataclasses.MISSING, "metadata": {}}
        if isinstance(item.value, ast.Call) and ast.unparse(item.value.func) == "field":
            for keyword in item.value.keywords:
                try:
                    keywords[keyword.arg] = eval(ast.unparse(keyword.value), names)
                except NameError:
                    keywords[keyword.arg] = {} if keyword.arg == "metadata" else UNKNOWN
        elif item.value is not None:
            keywords["default"] = eval(ast.unparse(item.value), names)
        if keywords.get("init", True):
            rows.append(row(item.target.id, annotation, written, keywords["default"], keywords["default_factory"], keywords["metadata"]))
    version = os.path.basename(path).split("-")[1]
    return {"version": version, "method": "static", "reporters": reporters, "decoded": decoded, "fields": rows}


def main(arguments):
    if arguments[:1] == ["real"] and len(arguments) == 1:
        return dump_real()
    if arguments[:1] == ["wheels"] and len(arguments) > 1:
        return [dump_wheel(path) for path in arguments[1:]]
    sys.exit(__doc__)


if __name__ == "__main__":
    json.dump(main(sys.argv[1:]), sys.stdout, indent=1)
