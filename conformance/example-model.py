"""Makes what the example scripts read: a folder with a tiny model's configuration and its tokenizer, and a data file.

The question names the folder; the answer is empty.
"""

import json
import os
import sys

from tokenizers import Tokenizer, models, pre_tokenizers
from transformers import BertConfig, GPT2Config, PreTrainedTokenizerFast

folder = json.load(sys.stdin)["folder"]
words = "[PAD] [UNK] the a cat dog bird sees hears likes big small red blue tree house".split()
tokenizer = Tokenizer(models.WordLevel({word: index for index, word in enumerate(words)}, unk_token="[UNK]"))
tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
fast = PreTrainedTokenizerFast(tokenizer_object=tokenizer, pad_token="[PAD]", unk_token="[UNK]")
size = {"vocab_size": len(words), "pad_token_id": 0}
bert = BertConfig(
    hidden_size=16, num_hidden_layers=1, num_attention_heads=2, intermediate_size=32, max_position_embeddings=16, **size
)
gpt = GPT2Config(n_embd=16, n_layer=1, n_head=2, n_positions=16, bos_token_id=0, eos_token_id=0, **size)
for name, config in {"classification": bert, "language-model": gpt}.items():
    place = os.path.join(folder, name)
    config.save_pretrained(place)
    fast.save_pretrained(place)
with open(os.path.join(folder, "data.jsonl"), "w", encoding="utf-8") as file:
    for index in range(320):
        text = " ".join(words[2 + (index * factor) % 14] for factor in (1, 3, 5, 7, 11, 13))
        file.write(json.dumps({"text": text, "label": index % 2}) + "\n")
print("{}")
