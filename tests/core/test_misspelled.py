"""Near words: the distance is that of its recursion, and what is offered is as near as any other."""

from __future__ import annotations

import functools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground.core.misspelled import distances, near_words

WORDS = st.text(st.sampled_from("abcé😀"), min_size=1, max_size=7)


@functools.cache
def recursive(one: str, other: str) -> int:
    if not one or not other:
        return len(one) + len(other)
    ways = [
        recursive(one[1:], other) + 1,
        recursive(one, other[1:]) + 1,
        recursive(one[1:], other[1:]) + (one[0] != other[0]),
    ]
    if one[:2] == other[1::-1] and len(one) > 1:
        ways.append(recursive(one[2:], other[2:]) + 1)
    return min(ways)


@given(st.lists(WORDS, min_size=1, max_size=6), WORDS)
def test_distances_are_those_of_the_recursion(words: list[str], sought: str) -> None:
    assert distances(words, sought).tolist() == [recursive(word, sought) for word in words]


@given(st.lists(WORDS, max_size=12, unique=True), WORDS)
def test_what_is_offered_is_as_near_as_any_other(words: list[str], sought: str) -> None:
    found, letters = near_words(words, sought), [word for word in words if word.isalnum()]
    bound = (0, 0, 0, 1, 1, 2)[min(len(sought), 5)]
    far = {word: recursive(word, sought) for word in letters}
    least = min(far.values(), default=0)
    near = {word for word in letters if far[word] == least and 1 <= least <= bound}
    assert set(found) <= near and len(found) == min(3, len(near))


def test_of_words_as_near_those_said_most_often_come_first() -> None:
    words = ["halt", "hard", "harp", "heart", "hat", "tart"]
    assert near_words(words, "hart") == ("halt", "hard", "harp")
    counts = {"heart": 40, "hat": 9, "hard": 2, "tart": 99}
    assert near_words(words, "hart", counts) == ("heart", "hat", "hard"), "those that begin alike before all"
    assert near_words(words, "hart", counts, most=9)[-1] == "tart"


@pytest.mark.parametrize(
    ("sought", "near"),
    [
        ("smilling", ("smiling",)), ("Sunglases", ("sunglasses",)), ("haert", ("hart", "heart")),
        ("csat", ("cat",)), ("smilnigg", ("smiling",)),
        ("smiling", ()), ("ca", ()), ("zebra", ()), ("", ()),
    ],
)  # fmt: skip
def test_misspelled_words_and_what_was_meant(sought: str, near: tuple[str, ...]) -> None:
    assert near_words(["heart", "sailing", "smiling", "sunglasses", "cat", "c(t", "hart"], sought) == near
