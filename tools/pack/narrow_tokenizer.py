"""A small CLIP tokenizer: byte-level BPE of the real form, with a few merges learned from captions.

The real one has 49,408 tokens and can only be downloaded. This one has the same parts in the same
order (256 bytes, 256 bytes that end a word, one token a merge, begin, end), so that everything that
reads a CLIP tokenizer reads it too: begin and end are the last two ids, as 49406 and 49407 are.
"""

from collections import Counter

from transformers import CLIPTokenizer
from transformers.convert_slow_tokenizer import bytes_to_unicode

BEGIN, END = "<|startoftext|>", "<|endoftext|>"
MERGES = 120
TOKENS = 77

CAPTIONS = """
a photo of a tench, a photo of an english springer, a photo of a cassette player, a photo of a
garbage truck, a photo of a golden retriever, a photo of a border collie, a photo of a siberian
husky, an image of a church, an image of a lighthouse, a painting of a mushroom, the picture of the
parachute, a french horn, a chain saw, a gas pump, a golf ball, a sailing boat on the water
"""


def learned_merges(text, count):
    """The `count` most frequent neighbours, merged one after another; ties go to the first in order."""
    alphabet = bytes_to_unicode()
    words = Counter(text.replace(",", " ").split())
    spelled = {
        word: [*(alphabet[b] for b in word.encode()[:-1]), alphabet[word.encode()[-1]] + "</w>"]
        for word in words
    }
    merges = []
    for _ in range(count):
        pairs = Counter()
        for word, times in words.items():
            for pair in zip(spelled[word], spelled[word][1:]):
                pairs[pair] += times
        best = min(pairs, key=lambda pair: (-pairs[pair], pair))
        merges.append(best)
        for word, parts in spelled.items():
            joined, i = [], 0
            while i < len(parts):
                both = tuple(parts[i : i + 2]) == best
                joined.append("".join(best) if both else parts[i])
                i += 2 if both else 1
            spelled[word] = joined
    return merges


def narrow_tokenizer(pad_token=END):
    """pad_token: END for Stable Diffusion 1.5 and SDXL's first, "!" (id 0) for 2.1 and SDXL's second."""
    alphabet = list(bytes_to_unicode().values())
    merges = learned_merges(CAPTIONS, MERGES)
    parts = [*alphabet, *(letter + "</w>" for letter in alphabet)]
    # Pairs may spell the same token in two ways; a token has one id.
    tokens = list(dict.fromkeys([*parts, *("".join(pair) for pair in merges), BEGIN, END]))
    vocabulary = {token: i for i, token in enumerate(tokens)}
    return CLIPTokenizer(
        vocab=vocabulary, merges=merges, pad_token=pad_token, model_max_length=TOKENS
    )
