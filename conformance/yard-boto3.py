"""Uses a yard as a program with boto3 would: unmodified, with nothing but `endpoint_url`. Answers what it saw.

In:  {"url": "http://127.0.0.1:43211", "lines": 250, "parts": [5242880, 5242880, 1234]}
Out: one object for each service; bytes are told as SHA-256, errors as their codes.
"""

import hashlib
import io
import json
import sys
import time

import boto3
from boto3.s3.transfer import TransferConfig
from botocore.config import Config
from botocore.exceptions import ClientError

question = json.load(sys.stdin)
options = {
    "endpoint_url": question["url"],
    "region_name": "us-east-1",
    "aws_access_key_id": "any",
    "aws_secret_access_key": "any",
    "config": Config(retries={"max_attempts": 1}),
}
sagemaker = boto3.client("sagemaker", **options)
s3 = boto3.client("s3", **options)
logs = boto3.client("logs", **options)

GROUP = "/aws/sagemaker/TrainingJobs"
PRINTING = f"for i in range({question['lines']}): print('line', i, 'äöü', flush=True)"
WAITING = "import time; print('waiting', flush=True); time.sleep(300)"


def error_code(call, **parameters):
    """The error's code and HTTP status, as boto3 raises them; None when there is no error."""
    try:
        call(**parameters)
    except ClientError as error:
        return [error.response["Error"]["Code"], error.response["ResponseMetadata"]["HTTPStatusCode"]]
    return None


def sha256(content):
    return hashlib.sha256(content).hexdigest()


def request(name, program, **more):
    return {
        "TrainingJobName": name,
        "RoleArn": "arn:aws:iam::000000000000:role/yard",
        "AlgorithmSpecification": {
            "TrainingImage": "image:1",
            "TrainingInputMode": "File",
            "ContainerEntrypoint": ["python3", "-c", program],
        },
        "OutputDataConfig": {"S3OutputPath": "s3://boto/models"},
        "ResourceConfig": {"InstanceType": "ml.m5.large", "InstanceCount": 1, "VolumeSizeInGB": 10},
        "StoppingCondition": {"MaxRuntimeInSeconds": 3600},
        **more,
    }


def wait(name):
    """boto3's own waiter."""
    waiter = sagemaker.get_waiter("training_job_completed_or_stopped")
    waiter.wait(TrainingJobName=name, WaiterConfig={"Delay": 1, "MaxAttempts": 60})
    return sagemaker.describe_training_job(TrainingJobName=name)


def jobs():
    tags = [{"Key": "team", "Value": "nlp"}]
    created = sagemaker.create_training_job(**request("printing", PRINTING, Tags=tags))
    again = error_code(sagemaker.create_training_job, **request("printing", PRINTING))
    nothing = error_code(sagemaker.create_training_job, **request("no_name", PRINTING))
    described = wait("printing")
    others = [f"other-{number}" for number in range(5)]
    for name in others:
        sagemaker.create_training_job(**request(name, "print('hello')"))
    for name in others:
        wait(name)
    pages = list(
        sagemaker.get_paginator("list_training_jobs").paginate(
            NameContains="other", SortBy="Name", SortOrder="Ascending", PaginationConfig={"PageSize": 2}
        )
    )
    return {
        "arn": created["TrainingJobArn"],
        "arnDescribed": described["TrainingJobArn"],
        "tags": sagemaker.list_tags(ResourceArn=created["TrainingJobArn"])["Tags"],
        "status": [described["TrainingJobStatus"], described["SecondaryStatus"]],
        "request": {
            key: described[key] for key in request("", "") if key not in ("TrainingJobName", "AlgorithmSpecification")
        },
        "times": [described[key].timestamp() for key in ("CreationTime", "TrainingStartTime", "TrainingEndTime")],
        "transitions": [each["Status"] for each in described["SecondaryStatusTransitions"]],
        "nameTaken": again,
        "nameRefused": nothing,
        "unknown": error_code(sagemaker.describe_training_job, TrainingJobName="nobody"),
        "pages": [[job["TrainingJobName"] for job in page["TrainingJobSummaries"]] for page in pages],
    }


def stop():
    sagemaker.create_training_job(**request("waiting", WAITING))
    deadline = time.time() + 30
    while sagemaker.describe_training_job(TrainingJobName="waiting")["SecondaryStatus"] != "Training":
        if time.time() > deadline:
            raise TimeoutError("The job did not start.")
        time.sleep(0.1)
    sagemaker.stop_training_job(TrainingJobName="waiting")
    described = wait("waiting")
    return {
        "status": [described["TrainingJobStatus"], described["SecondaryStatus"]],
        "again": error_code(sagemaker.stop_training_job, TrainingJobName="waiting"),
        "unknown": error_code(sagemaker.stop_training_job, TrainingJobName="nobody"),
    }


