"""Has Ray's own client build submissions. Nothing leaves this machine.

Reads {submissions: [keyword arguments of submit_job]} from standard input; writes {version, sent: [{method, path, body}]}.
"""

import json
import sys
from types import SimpleNamespace

import ray
from ray.job_submission import JobSubmissionClient

sent = []


class Recorder(JobSubmissionClient):
    """Ray's client, whose only way to the network writes down what it would send."""

    def _do_request(self, method, endpoint, *, data=None, json_data=None, **others):
        if endpoint == "/api/version":
            return answer({"version": "4", "ray_version": ray.__version__, "ray_commit": "recorded"})
        sent.append({"method": method, "path": endpoint, "body": json_data})
        return answer({"job_id": "recorded", "submission_id": "recorded"})


def answer(body):
    return SimpleNamespace(status_code=200, json=lambda: body, raise_for_status=lambda: None)


client = Recorder("http://127.0.0.1:1")
for submission in json.load(sys.stdin)["submissions"]:
    client.submit_job(**submission)
print(json.dumps({"version": ray.__version__, "sent": sent}))
