"""Which checkpoints of a folder are whole, found out by loading all of them with torch and safetensors.

In:  {"folder": "/…/output"}
Out: {"whole": [10, 20], "broken": [30]}, by their steps.
"""

import json
import re
import sys
from pathlib import Path

import torch
from safetensors.torch import load_file

FILES = ("optimizer.pt", "scheduler.pt", "rng_state.pth", "training_args.bin")


def is_whole(folder, step):
    try:
        json.loads((folder / "config.json").read_text())
        weights = load_file(folder / "model.safetensors")
        for name in FILES:
            torch.load(folder / name, weights_only=False)
        state = json.loads((folder / "trainer_state.json").read_text())
        return len(weights) > 10 and state["global_step"] == step
    except Exception:
        return False


folder = Path(json.load(sys.stdin)["folder"])
steps = {int(found[1]): path for path in folder.glob("checkpoint-*") if (found := re.match(r"checkpoint-(\d+)$", path.name))}
whole = sorted(step for step, path in steps.items() if is_whole(path, step))
print(json.dumps({"whole": whole, "broken": sorted(set(steps) - set(whole))}))
