"""Ray's own client for jobs, held against ours.

Reads {address, ours: [ids]} from standard input: tells of those jobs as it sees them, and submits one of its own with a
local folder. Writes {seen: {id: {status, entrypoint, metadata, logs}}, listed: [ids], submitted: id}.
"""

import json
import os
import sys
import tempfile

from ray.job_submission import JobSubmissionClient

given = json.load(sys.stdin)
client = JobSubmissionClient(given["address"])
seen = {}
for job in given["ours"]:
    info = client.get_job_info(job)
    seen[job] = {
        "status": client.get_job_status(job).value,
        "entrypoint": info.entrypoint,
        "metadata": info.metadata,
        "logs": client.get_job_logs(job),
    }
with tempfile.TemporaryDirectory() as folder:
    with open(os.path.join(folder, "hello.py"), "w", encoding="utf-8") as file:
        file.write("import os; print('hello from Ray', os.environ['WORD'])\n")
    submitted = client.submit_job(
        entrypoint="exec python hello.py",
        runtime_env={"working_dir": folder, "env_vars": {"WORD": "grüße"}},
        metadata={"team": "nlp"},
    )
answer = {"seen": seen, "listed": [each.submission_id for each in client.list_jobs()], "submitted": submitted}
print(json.dumps(answer))
