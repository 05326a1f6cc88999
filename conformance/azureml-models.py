"""The members that azure-ai-ml's own client knows of each object, to hold our reduced types against.

In:  {"objects": ["CommandJob", ...]}
Out: {"apiVersion": "2025-12-01", "objects": {"CommandJob": {"codeId": {"readOnly": false, "fraction": false}, ...}}}
"""

import inspect
import json
import logging
import sys

logging.disable(logging.CRITICAL)

from azure.ai.ml._restclient.arm_ml_service import MachineLearningServicesMgmtClient, models


def members(model):
    """Members by their names on the wire. The client fills its tables in when a model is made for the first time."""
    model({})
    hints = {name: str(hint) for base in model.__mro__ for name, hint in getattr(base, "__annotations__", {}).items()}
    return {
        field._rest_name: {"readOnly": field._visibility == ["read"], "fraction": "float" in hints[name]}
        for name, field in model._attr_to_rest_field.items()
    }


def api_version():
    source = inspect.getsource(sys.modules[MachineLearningServicesMgmtClient.__module__])
    return next(word for word in source.split('"') if word[:2] == "20" and word[4:5] == "-")


names = json.load(sys.stdin)["objects"]
objects = {name: members(getattr(models, name)) for name in names if hasattr(models, name)}
print(json.dumps({"apiVersion": api_version(), "objects": objects}))
