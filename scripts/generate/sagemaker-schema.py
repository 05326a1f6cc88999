#!/usr/bin/env python3
"""Writes packages/sagemaker/schema.data.json: what training jobs and searches may say, in Amazon's own words.

Source: the service model `sagemaker/2017-07-24` that botocore ships (Apache-2.0). Prose is left
out; every constraint stays. Run it with a Python that has botocore:

    python scripts/generate/sagemaker-schema.py            # writes the file
    python scripts/generate/sagemaker-schema.py --check    # exit code 1 when the file is stale
"""

import argparse
import json
import pathlib
import sys

import botocore
from botocore.loaders import Loader

SERVICE = "sagemaker"
API_VERSION = "2017-07-24"
OPERATIONS = [
    "CreateTrainingJob",
    "DescribeTrainingJob",
    "ListTrainingJobs",
    "StopTrainingJob",
    "DeleteTrainingJob",
    "CreateHyperParameterTuningJob",
    "DescribeHyperParameterTuningJob",
    "StopHyperParameterTuningJob",
    "ListTrainingJobsForHyperParameterTuningJob",
    "ListTags",
    "AddTags",
]
SHAPE_KEYS = [
    "type",
    "required",
    "members",
    "member",
    "key",
    "value",
    "min",
    "max",
    "pattern",
    "enum",
    "union",
    "box",
    "sensitive",
    "exception",
    "timestampFormat",
]
REFERENCE_KEYS = ["shape", "box", "jsonvalue", "idempotencyToken", "deprecated"]
TARGET = pathlib.Path(__file__).resolve().parents[2] / "packages/sagemaker/schema.data.json"


def strip_reference(reference):
    """A pointer at a shape, without its documentation."""
    return {key: reference[key] for key in REFERENCE_KEYS if key in reference}


def strip_shape(shape):
    """A shape without its documentation; members keep the model's order."""
    kept = {}
    for name in SHAPE_KEYS:
        if name not in shape:
            continue
        part = shape[name]
        if name == "members":
            part = {member: strip_reference(reference) for member, reference in part.items()}
        elif name in ("member", "key", "value"):
            part = strip_reference(part)
        kept[name] = part
    return kept


def references(shape):
    """The names of the shapes that this shape points at."""
    found = [reference["shape"] for reference in shape.get("members", {}).values()]
    return found + [shape[part]["shape"] for part in ("member", "key", "value") if part in shape]


def reach(shapes, roots):
    """Every shape name that can be reached from the roots."""
    seen, waiting = set(), list(roots)
    while waiting:
        name = waiting.pop()
        if name not in seen:
            seen.add(name)
            waiting.extend(references(shapes[name]))
    return sorted(seen)


def strip_operation(operation):
    """Names of the shapes that an operation takes, gives and raises."""
    kept = {part: operation[part]["shape"] for part in ("input", "output") if part in operation}
    kept["errors"] = [error["shape"] for error in operation.get("errors", [])]
    return kept


def build(model):
    operations = {name: strip_operation(model["operations"][name]) for name in OPERATIONS}
    roots = [shape for entry in operations.values() for shape in entry["errors"]]
    roots += [entry[part] for entry in operations.values() for part in ("input", "output") if part in entry]
    metadata = {
        "service": SERVICE,
        "apiVersion": API_VERSION,
        "botocore": botocore.__version__,
        "origin": "botocore/data/sagemaker/2017-07-24/service-2.json, reduced to these operations, without prose",
        "license": "Apache-2.0",
        "notice": "Copyright Amazon.com, Inc. or its affiliates. Licensed under the Apache License, Version 2.0.",
        "generator": "scripts/generate/sagemaker-schema.py",
    }
    names = reach(model["shapes"], roots)
    return metadata, operations, {name: strip_shape(model["shapes"][name]) for name in names}


def render(metadata, operations, shapes):
    """One line per operation and shape: compact, and a new model version reads well as a diff."""

    def table(entries):
        lines = [f"{json.dumps(name)}:{json.dumps(entry, separators=(',', ':'))}" for name, entry in entries.items()]
        return "{\n" + ",\n".join(lines) + "\n}"

    return (
        f'{{"metadata":{json.dumps(metadata, separators=(",", ":"))},\n'
        f'"operations":{table(operations)},\n"shapes":{table(shapes)}}}\n'
    )


def main():
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--check", action="store_true", help="compare instead of writing")
    check = arguments.parse_args().check
    text = render(*build(Loader().load_service_model(SERVICE, "service-2", API_VERSION)))
    if not check:
        TARGET.write_text(text, encoding="utf-8")
        return 0
    if TARGET.exists() and TARGET.read_text(encoding="utf-8") == text:
        return 0
    print(f"{TARGET.name} is not what botocore {botocore.__version__} gives. Run this script without --check.", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
