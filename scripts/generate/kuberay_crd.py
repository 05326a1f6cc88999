#!/usr/bin/env python3
"""Writes scripts/generate/kuberay-rayjobs.data.json: KubeRay's schema of a RayJob, and nothing left out but prose and status.

Source: `ray-operator/config/crd/bases/ray.io_rayjobs.yaml` of ray-project/kuberay (Apache-2.0), its version v1 read into
JSON. What stands there several times, such as a pod template, is kept once below `$defs`. Python's standard library only:

    python scripts/generate/kuberay_crd.py CRD.json            # writes the file
    python scripts/generate/kuberay_crd.py CRD.json --check    # exit code 1 when it says anything else than the CRD
"""

import argparse
import json
import pathlib
import sys
from collections import Counter

DATA = pathlib.Path(__file__).resolve().parent / "kuberay-rayjobs.data.json"
METADATA = {
    "source": "ray-project/kuberay, CRD rayjobs.ray.io v1, without descriptions and status",
    "license": "Apache-2.0",
    "generator": "scripts/generate/kuberay_crd.py",
}
# A subschema of fewer characters is not worth a name.
SHORTEST_SHARED = 60
REFERENCE = "#/$defs/"


def without_prose(schema, is_names=False):
    """The schema without descriptions; below `properties` a description is a member's name."""
    if not isinstance(schema, dict):
        return schema
    kept = {key: value for key, value in schema.items() if is_names or key != "description"}
    return {key: without_prose(value, key == "properties" and not is_names) for key, value in kept.items()}


def ray_job(crd):
    schema = without_prose(crd["openAPIV3Schema"])
    return {**schema, "properties": {name: each for name, each in schema["properties"].items() if name != "status"}}


def share(schema):
    """The schema in which what stands in several places is a reference, and what is referred to."""
    counts = Counter()

    def count(inner):
        if not isinstance(inner, dict):
            return
        text = written(inner)
        counts[text] += 1
        if counts[text] == 1:
            for each in inner.values():
                count(each)

    count(schema)
    shared = [text for text, number in counts.items() if number > 1 and len(text) >= SHORTEST_SHARED]
    names = {text: f"s{index}" for index, text in enumerate(shared)}

    def shorten(inner, whole=False):
        if not isinstance(inner, dict):
            return inner
        name = names.get(written(inner))
        if name is not None and not whole:
            return {"$ref": REFERENCE + name}
        return {key: shorten(each) for key, each in inner.items()}

    return {**shorten(schema), "$defs": {name: shorten(json.loads(text), whole=True) for text, name in names.items()}}


def expand(data):
    """The schema with every reference replaced by what it refers to."""
    shared = data["$defs"]

    def whole(inner):
        if not isinstance(inner, dict):
            return inner
        if "$ref" in inner:
            return whole(shared[inner["$ref"][len(REFERENCE) :]])
        return {key: whole(each) for key, each in inner.items()}

    return whole({key: value for key, value in data.items() if key != "$defs"})


def read_ray_job():
    """The CRD's schema of a RayJob as it was, without prose and status."""
    return expand(json.loads(DATA.read_text(encoding="utf-8"))["schema"])


def written(value):
    return json.dumps(value, sort_keys=True, separators=(",", ":"))


def text_of(schema):
    shared = share(schema)
    definitions = ",\n".join(f'"{name}":{written(each)}' for name, each in shared.pop("$defs").items())
    body = written(shared)
    return f'{{"metadata":{json.dumps(METADATA)},\n"schema":{body[:-1]},\n"$defs":{{\n{definitions}\n}}}}}}\n'


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("crd", type=pathlib.Path)
    parser.add_argument("--check", action="store_true")
    arguments = parser.parse_args()
    schema = ray_job(json.loads(arguments.crd.read_text(encoding="utf-8")))
    if not arguments.check:
        DATA.write_text(text_of(schema), encoding="utf-8")
        return 0
    if read_ray_job() == schema:
        return 0
    print(f"{DATA.name} is stale: run this without --check.")
    return 1


if __name__ == "__main__":
    sys.exit(main())
