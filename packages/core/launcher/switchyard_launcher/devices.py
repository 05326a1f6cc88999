"""How many accelerators this node has, asked in children: importing torch here would cost memory and a context."""

from __future__ import annotations

import subprocess
import sys

# torch.accelerator knows devices of other vendors too; torch has it since 2.6.
_QUESTION = """
import torch
other = getattr(torch, "accelerator", None)
print(torch.cuda.device_count() or (other.device_count() if other and other.is_available() else 0))
"""
_LONGEST_ANSWER_SECONDS = 300


def torch_device_count() -> int:
    """What torch sees; 0 without torch."""
    lines = _ask([sys.executable, "-c", _QUESTION])
    return int(lines[-1]) if lines and lines[-1].isdigit() else 0


def gpu_count() -> int:
    """What nvidia-smi lists, which is quick; 0 without it."""
    return sum(line.startswith("GPU ") for line in _ask(["nvidia-smi", "--list-gpus"]))


def _ask(argv: list[str]) -> list[str]:
    try:
        answer = subprocess.run(
            argv,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=_LONGEST_ANSWER_SECONDS,
            check=True,
        )
    except (OSError, subprocess.SubprocessError):
        return []
    return answer.stdout.decode("utf-8", "replace").split("\n")[:-1]
