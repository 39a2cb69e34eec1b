"""What a family of models is, as one record: whatever is shared by all families reads it and names none.

A family is a folder here with a file ``family.py``, which says ``PARADIGM = Family(…)``; a new one is found
by itself. It says who makes pictures and how (:class:`Variant`), in what settings they are measured, who
enters the league (:class:`Candidate`), and which lanes a race has.

What a layer below needs of a family is handed to it, since it may not import this one, such as what the cards
of its models must say (:func:`playground.paradigms.cards.rules`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

import msgspec

from playground.core.card_faults import CardRules
from playground.core.cards import Card
from playground.core.dotted import load
from playground.core.paradigm import Paradigm
from playground.core.recipe import Recipe

if TYPE_CHECKING:
    from playground.paradigms.league.candidate import Terms, TrainedCandidate

Fields: TypeAlias = Mapping[str, Any]
"""Fields of a recipe by name."""
LikelihoodKind: TypeAlias = Literal["none", "bound", "exact"]


class Mark(msgspec.Struct, frozen=True, kw_only=True):
    """A symbol of about radius 1.

    A polygon or a star has ``corners``, the first of them in the ``direction`` in degrees, counterclockwise
    from the right, at the distance ``size`` from the middle.
    """

    form: Literal["polygon", "star", "disc", "ring", "cross"]
    corners: int = 0
    direction: float = 90
    size: float = 1


class Nature(msgspec.Struct, frozen=True, kw_only=True):
    """What a variant is by definition: its likelihood and why so, its type, and its place in the league.

    ``iterative`` ones ask a network several times. One that is ``apart`` has no place in the league, and is a
    row only where there is something of its kind.
    """

    likelihood: LikelihoodKind
    why: str
    type: str
    explained: str
    league: str = ""
    iterative: bool = True
    apart: bool = False


class Variant(msgspec.Struct, frozen=True, kw_only=True):
    """Who makes the pictures, and how: most families have one, others several that are told apart.

    Results are kept under its ``name``. ``colour`` counts the ten that a theme has for classes; no two
    variants of this program that draw the same data share one, and marks tell all apart. Where it has a
    ``nature``, it is a row of the table.
    """

    name: str
    title: str
    colour: int
    mark: Mark
    nature: Nature | None = None


class Walk(msgspec.Struct, frozen=True, kw_only=True):
    """The steps of a candidate’s sampler: how many unless it is told otherwise, and what they are."""

    steps: int
    title: str
    help: str


class Candidate(msgspec.Struct, frozen=True, kw_only=True):
    """Who can enter the league, in the colour of one of the family’s variants.

    ``entrant`` is the dotted name of what begins a training: what that needs is imported only then.
    """

    name: str
    title: str
    help: str
    variant: str
    entrant: str
    walk: Walk | None = None

    def enter(self, terms: Terms) -> TrainedCandidate:
        """Begin a training; raises ``RecipeError`` where nothing is drawn."""
        entrant: TrainedCandidate = load(self.entrant)(terms)
        return entrant


def _only(_recipe: Fields, _card: Card) -> str:
    return ""


def _nothing(_card: Card) -> tuple[Fields, ...]:
    return ()


def _as_others(_card: Card) -> Fields:
    return {}


def _no_refusal(_recipe: Recipe, _card: Card) -> str | None:
    return None


def _no_facts(_card: Card) -> str:
    return ""


def _no_parts(_recipe: Recipe, _card: Card) -> tuple[str, ...]:
    return ()


def _one_row(_recipe: Recipe) -> int:
    return 1


class Family(Paradigm, frozen=True, kw_only=True):
    """A paradigm whose models make pictures with the recipe ``generate``.

    ``card`` are the rules of its models' cards; without them it has no models of its own.
    ``variant_of`` names the variant that a recipe’s pictures belong to, given the recipe as JSON has it and
    the model’s card; empty for the first one. ``settings_of`` has the fields of the recipes that tell
    something of a model’s pictures; in those of a denoising network ``guided`` says whether guidance acts.
    ``likelihood`` measures ``count`` held-out images and ends with the scalar ``bits_per_dim``, asking the
    network about ``evaluations`` times for each. Models that are ``measured`` have measures of their own on
    held-out images; of those whose pictures are ``asked_for``, none are measured unless somebody asks.
    ``refusal_of`` says why a recipe cannot be run with a model, and ``usual`` has the fields that a recipe
    begins with for a model which cannot be asked with those of the type.

    ``facts`` is what a card says of its networks, in one line; empty where that is no more than its summary.

    In a race, ``lanes`` are those that the program comes with, behind the lanes of families of smaller
    ``lanes_order``; ``lanes_apart`` draw other data than the first ones, and race among themselves. Of lanes
    the fields ``edited`` can be edited. ``drawing_parts`` are the parts of which one call each makes the
    picture: all that there is to a lane that draws at once, and the decoder of latents; none where a sampler
    ends in the picture itself. ``rows`` is how many rows of ``count`` pictures a recipe draws.
    """

    card: CardRules | None = None
    variants: tuple[Variant, ...]
    variant_of: Callable[[Fields, Card], str] = _only
    settings_of: Callable[[Card], tuple[Fields, ...]] = _nothing
    usual: Callable[[Card], Fields] = _as_others
    likelihood: type[Recipe] | None = None
    evaluations: Callable[[Fields, Card], float] | None = None
    measured: bool = False
    asked_for: bool = False
    refusal_of: Callable[[Recipe, Card], str | None] = _no_refusal
    drawing_parts: Callable[[Recipe, Card], tuple[str, ...]] = _no_parts
    rows: Callable[[Recipe], int] = _one_row
    facts: Callable[[Card], str] = _no_facts
    edited: tuple[str, ...] = ()
    lanes: tuple[Recipe, ...] = ()
    lanes_order: int = 100
    lanes_apart: bool = False
    candidates: tuple[Candidate, ...] = ()
