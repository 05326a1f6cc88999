#!/usr/bin/env python3
"""Writes packages/azureml/schema.data.json: what a job may say to Azure Machine Learning, version by version.

Source: `generated/machinelearningservices/microsoft.machinelearningservices/*/types.json` of Azure/bicep-types-az (MIT),
which Microsoft generates from the REST specification. Prose is left out; every constraint stays, and each member says
since which stable version it exists when that is not the oldest one. Run it with the path of a checkout:

    python scripts/generate/azureml-schema.py CHECKOUT            # writes the file
    python scripts/generate/azureml-schema.py CHECKOUT --check    # exit code 1 when the file is stale
"""

import argparse
import json
import pathlib
import re
import sys

OLDEST = "2023-04-01"
FOLDER = "generated/machinelearningservices/microsoft.machinelearningservices"
TARGET = pathlib.Path(__file__).resolve().parents[2] / "packages/azureml/schema.data.json"
# What each operation takes under `properties`, by the path of the resource.
OPERATIONS = {
    "CodeVersions_CreateOrUpdate": "workspaces/codes/versions",
    "EnvironmentVersions_CreateOrUpdate": "workspaces/environments/versions",
    "Jobs_CreateOrUpdate": "workspaces/jobs",
}
# The kinds of job that are planned; the others would make the file three times as large.
JOB_TYPES = ["Command", "Sweep"]
# `number` in the REST specification; types.json knows only integers.
FRACTIONS = {("BanditPolicy", "slackAmount"), ("BanditPolicy", "slackFactor")}
REQUIRED, READ_ONLY = 1, 2


class Version:
    """The types of one api-version."""

    def __init__(self, checkout, name):
        self.name = name
        text = (checkout / FOLDER / name / "types.json").read_text(encoding="utf-8")
        self.types = json.loads(text)
        self.objects = {}

    def of(self, reference):
        return self.types[int(reference["$ref"].removeprefix("#/"))]

    def properties_of(self, path):
        """The type under `properties` of the resource at this path."""
        name = f"Microsoft.MachineLearningServices/{path}@{self.name}"
        resource = next(t for t in self.types if t["$type"] == "ResourceType" and t["name"] == name)
        return self.shape(self.of(resource["body"])["properties"]["properties"]["type"], ("", ""))

    def shape(self, reference, at):
        """A shape without prose; named objects are kept apart and referred to."""
        found = self.of(reference)
        kind = found["$type"]
        if kind == "StringType":
            bounds = {"min": found.get("minLength"), "max": found.get("maxLength"), "pattern": found.get("pattern")}
            return {"type": "string", **{key: value for key, value in bounds.items() if value is not None}}
        if kind == "StringLiteralType":
            return {"type": "string", "enum": [found["value"]]}
        if kind == "UnionType":
            return self.union([self.of(element) for element in found["elements"]])
        if kind == "IntegerType":
            return {"type": "number" if at in FRACTIONS else "integer"}
        if kind == "BooleanType":
            return {"type": "boolean"}
        if kind == "AnyType":
            return {"type": "any"}
        if kind == "ArrayType":
            return {"type": "list", "item": self.shape(found["itemType"], at)}
        if kind == "ObjectType" and not found["properties"] and "additionalProperties" in found:
            return {"type": "map", "value": self.shape(found["additionalProperties"], at)}
        if kind in ("ObjectType", "DiscriminatedObjectType"):
            self.keep(found)
            return {"type": "object", "ref": found["name"]}
        raise SystemExit(f"{kind} at {at} in {self.name} is not known to this script.")

    def union(self, elements):
        """The words of an enumeration. An open one counts as closed: a typing error is likelier than a new word."""
        words = [element["value"] for element in elements if element["$type"] == "StringLiteralType"]
        others = {element["$type"] for element in elements} - {"StringLiteralType", "StringType", "NullType"}
        if others or not words:
            raise SystemExit(f"A union of {sorted(others)} in {self.name} is not known to this script.")
        return {"type": "string", "enum": words}

    def keep(self, found):
        name = found["name"]
        if name in self.objects:
            return
        self.objects[name] = kept = {}
        discriminated = found["$type"] == "DiscriminatedObjectType"
        members = found["baseProperties"] if discriminated else found["properties"]
        kept["members"] = {key: self.member(member, (name, key)) for key, member in members.items()}
        if not discriminated:
            return
        kept["discriminator"] = found["discriminator"]
        elements = {
            word: self.of(element)
            for word, element in found["elements"].items()
            if name != "JobBaseProperties" or word in JOB_TYPES
        }
        kept["variants"] = {word: element["name"] for word, element in elements.items()}
        for element in elements.values():
            self.keep(element)

    def member(self, member, at):
        kept = self.shape(member["type"], at)
        if member["flags"] & REQUIRED:
            kept["required"] = True
        if member["flags"] & READ_ONLY:
            kept["readOnly"] = True
        return kept