def storage():
    s3.create_bucket(Bucket="boto")
    key = "a folder/ü + %20&=.bin"
    content = bytes(range(256)) * 4
    s3.put_object(Bucket="boto", Key=key, Body=content, ContentType="application/x-test", Metadata={"made-by": "boto"})
    got = s3.get_object(Bucket="boto", Key=key)

    parts = [bytes([number]) * size for number, size in enumerate(question["parts"])]
    upload = s3.create_multipart_upload(Bucket="boto", Key="parts")["UploadId"]
    sent = [
        {"PartNumber": number, "ETag": s3.upload_part(Bucket="boto", Key="parts", UploadId=upload, PartNumber=number, Body=part)["ETag"]}
        for number, part in enumerate(parts, start=1)
    ]
    s3.complete_multipart_upload(Bucket="boto", Key="parts", UploadId=upload, MultipartUpload={"Parts": sent})
    managed = b"".join(parts)
    s3.upload_fileobj(io.BytesIO(managed), "boto", "managed", Config=TransferConfig(multipart_threshold=5 << 20, multipart_chunksize=5 << 20))
    downloaded = io.BytesIO()
    s3.download_fileobj("boto", "managed", downloaded, Config=TransferConfig(multipart_threshold=5 << 20, multipart_chunksize=5 << 20))

    names = [f"many/{number:02}" for number in range(25)]
    for name in names:
        s3.put_object(Bucket="boto", Key=name, Body=b"x")
    pages = list(s3.get_paginator("list_objects_v2").paginate(Bucket="boto", Prefix="many/", PaginationConfig={"PageSize": 10}))
    folders = s3.list_objects_v2(Bucket="boto", Delimiter="/")
    s3.delete_objects(Bucket="boto", Delete={"Objects": [{"Key": name} for name in names]})
    return {
        "same": sha256(got["Body"].read()) == sha256(content),
        "kept": [got["ContentType"], got["Metadata"], got["ContentLength"]],
        "range": s3.get_object(Bucket="boto", Key=key, Range="bytes=10-13")["Body"].read().hex(),
        "parts": sha256(s3.get_object(Bucket="boto", Key="parts")["Body"].read()) == sha256(managed),
        "partsTag": s3.head_object(Bucket="boto", Key="parts")["ETag"],
        "managed": sha256(downloaded.getvalue()) == sha256(managed),
        "managedTag": s3.head_object(Bucket="boto", Key="managed")["ETag"],
        "pages": [[entry["Key"] for entry in page["Contents"]] for page in pages],
        "folders": [each["Prefix"] for each in folders["CommonPrefixes"]],
        "files": [each["Key"] for each in folders["Contents"]],
        "listedKey": s3.list_objects_v2(Bucket="boto", Prefix="a folder/")["Contents"][0]["Key"],
        "afterDelete": s3.list_objects_v2(Bucket="boto", Prefix="many/")["KeyCount"],
        "missingKey": error_code(s3.get_object, Bucket="boto", Key="none"),
        "missingHead": error_code(s3.head_object, Bucket="boto", Key="none"),
    }


def read_all(stream, limit):
    """Forwards from the head until a page's token is the one that was sent, as the service's reference tells."""
    pages, token = [], None
    while True:
        more = {} if token is None else {"nextToken": token}
        page = logs.get_log_events(logGroupName=GROUP, logStreamName=stream, startFromHead=True, limit=limit, **more)
        if page["nextForwardToken"] == token:
            return pages
        pages.append([event["message"] for event in page["events"]])
        token = page["nextForwardToken"]


def log_events():
    streams = list(
        logs.get_paginator("describe_log_streams").paginate(logGroupName=GROUP, logStreamNamePrefix="printing/")
    )
    [stream] = [each["logStreamName"] for page in streams for each in page["logStreams"]]
    newest = logs.get_log_events(logGroupName=GROUP, logStreamName=stream, limit=3)
    before = logs.get_log_events(
        logGroupName=GROUP, logStreamName=stream, limit=3, nextToken=newest["nextBackwardToken"]
    )
    return {
        "stream": stream,
        "pages": read_all(stream, 100),
        "whole": read_all(stream, 10_000),
        "newest": [event["message"] for event in newest["events"]],
        "before": [event["message"] for event in before["events"]],
        "unknown": error_code(logs.get_log_events, logGroupName=GROUP, logStreamName="nobody/algo-1-1"),
    }


answer = {"version": boto3.__version__}
for name, act in {"storage": storage, "jobs": jobs, "stop": stop, "logs": log_events}.items():
    answer[name] = act()
print(json.dumps(answer))
