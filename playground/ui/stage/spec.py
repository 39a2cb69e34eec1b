"""A family's tab as a specification: its state, its models, and what makes its stages, by dotted names.

Whatever draws is named and not imported, so that a tab costs nothing before it is visited, and a stage
nothing before it is shown.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterable
from typing import Any

import msgspec

from playground.core.cards import Card
from playground.core.recipe import Recipe


def same_family(name: str, cards: Iterable[Card]) -> tuple[Card, ...]:
    """The models of the family ``name``."""
    return tuple(card for card in cards if card.paradigm == name)


def any_denoiser(name: str, cards: Iterable[Card]) -> tuple[Card, ...]:
    """All models that denoise, those of the family ``name`` first."""
    found = [card for card in cards if card.denoising is not None]
    return tuple(sorted(found, key=lambda card: card.paradigm != name))


class TabSpec(msgspec.Struct, frozen=True, kw_only=True):
    """The tab of a family: a 2-D lab, and a stage that runs its models.

    ``state`` has a ``stage``, and a part for each stage under its name. ``kind`` is what one of its models is
    called. ``lab`` is the specification of its lab; ``images`` makes the other stage of (context, store,
    cards). ``binding`` and ``explanation`` are the classes that tie the text at the right to the tab.
    ``cards`` picks the models that the stage can run.
    """

    name: str
    title: str
    kind: str
    state: type[Recipe]
    lab: str
    images: str
    binding: str
    explanation: str = "playground.ui.sampling.explanation:StagedExplanation"
    cards: Callable[[str, Iterable[Card]], tuple[Card, ...]] = same_family


def load(dotted: str) -> Any:
    """What a dotted name means: ``package.module:name``."""
    module, _, name = dotted.partition(":")
    return getattr(importlib.import_module(module), name)
