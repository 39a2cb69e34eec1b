"""Every error shown to a user is one printable line."""

from __future__ import annotations

import importlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground.core import errors
from playground.core.errors import PlaygroundError, lacking

KINDS = [
    kind
    for kind in vars(errors).values()
    if isinstance(kind, type) and issubclass(kind, PlaygroundError) and kind is not PlaygroundError
]


@pytest.mark.parametrize("kind", KINDS)
def test_a_plain_sentence_is_shown_as_it_is(kind: type[PlaygroundError]) -> None:
    assert kind("The file “ä b.png” is missing; choose another.").sentence == (
        "The file “ä b.png” is missing; choose another."
    )


@given(st.text(max_size=2 * errors.LONGEST))
def test_a_sentence_is_one_printable_line_of_the_same_length(text: str) -> None:
    sentence = PlaygroundError(text).sentence
    assert sentence.isprintable()
    assert len(sentence) == min(len(text), errors.LONGEST)


def test_a_very_long_sentence_keeps_what_happened_and_what_to_do() -> None:
    sentence = PlaygroundError(f"The card {'x' * 1_000_000} is damaged; copy it again.").sentence
    assert sentence.startswith("The card x") and sentence.endswith("is damaged; copy it again.")


def test_a_package_that_is_not_installed_is_told_with_what_helps() -> None:
    with pytest.raises(ModuleNotFoundError) as caught:
        importlib.import_module("no_such_package.part")
    assert "no_such_package" in lacking(caught.value)
    assert "doctor" in lacking(caught.value)
    # A module of ours that is missing is a fault of ours.
    assert lacking(ModuleNotFoundError(name="playground.nothing")) == ""
    assert lacking(ValueError("torch")) == ""
