"""Titles of models, as lists of them show them."""

from __future__ import annotations

import msgspec

from playground.core.cards import told_apart
from tests.support.fakes import make_card


def test_equal_titles_are_told_apart_by_names() -> None:
    alike, other = make_card(name="one"), make_card(name="three")
    cards = [alike, msgspec.structs.replace(make_card(name="two"), title=alike.title), other]
    found = told_apart(cards)
    assert [card.title for card in found] == [f"{alike.title} (one)", f"{alike.title} (two)", other.title]
    assert [card.name for card in found] == ["one", "two", "three"]
