"""Captions as numbers: parts of words, learned from captions of faces that models may learn from.

Byte pairs (Sennrich et al. 2016): the letters are bytes, so that an unknown word is read in pieces.
``python -m playground.faces.tokens`` makes the file that ships again, byte for byte.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator, Sequence

import numpy as np
from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, trainers

from playground.core import folders
from playground.faces.captions import caption
from playground.faces.sampling import learnable

PAD, NOTHING = 0, 1
"""Nothing more, and no text at all."""
SIZE = 1000
"""Entries of the vocabulary."""
LENGTH = 40
"""Tokens of a text that a network reads."""

_KEPT = ("[pad]", "[nothing]")
_SEED, _CAPTIONS = 31, 12_000
FILE = folders.assets() / "faces" / "tokens.json"


def trained() -> Tokenizer:
    """The vocabulary, learned anew: the same on every machine."""
    tokenizer = Tokenizer(models.BPE())
    tokenizer.normalizer = normalizers.Sequence(
        [normalizers.NFKC(), normalizers.Lowercase(), normalizers.Replace("-", " ")]
    )
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=True)
    trainer = trainers.BpeTrainer(
        vocab_size=SIZE,
        special_tokens=list(_KEPT),
        initial_alphabet=sorted(pre_tokenizers.ByteLevel.alphabet()),
        show_progress=False,
    )
    tokenizer.train_from_iterator(learned_captions(_SEED, _CAPTIONS), trainer)
    return tokenizer


def learned_captions(seed: int, count: int) -> Iterator[str]:
    """The texts of captions of faces that models may learn from."""
    generator = np.random.Generator(np.random.PCG64(seed))
    return (caption(row, generator).text for row in learnable(seed, count))


@functools.cache
def tokenizer() -> Tokenizer:
    """The vocabulary that ships."""
    found = Tokenizer.from_file(str(FILE))
    # Signs that stand for no text are not found in one.
    found.encode_special_tokens = True
    return found


def encoded(texts: Sequence[str], length: int = LENGTH) -> np.ndarray[tuple[int, int], np.dtype[np.int64]]:
    """Texts as tokens ``(n, length)``, cut off or filled up with :data:`PAD`; none is :data:`NOTHING`."""
    found = np.full((len(texts), length), PAD, dtype=np.int64)
    for row, each in zip(found, tokenizer().encode_batch(list(texts)), strict=True):
        ids = each.ids[:length] or [NOTHING]
        row[: len(ids)] = ids
    return found


def main() -> None:
    """Write the file that ships."""
    FILE.write_text(trained().to_str(pretty=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
