#!/usr/bin/env python3
"""Writes packages/vertex/schema.data.json and src/native-types.gen.ts: what Vertex AI's training requests may hold.

Both come from Google's .proto files, which its npm package @google-cloud/aiplatform ships below build/protos (its
protos.json has lost some of the REQUIRED marks) and github.com/googleapis/googleapis has at its top. PROTOS is that folder:

    npm pack @google-cloud/aiplatform@6.11.0 && tar -xzf google-cloud-aiplatform-6.11.0.tgz
    python scripts/generate/vertex-schema.py package/build/protos            # writes the files
    python scripts/generate/vertex-schema.py package/build/protos --check    # exit code 1 when one is stale
"""

import argparse
import json
import pathlib
import re
import sys

PACKAGE = pathlib.Path(__file__).resolve().parents[2] / "packages/vertex"
SCHEMA = PACKAGE / "schema.data.json"
TYPES = PACKAGE / "src/native-types.gen.ts"
FOLDER = "google/cloud/aiplatform/v1"
OPERATIONS = {
    "projects.locations.customJobs.create": "CustomJob",
    "projects.locations.hyperparameterTuningJobs.create": "HyperparameterTuningJob",
}
SCALARS = {"string", "bool", "int32", "int64", "float", "double", "bytes"}
# Messages that proto JSON writes as one value, and how it writes them.
WELL_KNOWN = {
    "google.protobuf.Duration": "duration",
    "google.protobuf.Timestamp": "timestamp",
    "google.protobuf.Int32Value": "int32",
    "google.protobuf.Int64Value": "int64",
    "google.protobuf.DoubleValue": "double",
    "google.protobuf.BoolValue": "bool",
    "google.protobuf.StringValue": "string",
    "google.protobuf.Value": "any",
    "google.protobuf.Struct": "any",
}
# A comment is a token at first, since two slashes also stand in strings.
TOKEN = re.compile(r'"(?:\\.|[^"\\])*"|\'(?:\\.|[^\'\\])*\'|//[^\n]*|/\*.*?\*/|[\w.]+|[^\s\w]', re.DOTALL)


class Reader:
    """Messages and enums of one .proto file. Knows what these files use of the language, and stops at anything else."""

    def __init__(self, text):
        self.tokens = [token for token in TOKEN.findall(text) if not token.startswith(("//", "/*"))]
        self.at = 0
        self.messages = {}
        self.enums = {}

    def next(self):
        self.at += 1
        return self.tokens[self.at - 1]

    def skip_statement(self):
        """To the semicolon that ends it, past what stands in braces."""
        depth = 0
        while True:
            token = self.next()
            depth += {"{": 1, "}": -1}.get(token, 0)
            if token == ";" and depth == 0:
                return

    def skip_block(self):
        """To the brace that closes the next one that opens."""
        depth = 0
        while True:
            token = self.next()
            depth += {"{": 1, "}": -1}.get(token, 0)
            if token == "}" and depth == 0:
                return

    def read(self):
        while self.at < len(self.tokens):
            token = self.next()
            if token == "message":
                self.read_message("")
            elif token == "enum":
                self.read_enum("")
            elif token == "service":
                self.skip_block()
            else:
                self.skip_statement()
        return self

    def read_enum(self, scope):
        name = scope + self.next()
        self.next()
        values = {}
        while (token := self.next()) != "}":
            if token not in ("option", "reserved"):
                self.next()
                values[token] = int(self.next())
            self.skip_statement()
        self.enums[name] = values

    def read_message(self, scope):
        name = scope + self.next()
        self.next()
        fields = self.messages.setdefault(name, {})
        oneof = None
        while True:
            token = self.next()
            if token == "}" and oneof is None:
                return
            if token == "}":
                oneof = None
            elif token == "message":
                self.read_message(name + ".")
            elif token == "enum":
                self.read_enum(name + ".")
            elif token == "oneof":
                oneof = self.next()
                self.next()
            elif token in ("option", "reserved", "extensions"):
                self.skip_statement()
            else:
                self.read_field(token, fields, oneof)

    def read_field(self, token, fields, oneof):
        field = {}
        if token == "repeated":
            field["list"] = True
            token = self.next()
        elif token == "optional":
            token = self.next()
        if token == "map":
            field["map"] = True
            self.next(), self.next(), self.next()
            token = self.next()
            self.next()
        field["type"] = token
        name = self.next()
        behaviours = self.read_options()
        if "REQUIRED" in behaviours:
            field["required"] = True
        if "OUTPUT_ONLY" in behaviours:
            field["readOnly"] = True
        if oneof is not None:
            field["oneof"] = oneof
        fields[re.sub(r"_([a-z0-9])", lambda found: found[1].upper(), name)] = field

    def read_options(self):
        """Words of google.api.field_behavior; leaves the reader behind the field."""
        words = []
        while (token := self.next()) != ";":
            words.append(token)
        line = " ".join(words)
        return re.findall(r"field_behavior \) = (\w+)", line)


