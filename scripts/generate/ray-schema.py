#!/usr/bin/env python3
"""Writes packages/ray/schema.data.json, what a job submission and a RayJob manifest may say, and the same as types.

Sources, both Apache-2.0: the dataclasses `JobSubmitRequest` and those of Ray Train and the keys of `RuntimeEnv` in the
installed Ray, and KubeRay's schema of RayJobs, which kuberay_crd.py keeps. Every constraint on shape stays; what stands
there several times, such as a pod template, is kept once. Run it with a Python that has Ray:

    python scripts/generate/ray-schema.py            # writes both files
    python scripts/generate/ray-schema.py --check    # exit code 1 when one is stale
"""

import argparse
import dataclasses
import json
import pathlib
import re
import sys
from collections import Counter

import ray
from kuberay_crd import read_ray_job
from ray_schema_tables import ANNOTATIONS, CLIENTS_OWN, COUNT, NARROWER, NUMBER, NUMBER_MAP, RUNTIME_ENV, TEXT, TEXT_MAP, TEXTS
from ray.dashboard.modules.job.common import JobSubmitRequest
from ray.runtime_env import RuntimeEnv
from ray.train import CheckpointConfig, FailureConfig, ScalingConfig
from ray.train.torch import TorchConfig

PACKAGE_FOLDER = pathlib.Path(__file__).resolve().parents[2] / "packages/ray"
DATA, TYPES = PACKAGE_FOLDER / "schema.data.json", PACKAGE_FOLDER / "src/ray-job.gen.ts"
# Kept of the CRD: what one writes, and not what the operator tells.
WRITTEN = ("apiVersion", "kind", "spec")
# A subschema of fewer characters is not worth a name.
SHORTEST_SHARED = 120
# What of Ray Train's configuration goes through JSON; a field that Ray does not have fails here.
FLAG = {"type": "boolean"}
TRAIN = {
    "scaling_config": (
        ScalingConfig,
        {
            "num_workers": {"oneOf": [{**COUNT, "minimum": 1}, {"type": "array", "items": {**COUNT, "minimum": 1}, "minItems": 2}]},
            "use_gpu": FLAG,
            "use_tpu": FLAG,
            "topology": TEXT,
            "resources_per_worker": NUMBER_MAP,
            "placement_strategy": {**TEXT, "enum": ["PACK", "SPREAD", "STRICT_PACK", "STRICT_SPREAD"]},
            "accelerator_type": TEXT,
            "label_selector": TEXT_MAP,
            "elastic_resize_monitor_interval_s": {**NUMBER, "minimum": 0},
        },
    ),
    "failure_config": (
        FailureConfig,
        {name: {**COUNT, "minimum": -1} for name in ("max_failures", "controller_failure_limit", "max_preemption_failures")},
    ),
    "checkpoint_config": (
        CheckpointConfig,
        {
            "num_to_keep": {**COUNT, "minimum": 1},
            "checkpoint_score_attribute": TEXT,
            "checkpoint_score_order": {**TEXT, "enum": ["max", "min"]},
        },
    ),
    "torch_config": (TorchConfig, {"backend": TEXT, "timeout_s": {**COUNT, "minimum": 1}}),
}
# The deprecated alias of submission_id.
LEFT_OUT = {"job_id"}


def job_submit_request():
    properties = {}
    for field in dataclasses.fields(JobSubmitRequest):
        if field.name in LEFT_OUT:
            continue
        if field.name == "runtime_env":
            properties[field.name] = {
                "type": "object",
                "properties": {
                    key: RUNTIME_ENV.get(key, {}) for key in sorted(RuntimeEnv.known_fields) if key not in CLIENTS_OWN
                },
            }
            continue
        properties[field.name] = NARROWER.get(field.name) or ANNOTATIONS[annotation_of(field)]
    return {"type": "object", "properties": properties, "required": ["entrypoint"]}


def train_configuration():
    properties = {}
    for name, (config, members) in TRAIN.items():
        unknown = set(members) - {field.name for field in dataclasses.fields(config)}
        if unknown:
            raise SystemExit(f"{config.__name__} of ray {ray.__version__} has no {', '.join(sorted(unknown))}.")
        properties[name] = {"type": "object", "properties": members}
    return {"type": "object", "properties": properties}


def annotation_of(field):
    return str(getattr(field.type, "__name__", field.type) if isinstance(field.type, type) else field.type).replace(
        "typing.", ""
    )


def ray_job():
    schema = read_ray_job()
    kept = {name: of_shape(schema["properties"][name]) for name in WRITTEN}
    kept["apiVersion"]["enum"] = ["ray.io/v1"]
    kept["kind"]["enum"] = ["RayJob"]
    label = {**TEXT, "maxLength": 63, "pattern": "^(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?$"}
    kept["metadata"] = {
        "type": "object",
        # RayJob names its cluster, its services and its pods after itself: 47 characters (rayjob_controller validation).
        "properties": {
            "name": {**TEXT, "maxLength": 47, "pattern": "^[a-z]([-a-z0-9]*[a-z0-9])?$"},
            "namespace": {**TEXT, "maxLength": 63, "pattern": "^[a-z0-9]([-a-z0-9]*[a-z0-9])?$"},
            "labels": {"type": "object", "additionalProperties": label},
            "annotations": TEXT_MAP,
            "finalizers": TEXTS,
        },
        "required": ["name"],
    }
    return {"type": "object", "properties": kept, "required": ["apiVersion", "kind", "metadata", "spec"]}


