"""The members and words that google-cloud-aiplatform's own descriptors have, to hold our reduced definition against.

In:  {"messages": ["CustomJob", ...], "enums": ["JobState", ...]}; a nested one as "Scheduling.Strategy"
Out: {"messages": {"CustomJob": {"displayName": {"type": "string", "list": false, "map": false, "oneof": null}, ...}},
      "enums": {"JobState": {"JOB_STATE_QUEUED": 1, ...}}}

The package's descriptors have lost which members are required and which only the service tells.
"""

import json
import sys

from google.cloud.aiplatform_v1 import types

PACKAGE = "google.cloud.aiplatform.v1."
SCALARS = {1: "double", 2: "float", 3: "int64", 5: "int32", 8: "bool", 9: "string", 12: "bytes"}


def descriptor_of(name):
    first, *nested = name.split(".")
    found = getattr(types, first)
    for step in nested:
        found = getattr(found, step)
    return found


def type_of(field):
    if field.message_type is not None:
        return field.message_type.full_name.removeprefix(PACKAGE)
    return field.enum_type.full_name.removeprefix(PACKAGE) if field.enum_type is not None else SCALARS[field.type]


def is_map(field):
    return field.message_type is not None and field.message_type.GetOptions().map_entry


def members(name):
    return {
        field.json_name: {
            "type": type_of(field.message_type.fields_by_name["value"] if is_map(field) else field),
            "list": field.is_repeated and not is_map(field),
            "map": is_map(field),
            # An optional member is a oneof of its own.
            "oneof": None
            if field.containing_oneof is None or field.containing_oneof.name.startswith("_")
            else field.containing_oneof.name,
        }
        for field in descriptor_of(name).pb().DESCRIPTOR.fields
    }


def words(name):
    return {word.name: word.value for word in descriptor_of(name)}


asked = json.load(sys.stdin)
print(
    json.dumps(
        {
            "messages": {name: members(name) for name in asked["messages"]},
            "enums": {name: words(name) for name in asked["enums"]},
        }
    )
)
