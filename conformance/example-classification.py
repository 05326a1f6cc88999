"""A classification script with the structure that the examples of transformers have: three groups of arguments, a
search for the last checkpoint, training, evaluation, and everything saved in between. It knows nothing of the launcher.
"""

import json
import logging
import os
import sys
import time
from dataclasses import dataclass, field
from typing import Optional

import torch
from transformers import (
    AutoConfig,
    AutoModelForSequenceClassification,
    AutoTokenizer,
    HfArgumentParser,
    Trainer,
    TrainingArguments,
    default_data_collator,
    set_seed,
)
from transformers.trainer_utils import get_last_checkpoint

logger = logging.getLogger(__name__)


@dataclass
class ModelArguments:
    config_name: str = field(metadata={"help": "Folder of the configuration"})
    tokenizer_name: Optional[str] = field(default=None, metadata={"help": "Folder of the tokenizer, if another"})


@dataclass
class DataArguments:
    train_file: str = field(metadata={"help": "Examples, a line of JSON each"})
    max_seq_length: int = field(default=8, metadata={"help": "Tokens of an example"})
    max_eval_samples: Optional[int] = field(default=None, metadata={"help": "Fewer examples for the evaluation"})


class Examples(torch.utils.data.Dataset):
    def __init__(self, rows, tokenizer, length):
        encoded = tokenizer([row["text"] for row in rows], padding="max_length", truncation=True, max_length=length)
        self.columns = {**encoded, "label": [row["label"] for row in rows]}

    def __len__(self):
        return len(self.columns["label"])

    def __getitem__(self, index):
        time.sleep(0.01)
        return {name: values[index] for name, values in self.columns.items()}


def main():
    parser = HfArgumentParser((ModelArguments, DataArguments, TrainingArguments))
    if len(sys.argv) == 2 and sys.argv[1].endswith(".json"):
        model_args, data_args, training_args = parser.parse_json_file(json_file=os.path.abspath(sys.argv[1]))
    else:
        model_args, data_args, training_args = parser.parse_args_into_dataclasses()

    last_checkpoint = None
    if os.path.isdir(training_args.output_dir) and training_args.do_train:
        last_checkpoint = get_last_checkpoint(training_args.output_dir)
        if last_checkpoint is None and len(os.listdir(training_args.output_dir)) > 0:
            raise ValueError(f"{training_args.output_dir} exists and is not empty.")
        if last_checkpoint is not None and training_args.resume_from_checkpoint is None:
            logger.info("going on from %s", last_checkpoint)

    set_seed(training_args.seed)
    config = AutoConfig.from_pretrained(model_args.config_name, num_labels=2)
    tokenizer = AutoTokenizer.from_pretrained(model_args.tokenizer_name or model_args.config_name)
    model = AutoModelForSequenceClassification.from_config(config)
    with open(data_args.train_file, encoding="utf-8") as file:
        rows = [json.loads(line) for line in file]
    train_dataset = Examples(rows, tokenizer, data_args.max_seq_length)
    eval_dataset = Examples(rows[: data_args.max_eval_samples], tokenizer, data_args.max_seq_length)

    trainer = Trainer(
        model=model,
        args=training_args,
        train_dataset=train_dataset if training_args.do_train else None,
        eval_dataset=eval_dataset if training_args.do_eval else None,
        compute_metrics=lambda found: {"accuracy": float((found.predictions.argmax(1) == found.label_ids).mean())},
        processing_class=tokenizer,
        data_collator=default_data_collator,
    )
    if training_args.do_train:
        checkpoint = training_args.resume_from_checkpoint or last_checkpoint
        train_result = trainer.train(resume_from_checkpoint=checkpoint)
        metrics = {**train_result.metrics, "train_samples": len(train_dataset)}
        trainer.save_model()
        trainer.log_metrics("train", metrics)
        trainer.save_metrics("train", metrics)
        trainer.save_state()
    if training_args.do_eval:
        metrics = trainer.evaluate(eval_dataset=eval_dataset)
        metrics["eval_samples"] = len(eval_dataset)
        trainer.log_metrics("eval", metrics)
        trainer.save_metrics("eval", metrics)
    trainer.create_model_card(finetuned_from=model_args.config_name, tasks="text-classification")


if __name__ == "__main__":
    main()
