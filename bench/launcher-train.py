"""A Trainer script whose steps take about 10 ms, with a checkpoint now and then. Prints the milliseconds of a step."""

import time

import torch
from transformers import BertConfig, BertForSequenceClassification, HfArgumentParser, Trainer, TrainerCallback, TrainingArguments


class Sentences(torch.utils.data.Dataset):
    def __len__(self):
        return 4000

    def __getitem__(self, index):
        time.sleep(0.005)
        tokens = torch.full((8,), 3 + index % 2)
        return {"input_ids": tokens, "attention_mask": torch.ones_like(tokens), "labels": index % 2}


class Clock(TrainerCallback):
    """The times at which steps end; the first ones warm up."""

    def __init__(self):
        self.ends = []

    def on_step_end(self, args, state, control, **others):
        self.ends.append(time.perf_counter())


def main():
    (arguments,) = HfArgumentParser(TrainingArguments).parse_args_into_dataclasses()
    config = BertConfig(
        vocab_size=8, hidden_size=16, num_hidden_layers=1, num_attention_heads=2, intermediate_size=32, max_position_embeddings=8
    )
    clock = Clock()
    trainer = Trainer(
        model=BertForSequenceClassification(config), args=arguments, train_dataset=Sentences(), callbacks=[clock]
    )
    trainer.train()
    if trainer.is_world_process_zero():
        ends = clock.ends[10:]
        print("milliseconds per step: %.4f" % (1000 * (ends[-1] - ends[0]) / (len(ends) - 1)), flush=True)


if __name__ == "__main__":
    main()
