"""A causal language model's script with the structure that the examples of transformers 5 have: three groups of
arguments, blocks of one long text, and a checkpoint only where `resume_from_checkpoint` names it. It knows nothing of
the launcher.
"""

import json
import math
import os
import sys
import time
from dataclasses import dataclass, field

import torch
from transformers import (
    AutoConfig,
    AutoModelForCausalLM,
    AutoTokenizer,
    HfArgumentParser,
    Trainer,
    TrainingArguments,
    default_data_collator,
    set_seed,
)


@dataclass
class ModelArguments:
    config_name: str = field(metadata={"help": "Folder of the configuration and the tokenizer"})


@dataclass
class DataArguments:
    train_file: str = field(metadata={"help": "Examples, a line of JSON each"})
    block_size: int = field(default=8, metadata={"help": "Tokens of a block"})


class Blocks(torch.utils.data.Dataset):
    def __init__(self, tokens, size):
        self.blocks = [tokens[start : start + size] for start in range(0, len(tokens) - size + 1, size)]

    def __len__(self):
        return len(self.blocks)

    def __getitem__(self, index):
        time.sleep(0.01)
        block = self.blocks[index]
        return {"input_ids": block, "attention_mask": [1] * len(block), "labels": block}


def main():
    parser = HfArgumentParser((ModelArguments, DataArguments, TrainingArguments))
    if len(sys.argv) == 2 and sys.argv[1].endswith(".json"):
        model_args, data_args, training_args = parser.parse_json_file(json_file=os.path.abspath(sys.argv[1]))
    else:
        model_args, data_args, training_args = parser.parse_args_into_dataclasses()

    set_seed(training_args.seed)
    tokenizer = AutoTokenizer.from_pretrained(model_args.config_name)
    model = AutoModelForCausalLM.from_config(AutoConfig.from_pretrained(model_args.config_name))
    with training_args.main_process_first(desc="tokenizing"):
        with open(data_args.train_file, encoding="utf-8") as file:
            tokens = tokenizer(" ".join(json.loads(line)["text"] for line in file))["input_ids"]
    train_dataset = Blocks(tokens, data_args.block_size)
    eval_dataset = Blocks(tokens[:64], data_args.block_size)

    trainer = Trainer(
        model=model,
        args=training_args,
        train_dataset=train_dataset if training_args.do_train else None,
        eval_dataset=eval_dataset if training_args.do_eval else None,
        processing_class=tokenizer,
        data_collator=default_data_collator,
    )
    if training_args.do_train:
        train_result = trainer.train(resume_from_checkpoint=training_args.resume_from_checkpoint)
        trainer.save_model()
        trainer.log_metrics("train", train_result.metrics)
        trainer.save_metrics("train", train_result.metrics)
        trainer.save_state()
    if training_args.do_eval:
        metrics = trainer.evaluate()
        metrics["perplexity"] = math.exp(min(metrics["eval_loss"], 100))
        trainer.log_metrics("eval", metrics)
        trainer.save_metrics("eval", metrics)


if __name__ == "__main__":
    main()
