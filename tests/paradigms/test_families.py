"""The families' records agree with each other, and with what is run."""

from __future__ import annotations

import inspect
import re
from collections import Counter

import pytest
from msgspec.structs import replace

from playground.core import folders
from playground.core.cards import Card
from playground.core.paradigm import Paradigm
from playground.paradigms import discover
from playground.paradigms.cards import rules
from playground.paradigms.families import families, family_of, variants
from playground.paradigms.family import Family
from playground.paradigms.gan_images.card import Gan
from playground.runtimes.catalogue import catalogue
from tests.support.fakes import make_card
from tests.support.linear_gan import mapped_card

CARDS = [entry.card for entry in catalogue((folders.shipped_models(),), rules()).entries]
each = pytest.mark.parametrize("family", families(), ids=lambda family: family.name)


def test_every_family_is_a_paradigm_found_by_its_name() -> None:
    assert [each for each in discover() if isinstance(each, Family)] == list(families())
    assert all(family_of(each.name) is each for each in families())
    assert family_of("classifier") is None


def test_no_name_is_given_twice() -> None:
    named = [each.name for family in families() for each in (*family.variants, *family.candidates)]
    assert set(Counter(each.name for family in families() for each in family.variants).values()) == {1}
    assert set(Counter(each.name for family in families() for each in family.candidates).values()) == {1}
    assert named and list(variants()) == [each.name for family in families() for each in family.variants]


@each
def test_what_a_record_names_is_there(family: Family) -> None:
    entrants = {each.name for other in families() for each in other.candidates}
    own = {variant.name for variant in family.variants}
    assert {each.variant for each in family.candidates} <= own
    natures = [each.nature for each in family.variants if each.nature is not None]
    assert {nature.league for nature in natures if not nature.apart} <= entrants
    assert {nature.league for nature in natures if nature.apart} <= {""}


@pytest.mark.parametrize("paradigm", discover(), ids=lambda paradigm: paradigm.name)
def test_what_runs_its_recipes_takes_them(paradigm: Paradigm) -> None:
    for kind in paradigm.runs:
        taken, *_ = inspect.signature(paradigm.run_of(kind), eval_str=True).parameters.values()
        assert issubclass(kind, taken.annotation), kind


@each
def test_its_recipes_are_run_by_it(family: Family) -> None:
    assert family.generate in family.runs
    assert family.likelihood is None or family.likelihood in family.runs
    assert {type(lane) for lane in family.lanes} <= {family.generate}
    assert family.generate is not None and set(family.edited) <= set(family.generate.__struct_fields__)


@pytest.mark.parametrize("card", CARDS, ids=lambda card: card.name)
def test_a_models_settings_make_recipes_that_it_can_run(card: Card) -> None:
    family = family_of(card.paradigm)
    if family is None or family.generate is None:
        return
    settings = family.settings_of(card)
    assert settings
    for values in settings:
        own = {name: value for name, value in values.items() if name != "guided"}
        recipe = family.generate(model=card.name, **own)
        assert family.refusal_of(recipe, card) is None
        assert family.variant_of(own, card) in {"", *variants()}


def ones() -> tuple[Card, ...]:
    """Cards of which all is there once."""
    players = mapped_card(classes=1)
    gan = Gan.of(players)
    assert gan is not None
    once = replace(gan, latent=1, style=1, layers=1, snapshots=(replace(gan.snapshots[-1], step=1),))
    return replace(players, tables=(once,)), make_card(latent=1)


@pytest.mark.parametrize("card", ones(), ids=lambda card: card.paradigm)
def test_what_is_there_once_has_a_noun_in_the_singular(card: Card) -> None:
    family = family_of(card.paradigm)
    assert family is not None
    said = family.facts(card)
    nouns = re.findall(r"\b1 ([a-z ]*[a-z])", said)
    assert nouns and not any(word.endswith("s") for noun in nouns for word in noun.split()), said
