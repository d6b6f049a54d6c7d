"""A byte-level BPE tokenizer: training, the Hugging Face tokenizers file, and encoding in Python.

Byte level: a text becomes its UTF-8 bytes, each byte one printable character (GPT-2's table), so
any string has tokens and none is unknown. The text is lower-cased first. Words are split by the
GPT-2 pattern; merges of neighbouring symbols, learned from word counts, are applied best rank
first. Ids: 0 <pad>, 1 <start>, 2 <end>, then the 256 bytes, then the merges' results.

The written tokenizer.json is read by @huggingface/tokenizers (and by the Rust and Python
libraries); the encoder here gives the same ids, so that training needs no such library.
"""

import json
import re
from collections import Counter

PAD, START, END = 0, 1, 2
SPECIAL = ["<pad>", "<start>", "<end>"]
# Letters, digits and the rest, each with one leading space: the GPT-2 pattern in Python's syntax.
PATTERN = re.compile(r"'s|'t|'re|'ve|'m|'ll|'d| ?[^\W\d_]+| ?\d+| ?(?:[^\s\w]|_)+|\s+(?!\S)|\s+")


def byte_characters():
    """byte -> printable character, as GPT-2 has it."""
    kept = [*range(33, 127), *range(161, 173), *range(174, 256)]
    table, extra = {b: chr(b) for b in kept}, 0
    for b in range(256):
        if b not in table:
            table[b] = chr(256 + extra)
            extra += 1
    return table


BYTES = byte_characters()


def words(text):
    return ["".join(BYTES[b] for b in w.encode("utf-8")) for w in PATTERN.findall(text.lower())]


def _merge(symbols, pair):
    out, i = [], 0
    while i < len(symbols):
        if i + 1 < len(symbols) and (symbols[i], symbols[i + 1]) == pair:
            out.append(symbols[i] + symbols[i + 1])
            i += 2
        else:
            out.append(symbols[i])
            i += 1
    return out


def train(texts, vocabulary):
    """Learns merges until the vocabulary has the given size. Ties go to the smaller pair, so the
    result does not depend on the order of the texts."""
    counts = Counter(w for text in texts for w in words(text))
    split = {w: list(w) for w in counts}
    merges = []
    while len(SPECIAL) + 256 + len(merges) < vocabulary:
        pairs = Counter()
        for w, symbols in split.items():
            for pair in zip(symbols, symbols[1:]):
                pairs[pair] += counts[w]
        if not pairs:
            break
        best = min(pairs, key=lambda p: (-pairs[p], p))
        merges.append(best)
        for w, symbols in split.items():
            split[w] = _merge(symbols, best)
    return merges


class Tokenizer:
    def __init__(self, merges):
        self.merges = [tuple(m) for m in merges]
        self.rank = {m: i for i, m in enumerate(self.merges)}
        tokens = SPECIAL + [BYTES[b] for b in range(256)]
        self.ids = {t: i for i, t in enumerate(tokens)}
        for a, b in self.merges:
            self.ids.setdefault(a + b, len(self.ids))

    def encode(self, text, length):
        """Exactly `length` ids: <start>, the text's, <end>, then <pad>; a long text is cut."""
        out = [START]
        for word in words(text):
            symbols = list(word)
            while len(symbols) > 1:
                pair = min(zip(symbols, symbols[1:]), key=lambda p: self.rank.get(p, 1 << 30))
                if pair not in self.rank:
                    break
                symbols = _merge(symbols, pair)
            out += [self.ids[s] for s in symbols]
        out = (out + [END])[:length]
        return out + [PAD] * (length - len(out))

    def to_json(self):
        special = [{"id": i, "content": t, "single_word": False, "lstrip": False, "rstrip": False,
                    "normalized": False, "special": True} for i, t in enumerate(SPECIAL)]
        template = [{"SpecialToken": {"id": "<start>", "type_id": 0}},
                    {"Sequence": {"id": "A", "type_id": 0}},
                    {"SpecialToken": {"id": "<end>", "type_id": 0}}]
        named = {t: {"id": t, "ids": [i], "tokens": [t]} for i, t in enumerate(SPECIAL) if i}
        level = {"type": "ByteLevel", "add_prefix_space": False, "trim_offsets": True,
                 "use_regex": True}
        return json.dumps({
            "version": "1.0", "truncation": None, "padding": None, "added_tokens": special,
            "normalizer": {"type": "Lowercase"}, "pre_tokenizer": level,
            "post_processor": {"type": "TemplateProcessing", "single": template,
                               "pair": template + [{"Sequence": {"id": "B", "type_id": 0}},
                                                   template[-1]],
                               "special_tokens": named},
            "decoder": level,
            "model": {"type": "BPE", "dropout": None, "unk_token": None,
                      "continuing_subword_prefix": None, "end_of_word_suffix": None,
                      "fuse_unk": False, "byte_fallback": False, "ignore_merges": False,
                      "vocab": self.ids, "merges": [f"{a} {b}" for a, b in self.merges]},
        }, ensure_ascii=False)

    @staticmethod
    def from_json(text):
        return Tokenizer([m.split(" ") for m in json.loads(text)["model"]["merges"]])
