"""A text is parted as the library of models' files parts it, whatever it is written with."""

from __future__ import annotations

import itertools
import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from tokenizers import Regex, normalizers, pre_tokenizers

from playground.core.vocabulary import WORD
from playground.core.words_in import _is_of_word, end_of, without_controls, words_in

MARKS = "\u0301\u0308\u030a\u0345\u034f\u20e3\ufe0f\u3099\uff9e\u09be"
OTHERS = "aRé1_ ,.½ﬁⅷ²İ☝👨🅰\u200d\x01\u3164ㄱㅏ\u1112\u1161\u11ab\uffa1\uffc2か\uff76\u09c7<：’‿\u2028\xa0"
TEXTS = st.text(st.sampled_from(MARKS + OTHERS), max_size=12)


def parted(text: str) -> list[str]:
    """What the library makes of a text, normalised."""
    normal = normalizers.NFKC().normalize_str(without_controls(text))
    return [
        word for word, _ in pre_tokenizers.Split(Regex(WORD), "removed", invert=True).pre_tokenize_str(normal)
    ]


@given(TEXTS)
@example("re\u0301d heart")
@example("red\x01 he\x02art")
@example("A\u030a \u0301 ☝\ufe0f")
@example("<\u0338a")
@example("\u1112\u1161\u11ab")
def test_words_are_those_of_the_library(text: str) -> None:
    found = list(words_in(text))
    assert all(one.start < one.stop <= two.start for one, two in itertools.pairwise(found))
    if "½" not in text:
        pieces = [parted(text[part.start : part.stop]) for part in found]
        assert [word for piece in pieces for word in piece] == parted(text)
        assert all(len(piece) == 1 for piece in pieces)


def test_each_letter_is_of_a_word_as_the_library_says() -> None:
    split = pre_tokenizers.Split(Regex(WORD), "removed", invert=True)
    # Letters that were there in 2002 are what they are in every version of Unicode.
    every = (chr(code) for code in range(0x20000) if unicodedata.ucd_3_2_0.category(chr(code)) != "Cn")
    wrong = [
        letter
        for letter in every
        if letter.isprintable()
        and unicodedata.is_normalized("NFKC", letter)
        and (len(split.pre_tokenize_str(f"a{letter}a")) == 1) != _is_of_word(letter)
    ]
    assert wrong == []


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("re\u0301d heart", ["re\u0301d", "heart"]), ("red\x01 he\x02art", ["red", "he", "art"]),
        ("a½ b", ["a½", "b"]), ("½", ["½"]), ("☝\ufe0f", ["☝", "\ufe0f"]),
        ("e\u0301 \u0301", ["e\u0301", "\u0301"]),
        ("don’t_go", ["don", "’", "t", "go"]), (" _ ", []),
    ],
)  # fmt: skip
def test_a_text_and_its_words(text: str, words: list[str]) -> None:
    assert [text[part.start : part.stop] for part in words_in(text)] == words


def test_the_end_of_a_letter_is_behind_its_marks() -> None:
    assert (
        end_of("A\u030a\u0301 b", 1, 5) == 3
        and end_of("A\u030a\u0301 b", 1, 2) == 2
        and end_of("ab", 1, 2) == 1
    )
