"""Trains a small BERT classifier to tell which language a clause is written in.

The tokenizer and the model are built from scratch: nothing is downloaded. All arguments of
transformers.TrainingArguments are understood; `python train.py --help` lists them.
"""

import json
from collections import Counter
from dataclasses import dataclass, field

import numpy as np
from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, processors, trainers
from torch.utils.data import Dataset
from transformers import (
    BertConfig,
    BertForSequenceClassification,
    DataCollatorWithPadding,
    HfArgumentParser,
    PreTrainedTokenizerFast,
    Trainer,
    TrainingArguments,
    set_seed,
)


@dataclass
class ScriptArguments:
    """The data and the size of the model."""

    train_file: str = field(metadata={"help": 'JSON lines to train on, each {"text": ..., "label": ...}.'})
    eval_file: str = field(metadata={"help": "JSON lines to evaluate on, of the same form."})
    vocabulary_size: int = field(default=1000, metadata={"help": "Tokens in the vocabulary."})
    max_length: int = field(default=64, metadata={"help": "Longest input in tokens; the rest is cut off."})
    hidden_size: int = field(default=64, metadata={"help": "Width of the model."})
    layers: int = field(default=1, metadata={"help": "Transformer layers."})
    heads: int = field(default=2, metadata={"help": "Attention heads in each layer."})
    dropout: float = field(default=0.0, metadata={"help": "Share of activations dropped in training."})


class LabelledTexts(Dataset):
    """Tokenized texts with the number of their label."""

    def __init__(self, examples, tokenizer, label2id):
        self.encodings = tokenizer([example["text"] for example in examples], truncation=True)
        self.labels = [label2id[example["label"]] for example in examples]

    def __len__(self):
        return len(self.labels)

    def __getitem__(self, index):
        item = {name: values[index] for name, values in self.encodings.items()}
        item["labels"] = self.labels[index]
        return item


def read_json_lines(path):
    with open(path, encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def train_tokenizer(texts, vocabulary_size, max_length):
    # Every process trains its own tokenizer, so all must come to the same vocabulary.
    # The BPE trainer is deterministic; the WordPiece and Unigram trainers are not.
    tokenizer = Tokenizer(models.BPE(unk_token="[UNK]"))
    tokenizer.normalizer = normalizers.BertNormalizer(lowercase=True, strip_accents=False)
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    special_tokens = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
    trainer = trainers.BpeTrainer(
        vocab_size=vocabulary_size, special_tokens=special_tokens, show_progress=False
    )
    tokenizer.train_from_iterator(texts, trainer)
    tokenizer.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]",
        special_tokens=[(token, tokenizer.token_to_id(token)) for token in ("[CLS]", "[SEP]")],
    )
    return PreTrainedTokenizerFast(
        tokenizer_object=tokenizer,
        model_max_length=max_length,
        model_input_names=["input_ids", "attention_mask"],
        pad_token="[PAD]",
        unk_token="[UNK]",
        cls_token="[CLS]",
        sep_token="[SEP]",
        mask_token="[MASK]",
    )


def build_model(script_args, tokenizer, labels):
    config = BertConfig(
        vocab_size=len(tokenizer),
        hidden_size=script_args.hidden_size,
        num_hidden_layers=script_args.layers,
        num_attention_heads=script_args.heads,
        intermediate_size=4 * script_args.hidden_size,
        max_position_embeddings=script_args.max_length,
        hidden_dropout_prob=script_args.dropout,
        attention_probs_dropout_prob=script_args.dropout,
        pad_token_id=tokenizer.pad_token_id,
        id2label=dict(enumerate(labels)),
        label2id={label: number for number, label in enumerate(labels)},
    )
    return BertForSequenceClassification(config)


def compute_metrics(prediction):
    """Accuracy, and what always naming the most frequent label would reach."""
    guesses = np.argmax(prediction.predictions, axis=-1)
    most_frequent = Counter(prediction.label_ids.tolist()).most_common(1)[0][1]
    return {
        "accuracy": float(np.mean(guesses == prediction.label_ids)),
        "chance": most_frequent / len(prediction.label_ids),
    }


def main():
    parser = HfArgumentParser((ScriptArguments, TrainingArguments))
    script_args, training_args = parser.parse_args_into_dataclasses()
    set_seed(training_args.seed)  # before the model draws its first weights

    train_examples = read_json_lines(script_args.train_file)
    eval_examples = read_json_lines(script_args.eval_file)
    labels = sorted({example["label"] for example in train_examples})

    tokenizer = train_tokenizer(
        [example["text"] for example in train_examples],
        script_args.vocabulary_size,
        script_args.max_length,
    )
    model = build_model(script_args, tokenizer, labels)
    trainer = Trainer(
        model=model,
        args=training_args,
        train_dataset=LabelledTexts(train_examples, tokenizer, model.config.label2id),
        eval_dataset=LabelledTexts(eval_examples, tokenizer, model.config.label2id),
        data_collator=DataCollatorWithPadding(tokenizer),
        processing_class=tokenizer,  # saved with every checkpoint and with the model
        compute_metrics=compute_metrics,
    )

    trainer.train(resume_from_checkpoint=training_args.resume_from_checkpoint)
    metrics = trainer.evaluate()
    trainer.save_model()
    trainer.save_metrics("eval", metrics)
    trainer.save_state()
    if trainer.is_world_process_zero():
        accuracy, chance = metrics["eval_accuracy"], metrics["eval_chance"]
        print(f"Evaluation accuracy {accuracy:.3f}; always naming the most frequent label: {chance:.3f}")


if __name__ == "__main__":
    main()