def resolve(name, scope, known):
    """A type's full name, looked up from the inside out, as the language does."""
    name = name.lstrip(".").removeprefix("google.cloud.aiplatform.v1.")
    parts = scope.split(".")
    for length in range(len(parts), -1, -1):
        candidate = ".".join([*parts[:length], name])
        if candidate in known:
            return candidate
    raise SystemExit(f"{scope} has a member of the unknown type {name}.")


def build(folder):
    messages, enums = {}, {}
    for path in sorted((folder / FOLDER).glob("*.proto")):
        reader = Reader(path.read_text(encoding="utf-8")).read()
        messages.update(reader.messages)
        enums.update(reader.enums)
    known = messages.keys() | enums.keys()
    kept_messages, kept_enums, waiting = {}, {}, list(OPERATIONS.values())
    while waiting:
        name = waiting.pop()
        if name in kept_messages or name in kept_enums:
            continue
        if name in enums:
            kept_enums[name] = enums[name]
            continue
        kept_messages[name] = fields = {}
        for member, field in messages[name].items():
            # What only the service says is refused whole.
            if field.get("readOnly"):
                fields[member] = {"type": "any", "readOnly": True}
                continue
            kind = field["type"]
            kind = WELL_KNOWN.get(kind, kind)
            if kind not in SCALARS and kind not in WELL_KNOWN.values():
                kind = resolve(kind, name, known)
                waiting.append(kind)
            fields[member] = {**field, "type": kind}
    return dict(sorted(kept_messages.items())), dict(sorted(kept_enums.items()))


METADATA = {
    "service": "aiplatform",
    "apiVersion": "v1",
    "origin": "google/cloud/aiplatform/v1/*.proto of @google-cloud/aiplatform 6.11.0 (googleapis), reduced to what these operations take, without prose",
    "license": "Apache-2.0",
    "notice": "Copyright Google LLC. Licensed under the Apache License, Version 2.0.",
    "generator": "scripts/generate/vertex-schema.py",
}


def table(entries):
    """One line per entry: compact, and a new version reads well as a diff."""
    lines = [f"{json.dumps(name)}:{json.dumps(entry, separators=(',', ':'))}" for name, entry in entries.items()]
    return "{\n" + ",\n".join(lines) + "\n}"


def render_schema(messages, enums):
    return (
        f'{{"metadata":{json.dumps(METADATA, separators=(",", ":"))},\n"operations":{table(OPERATIONS)},\n'
        f'"messages":{table(messages)},\n"enums":{table(enums)}}}\n'
    )


TYPESCRIPT = {
    "string": "string",
    "bool": "boolean",
    "int32": "number",
    "int64": "string",
    "float": "number",
    "double": "number",
    "bytes": "string",
    "duration": "string",
    "timestamp": "string",
    "any": "unknown",
}


def type_of(field):
    kind = field["type"]
    text = TYPESCRIPT.get(kind) or identifier(kind)
    if field.get("list"):
        return f"readonly {text}[]"
    return f"Readonly<Record<string, {text}>>" if field.get("map") else text


def identifier(name):
    return name.replace(".", "")


def render_types(messages, enums):
    lines = [
        "// Written by scripts/generate/vertex-schema.py from Google's .proto files; do not edit.",
        f"// {METADATA['notice']}",
    ]
    for name, fields in messages.items():
        members = [
            f"  readonly {member}{'' if field.get('required') else '?'}: {type_of(field)};"
            for member, field in fields.items()
            if not field.get("readOnly")
        ]
        lines += ["", f"export interface {identifier(name)} {{", *members, "}"]
    for name, values in enums.items():
        lines += ["", f"export type {identifier(name)} =", *[f'  | "{value}"' for value in values]]
        lines[-1] += ";"
    return "\n".join(lines) + "\n"


def main():
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("protos", type=pathlib.Path, help="the folder that has google/cloud/aiplatform/v1")
    arguments.add_argument("--check", action="store_true", help="compare instead of writing")
    given = arguments.parse_args()
    messages, enums = build(given.protos)
    texts = {SCHEMA: render_schema(messages, enums), TYPES: render_types(messages, enums)}
    if not given.check:
        for path, text in texts.items():
            path.write_text(text, encoding="utf-8")
        return 0
    stale = [path.name for path, text in texts.items() if not path.exists() or path.read_text(encoding="utf-8") != text]
    for name in stale:
        print(f"{name} is not what these .proto files give. Run this script without --check.", file=sys.stderr)
    return 1 if stale else 0


if __name__ == "__main__":
    sys.exit(main())
