"""Has Python's jsonschema check manifests against KubeRay's schema of RayJobs, as an API server does that is strict.

Reads {manifests: [...]} from standard input; writes {faults: [[JSON pointer of each fault] for each manifest]}.
"""

import json
import pathlib
import sys

from jsonschema import Draft202012Validator, FormatChecker

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "scripts/generate"))
from kuberay_crd import read_ray_job

formats = FormatChecker(formats=())


def check_integers(bits):
    def fits(value):
        return not isinstance(value, int) or -(2 ** (bits - 1)) <= value < 2 ** (bits - 1)

    formats.checks(f"int{bits}")(fits)


def strict(schema):
    """The schema by which a member that it does not name is a fault, as with `kubectl --validate=strict`."""
    if not isinstance(schema, dict):
        return schema
    result = dict(schema)
    if "properties" in schema:
        result["properties"] = {name: strict(inner) for name, inner in schema["properties"].items()}
        if not schema.get("x-kubernetes-preserve-unknown-fields"):
            result["additionalProperties"] = False
    for key in ("items", "additionalProperties"):
        if isinstance(schema.get(key), dict):
            result[key] = strict(schema[key])
    return result


def pointer_of(error):
    return "".join(f"/{str(step).replace('~', '~0').replace('/', '~1')}" for step in error.absolute_path)


check_integers(32)
check_integers(64)
validator = Draft202012Validator(strict(read_ray_job()), format_checker=formats)
manifests = json.load(sys.stdin)["manifests"]
print(json.dumps({"faults": [sorted({pointer_of(error) for error in validator.iter_errors(each)}) for each in manifests]}))