def of_shape(schema):
    """The schema without what only a server applies."""
    if not isinstance(schema, dict):
        return schema
    kept = {}
    for key, value in schema.items():
        if key == "properties":
            kept[key] = {name: of_shape(inner) for name, inner in value.items()}
        elif key in ("items", "additionalProperties"):
            kept[key] = of_shape(value)
        elif key == "x-kubernetes-int-or-string":
            kept["intOrString"] = True
        elif key not in ("default", "anyOf", "format") and not key.startswith("x-kubernetes-"):
            kept[key] = value
        elif key == "format" and value == "int32":
            kept["maximum"] = 2**31 - 1
    return kept


def share(operations):
    """Gives subschemas that stand in several places a name, and each place that name."""
    counts, first_names = Counter(), {}

    def count(schema, name):
        text = written(schema)
        if len(text) > SHORTEST_SHARED:
            counts[text] += 1
            first_names.setdefault(text, name)
            if counts[text] > 1:
                return
        for key, inner in schema.get("properties", {}).items():
            count(inner, key)
        for key in ("items", "additionalProperties"):
            if isinstance(schema.get(key), dict):
                count(schema[key], f"{name}Item")

    for operation in operations.values():
        count(operation, "operation")
    shared = [text for text, number in counts.items() if number > 1]
    names = {}
    for text in shared:
        name = first_names[text][0].upper() + first_names[text][1:]
        names[text] = name if name not in names.values() else f"{name}{len(names)}"

    def shorten(schema, whole=False):
        if not isinstance(schema, dict):
            return schema
        name = names.get(written(schema))
        if name is not None and not whole:
            return {"ref": name}
        shortened = dict(schema)
        if "properties" in schema:
            shortened["properties"] = {key: shorten(inner) for key, inner in schema["properties"].items()}
        for key in ("items", "additionalProperties"):
            if key in schema:
                shortened[key] = shorten(schema[key])
        return shortened

    return (
        {name: shorten(operation) for name, operation in operations.items()},
        {names[text]: shorten(json.loads(text), whole=True) for text in shared},
    )


def written(schema):
    return json.dumps(schema, sort_keys=True, separators=(",", ":"))


def build():
    operations, shapes = share(
        {"POST /api/jobs/": job_submit_request(), "RayJob": ray_job(), "RayTrain": train_configuration()}
    )
    metadata = {
        "source": f"ray {ray.__version__} (JobSubmitRequest, RuntimeEnv); ray-project/kuberay, CRD rayjobs.ray.io v1",
        "license": "Apache-2.0",
        "generator": "scripts/generate/ray-schema.py",
    }
    lines = [f'"metadata": {json.dumps(metadata)}', *(block(*each) for each in (("operations", operations), ("shapes", shapes)))]
    return {DATA: "{\n" + ",\n".join(lines) + "\n}\n", TYPES: types(operations, shapes)}


def block(name, entries):
    rows = ",\n".join(f"{json.dumps(key)}: {json.dumps(value, sort_keys=True, separators=(',', ':'))}" for key, value in entries.items())
    return f'"{name}": {{\n{rows}\n}}'


# A name that TypeScript takes without quotes.
PLAIN = re.compile(r"^[A-Za-z_$][\w$]*$")


def types(operations, shapes):
    """The manifest as TypeScript interfaces."""
    interfaces = [f"export type {name} = {type_of(schema)};" for name, schema in shapes.items()]
    head = (
        "// Generated by `python scripts/generate/ray-schema.py` from KubeRay's CRD rayjobs.ray.io v1 (Apache-2.0). Do not edit.\n"
        'import type { Placeholder } from "@switchyard/core";\n'
    )
    manifest = f"/** A RayJob manifest, without its status. */\nexport type RayJob = {type_of(operations['RayJob'])};"
    return "\n".join([head, *interfaces, "", manifest, ""])


def type_of(schema):
    if "ref" in schema:
        return schema["ref"]
    if schema.get("intOrString"):
        return "number | string"
    if "enum" in schema:
        return " | ".join(json.dumps(word) for word in schema["enum"])
    kind = schema.get("type")
    if kind == "array":
        return f"readonly ({type_of(schema.get('items', {}))})[]"
    if kind == "object" and "properties" in schema:
        required = schema.get("required", [])
        members = [
            f"readonly {key if PLAIN.match(key) else json.dumps(key)}{'' if key in required else '?'}: {type_of(inner)};"
            for key, inner in schema["properties"].items()
        ]
        return "{ " + " ".join(members) + " }"
    if kind == "object":
        return f"Readonly<Record<string, {type_of(schema.get('additionalProperties', {}))}>>"
    return {"string": "string | Placeholder", "integer": "number", "number": "number", "boolean": "boolean"}.get(kind, "unknown")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--check", action="store_true")
    arguments = parser.parse_args()
    files = build()
    if not arguments.check:
        for path, text in files.items():
            path.write_text(text, encoding="utf-8")
        return 0
    stale = [path.name for path, text in files.items() if path.read_text(encoding="utf-8") != text]
    for name in stale:
        print(f"{name} is stale: run this without --check.")
    return 1 if stale else 0


if __name__ == "__main__":
    sys.exit(main())
