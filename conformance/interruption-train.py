"""An ordinary Trainer script: a tiny BERT with dropout, on any number of ranks. It knows nothing of the launcher.

Every example takes a little while, so that a moment of a run can fall into any part of a step.
"""

import gc
import time

# A seventh of the time that the imports take; the tests start this script some hundreds of times.
gc.disable()

import torch
from transformers import BertConfig, BertForSequenceClassification, HfArgumentParser, Trainer, TrainingArguments, set_seed

gc.freeze()
gc.enable()


class Sentences(torch.utils.data.Dataset):
    def __init__(self, count):
        self.count = count

    def __len__(self):
        return self.count

    def __getitem__(self, index):
        time.sleep(0.02)
        tokens = torch.arange(8) * (index % 7) % 5 + 3
        return {"input_ids": tokens, "attention_mask": torch.ones_like(tokens), "labels": index % 2}


def main():
    (arguments,) = HfArgumentParser(TrainingArguments).parse_args_into_dataclasses()
    set_seed(arguments.seed)
    config = BertConfig(
        vocab_size=8,
        hidden_size=16,
        num_hidden_layers=1,
        num_attention_heads=2,
        intermediate_size=32,
        max_position_embeddings=8,
        hidden_dropout_prob=0.1,
        attention_probs_dropout_prob=0.1,
    )
    model = BertForSequenceClassification(config)
    trainer = Trainer(model=model, args=arguments, train_dataset=Sentences(320), eval_dataset=Sentences(16))
    trainer.train()
    trainer.save_model()


if __name__ == "__main__":
    main()