def add_since(newest, older):
    """Marks each member and variant with the first version that has it; `older` begins with the oldest."""
    for name, shape in newest.objects.items():
        for part in ("members", "variants"):
            for key, value in shape.get(part, {}).items():
                since = next((v.name for v in older if key in v.objects.get(name, {}).get(part, {})), newest.name)
                if since == older[0].name:
                    continue
                if part == "members":
                    value["since"] = since
                else:
                    shape.setdefault("variantsSince", {})[key] = since


def lost_members(newest, older):
    """Members that a newer version dropped: one table could not say that."""
    return [
        f"{name}.{key} of {version.name}"
        for version in older
        for name, shape in version.objects.items()
        for key in shape["members"]
        if key not in newest.objects.get(name, {"members": {}})["members"]
    ]


def build(checkout):
    stable = re.compile(r"\d{4}-\d{2}-\d{2}")
    names = sorted(path.name for path in (checkout / FOLDER).iterdir() if stable.fullmatch(path.name))
    versions = [Version(checkout, name) for name in names if name >= OLDEST]
    for version in versions:
        operations = {operation: version.properties_of(path) for operation, path in OPERATIONS.items()}
    newest = versions[-1]
    lost = lost_members(newest, versions)
    if lost:
        raise SystemExit(f"Gone in {newest.name}: {', '.join(lost)}. Teach this script to say until when.")
    add_since(newest, versions)
    metadata = {
        "provider": "Microsoft.MachineLearningServices",
        "origin": "Azure/bicep-types-az, generated/machinelearningservices, reduced to these operations, without prose",
        "license": "MIT",
        "notice": "Copyright (c) Microsoft Corporation.",
        "generator": "scripts/generate/azureml-schema.py",
    }
    return metadata, [version.name for version in versions], operations, dict(sorted(newest.objects.items()))


def render(metadata, versions, operations, objects):
    """One line per operation and object: compact, and a new version reads well as a diff."""

    def table(entries):
        lines = [f"{json.dumps(name)}:{json.dumps(entry, separators=(',', ':'))}" for name, entry in entries.items()]
        return "{\n" + ",\n".join(lines) + "\n}"

    return (
        f'{{"metadata":{json.dumps(metadata, separators=(",", ":"))},\n"versions":{json.dumps(versions)},\n'
        f'"operations":{table(operations)},\n"objects":{table(objects)}}}\n'
    )


def main():
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("checkout", type=pathlib.Path, help="folder of Azure/bicep-types-az")
    arguments.add_argument("--check", action="store_true", help="compare instead of writing")
    given = arguments.parse_args()
    text = render(*build(given.checkout))
    if not given.check:
        TARGET.write_text(text, encoding="utf-8")
        return 0
    if TARGET.exists() and TARGET.read_text(encoding="utf-8") == text:
        return 0
    print(f"{TARGET.name} is not what this checkout gives. Run this script without --check.", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
