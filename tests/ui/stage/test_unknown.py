"""What a state becomes with a model that does not know all that it is told, without a window."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from playground.core.cards import Card, Condition, LabelCondition, TokenCondition, Unconditional
from playground.core.conditions import refusal_of_label
from playground.ui.stage.unknown import fit, of_styles
from playground.ui.state.views import StageState
from playground.ui.tabs.flow.state import FlowImages
from playground.ui.tabs.gan.state import GanImages
from playground.ui.tabs.nflow.state import NflowImages
from playground.ui.tabs.vae.state import VaeImages
from playground.ui.tabs.words.state import WordsImages
from tests.support.linear_gan import gan_card
from tests.support.pixel_flow import pixel_card
from tests.support.race_world import CARDS

STATES: tuple[tuple[type[StageState], Card], ...] = (
    (GanImages, gan_card()),
    (NflowImages, pixel_card()),
    (FlowImages, CARDS["flow"]),
)
NAMES = tuple(f"thing {number}" for number in range(12))
WORDS = TokenCondition(length=7, vocabulary="words.json", features=5, styles=("noto",))

conditions = st.one_of(
    st.just(Unconditional()),
    st.integers(1, 12).map(lambda classes: LabelCondition(classes=classes)),
    st.integers(1, 12).map(lambda classes: LabelCondition(classes=classes, null=classes)),
)
labels = st.one_of(st.integers(0, 13), st.integers(0, 1000))


def told(card: Card, condition: Condition) -> Card:
    """The card of a model that is told so."""
    table: Any = card.tables[0]
    return replace(card, tables=(replace(table, condition=condition),), labels=NAMES[: condition.classes])


@pytest.mark.parametrize(("kind", "card"), STATES)
@given(condition=conditions, asked=st.tuples(labels, labels))
def test_what_a_model_knows_stays_and_of_what_it_does_not_one_sentence_tells(
    kind: type[StageState], card: Card, condition: Condition, asked: tuple[int, int]
) -> None:
    card = told(card, condition)
    state = kind().with_values(model=card.name, **dict(zip(kind.conditions, asked, strict=False)))
    refused = {name for name in kind.conditions if refusal_of_label(state.value(name), condition, card.title)}
    found = fit(state, card)
    assert (found is not None) == bool(refused)
    if found is not None:
        assert found.state.changed_from(state) == refused
        assert fit(found.state, card) is None
        assert all(str(state.value(name)) in found.sentence for name in refused)
        assert found.sentence.startswith(card.title) and found.sentence.count(".") == 1


def test_a_style_that_a_model_does_not_know_becomes_none() -> None:
    card = told(CARDS["flow"], WORDS)
    state = WordsImages().with_values(model=card.name, style="comic\nstrip", prompt="red heart")
    found = fit(state, card)
    assert found is not None and found.state == state.with_values(style="")
    assert found.sentence == f"{card.title} does not know the style “comic strip”; none is taken instead."
    assert fit(state.with_values(style="noto"), card) is None
    assert of_styles(("A", "B"), ("x", "y")) == (
        "A and B do not know the styles “x” and “y”; none is taken instead."
    )


def test_a_state_that_tells_its_model_nothing_is_left_alone() -> None:
    assert fit(VaeImages(), CARDS["vae"]) is None
