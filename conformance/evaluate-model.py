"""Loads a model.tar.gz with transformers' own classes and answers how many of some examples it labels rightly.

In:  {"model": "/path/model.tar.gz", "examples": "/path/eval.jsonl"}
Out: {"version": "5.23.0", "model": "BertForSequenceClassification", "accuracy": 0.93}
"""

import json
import sys
import tarfile
import tempfile

import torch
import transformers
from transformers import AutoModelForSequenceClassification, AutoTokenizer

question = json.load(sys.stdin)
with open(question["examples"], encoding="utf-8") as lines:
    examples = [json.loads(line) for line in lines]

with tempfile.TemporaryDirectory() as folder:
    with tarfile.open(question["model"]) as archive:
        archive.extractall(folder, filter="data")
    tokenizer = AutoTokenizer.from_pretrained(folder)
    model = AutoModelForSequenceClassification.from_pretrained(folder).eval()

right = 0
with torch.no_grad():
    for example in examples:
        logits = model(**tokenizer(example["text"], truncation=True, return_tensors="pt")).logits
        right += model.config.id2label[int(logits.argmax())] == example["label"]

print(
    json.dumps(
        {"version": transformers.__version__, "model": type(model).__name__, "accuracy": right / len(examples)}
    )
)
