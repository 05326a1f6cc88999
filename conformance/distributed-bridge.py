"""Reads cases from standard input and answers what transformers' DeepSpeed bridge and accelerate make of them.

In:  {"deepspeed": [{"config": {...}, "values": {...}}, ...], "parallel": [{"sizes": {...}, "ranks": 8, "fsdp": true}, ...]}
Out: {"deepspeed": [["gradient_clipping", ...], ...], "parallel": [null | "error", ...]}

The first names the keys that differ from the Trainer's own values, without DeepSpeed being installed.
"""

import copy
import json
import logging
import sys
import types
import warnings

logging.disable(logging.CRITICAL)
warnings.simplefilter("ignore")

import transformers.integrations.deepspeed as bridge  # noqa: E402
from accelerate.parallelism_config import ParallelismConfig  # noqa: E402
from accelerate.utils.deepspeed import HfDeepSpeedConfig  # noqa: E402
from transformers import TrainingArguments  # noqa: E402

bridge.dep_version_check = lambda *_: None


class Config(bridge.HfTrainerDeepSpeedConfig, HfDeepSpeedConfig):
    """transformers derives from accelerate's class only where DeepSpeed is installed."""


def mismatches(case):
    config = Config(copy.deepcopy(case["config"]))
    arguments = TrainingArguments(output_dir="out", use_cpu=True, **case["values"])
    config.trainer_config_process(arguments)
    try:
        config.trainer_config_finalize(arguments, types.SimpleNamespace(config=types.SimpleNamespace(hidden_size=8)), max(arguments.max_steps, 1))
    except ValueError:
        pass
    return [line.split("=")[0].split()[-1] for line in config.mismatches]


def refusal(case):
    accelerator = types.SimpleNamespace(
        multi_device=case["ranks"] > 1, num_processes=case["ranks"], is_fsdp2=case["fsdp"], distributed_type=None, is_main_process=False
    )
    try:
        ParallelismConfig(**case["sizes"])._validate_accelerator(accelerator)
    except ValueError as error:
        return str(error)
    return None


def main():
    cases = json.load(sys.stdin)
    json.dump({"deepspeed": [mismatches(case) for case in cases["deepspeed"]], "parallel": [refusal(case) for case in cases["parallel"]]}, sys.stdout)


if __name__ == "__main__":
    main()
