"""What a model predicts is told in the direction that the equations on screen have: from noise to data."""

from __future__ import annotations

import re

import pytest

from playground.core import folders
from playground.core.cards import Card
from playground.paradigms.cards import read_card
from playground.zoo.recipes import recipe

CARDS = [read_card(path.parent) for path in sorted(folders.shipped_models().glob("*-flow/card.toml"))]


@pytest.mark.parametrize("card", CARDS, ids=lambda card: card.name)
def test_no_velocity_leads_to_noise(card: Card) -> None:
    assert card.training is not None
    for summary in (card.summary, recipe(card.training.recipe).summary):
        assert "velocity" in summary and not re.search(r"from \w+ to noise", summary)
