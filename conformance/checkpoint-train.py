"""An unmodified Trainer script that spends most of its time on checkpoints: 6 million parameters, saved after each step."""

import torch
from transformers import BertConfig, BertForSequenceClassification, HfArgumentParser, Trainer, TrainingArguments


class Sentences(torch.utils.data.Dataset):
    def __len__(self):
        return 400

    def __getitem__(self, index):
        tokens = torch.full((8,), 3 + index % 2)
        return {"input_ids": tokens, "attention_mask": torch.ones_like(tokens), "labels": index % 2}


def main():
    (arguments,) = HfArgumentParser(TrainingArguments).parse_args_into_dataclasses()
    config = BertConfig(
        vocab_size=20_000,
        hidden_size=256,
        num_hidden_layers=1,
        num_attention_heads=2,
        intermediate_size=512,
        max_position_embeddings=8,
    )
    Trainer(model=BertForSequenceClassification(config), args=arguments, train_dataset=Sentences()).train()


if __name__ == "__main__":
    main()
