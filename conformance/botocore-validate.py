"""Holds bodies of CreateTrainingJob against botocore's own validator, with botocore's own model of the service.

In:  {"bodies": [{...}, ...]}
Out: {"version": "1.44.5", "reports": ["" | "what is wrong, one problem on each line", ...]}
"""

import json
import sys

import botocore
import botocore.session
from botocore.validate import ParamValidator

model = botocore.session.get_session().get_service_model("sagemaker")
shape = model.operation_model("CreateTrainingJob").input_shape
validator = ParamValidator()
reports = [validator.validate(body, shape).generate_report() for body in json.load(sys.stdin)["bodies"]]
print(json.dumps({"version": botocore.__version__, "reports": reports}))
