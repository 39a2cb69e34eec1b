"""Words that a misspelled one may have been meant to be."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

_LEAST = 3
"""Letters of a word below which every other is near."""
_LONG = 5
"""Letters from which a word may have two errors."""


_NO_COUNTS: Mapping[str, int] = MappingProxyType({})


def near_words(
    words: Sequence[str], sought: str, counts: Mapping[str, int] = _NO_COUNTS, most: int = 3
) -> tuple[str, ...]:
    """Of words those that are an edit away, or else two from a long one; those that begin alike first, of
    these the ones that ``counts`` says are said most often, and none for a word that is among them."""
    sought = unicodedata.normalize("NFKC", sought).lower()
    if len(sought) < _LEAST:
        return ()
    bound = 2 if len(sought) >= _LONG else 1
    shortest, longest, letters = len(sought) - bound, len(sought) + bound, frozenset(sought)
    # Each letter that a word lacks takes an edit: most words are left out without counting more.
    alike = [
        word
        for word in words
        if shortest <= len(word) <= longest and len(letters.difference(word)) <= bound and word.isalnum()
    ]
    if not alike or sought in alike:
        return ()
    far = distances(alike, sought).tolist()
    if (least := min(far)) > bound:
        return ()
    found = (word for each, word in zip(far, alike, strict=True) if each == least)
    order = sorted(found, key=lambda word: (word[0] != sought[0], -counts.get(word, 0), word))
    return tuple(order[:most])


def distances(words: Sequence[str], sought: str) -> NDArray[np.int64]:
    """How many letters must be put in, left out, replaced or exchanged with the next to make each word of
    ``sought`` (optimal string alignment, in which a letter is edited once).

    All words are counted at once, letter by letter of ``sought``.
    """
    letters = np.array(words, dtype=np.str_).reshape(len(words), 1).view(np.uint32).reshape(len(words), -1)
    indices = np.arange(letters.shape[1] + 1, dtype=np.int16)
    before = row = np.broadcast_to(indices, (len(words), len(indices)))
    last = -1
    for letter in map(ord, sought):
        kept = np.minimum(row[:, 1:] + 1, row[:, :-1] + (letters != letter))
        crossed = (letters[:, 1:] == last) & (letters[:, :-1] == letter)
        kept[:, 1:] = np.where(crossed, np.minimum(kept[:, 1:], before[:, :-2] + 1), kept[:, 1:])
        begun = np.concatenate([row[:, :1] + 1, kept], axis=1)
        before, last = row, letter
        # To put letters in costs one each: the least of what stands before, and as many as lie between.
        row = np.minimum.accumulate(begun - indices, axis=1) + indices
    return np.asarray(row[np.arange(len(words)), [len(word) for word in words]], dtype=np.int64)
