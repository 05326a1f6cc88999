"""Which checkpoints of a folder are whole, found out by loading all of them with torch and safetensors.

In, a line each:  {"folder": "/…/output", "ranks": 4}; one rank where the number is missing
Out, a line each: {"whole": [10, 20], "broken": [30]}, by their steps
"""

import json
import re
import sys
from pathlib import Path

import torch
from safetensors.torch import load_file

FILES = ("optimizer.pt", "scheduler.pt", "training_args.bin")


def is_whole(folder, step, ranks):
    states = ["rng_state.pth"] if ranks == 1 else [f"rng_state_{rank}.pth" for rank in range(ranks)]
    try:
        json.loads((folder / "config.json").read_text())
        weights = load_file(folder / "model.safetensors")
        for name in (*FILES, *states):
            torch.load(folder / name, weights_only=False)
        state = json.loads((folder / "trainer_state.json").read_text())
        return len(weights) > 10 and state["global_step"] == step
    except Exception:
        return False


for line in sys.stdin:
    question = json.loads(line)
    paths = Path(question["folder"]).glob("checkpoint-*")
    steps = {int(found[1]): path for path in paths if (found := re.match(r"checkpoint-(\d+)$", path.name))}
    whole = sorted(step for step, path in steps.items() if is_whole(path, step, question.get("ranks", 1)))
    print(json.dumps({"whole": whole, "broken": sorted(set(steps) - set(whole))}), flush=True)
