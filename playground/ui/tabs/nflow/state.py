"""What the Normalizing Flow tab shows, as frozen values: undo, sessions and lessons are copies of them.

Fields of the tab: ``stage`` (``lab`` or ``images``), ``lab`` (an :class:`NflowLabState`), ``images`` (an
:class:`NflowImages`). Fields of ``images``, as equations and lessons use them: ``model``, ``panel``, and

* ``sample`` panel: ``label``, ``count``, ``seed``, ``temperature``;
* ``interpolate`` panel: ``a``, ``b`` (a held-out image or a sample), ``told`` (the class), ``path``,
  ``frames``, ``t``;
* ``inspect`` and ``back`` panels: ``source`` (a held-out image or a drawing), ``labelled``, ``noise``, and
  ``order`` of the held-out images;
* ``likelihood`` panel: ``beside`` (pictures to set beside the held-out ones), ``labelled``, ``noise``;
* ``scales`` panel: ``source``, ``told``, ``seed``, ``temperature``.

Sections of ``assets/explanations/nflow.md`` have the panels' names as their ids, and ``lab``.
"""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from playground.core.cards import Card, Unconditional
from playground.core.conditions import nearest_label
from playground.core.fields import Value, about
from playground.core.recipe import change
from playground.paradigms.nflow_images import recipes
from playground.paradigms.nflow_images.card import Nflow
from playground.paradigms.nflow_images.network import refusal_of
from playground.paradigms.nflow_images.recipes import HeldOut, PicturesName
from playground.paradigms.sources import fitting
from playground.ui.stage.sources import SourceState
from playground.ui.state.views import TabState, View, Views, Walked, derived, renamed, same
from playground.ui.tabs.nflow.lab.state import NflowLabState

PanelName = Literal["sample", "interpolate", "inspect", "likelihood", "back", "scales"]
OpenPanel = Annotated[PanelName, about("Panel", "Which panel is open.")]
OrderName = Annotated[
    Literal["as they come", "likely first", "unlikely first"],
    about("Order", "How the held-out images are sorted, once their bits are measured."),
]
Beside = Annotated[
    tuple[PicturesName, ...],
    about("Set beside", "Pictures whose bits are measured beside those of held-out images.", length=6),
]


def _with_pictures(state: NflowImages, of: PicturesName) -> dict[str, Value]:
    """Held-out images are always there; others are set beside them."""
    there = of == "held-out" or of in state.beside
    return {} if there else {"beside": (*state.beside, of)}


def _taken_apart(state: NflowImages) -> HeldOut | recipes.Noise:
    """The picture that is inspected, or the first sample."""
    return state.source if isinstance(state.source, HeldOut) else recipes.Noise(state.seed)


def _held_out(state: NflowImages, source: Value) -> dict[str, Value]:
    return {"source": source} if isinstance(source, HeldOut) else {}


def _measured(state: NflowImages, card: Card) -> list[recipes.Likelihood]:
    """The held-out images, and where they are compared what stands beside them."""
    beside = state.beside if state.panel == "likelihood" else ()
    wanted = (state.likelihood(of) for of in dict.fromkeys(("held-out", *beside)))
    return [each for each in wanted if each.of == "held-out" or refusal_of(each, card) is None]


VIEWS = Views(
    View("sample", recipes.Sample, same("model label count seed temperature")),
    View("interpolate", recipes.Interpolate, same("model a b path frames noise"), renamed(label="told")),
    View(
        "inspect",
        recipes.Inspect,
        same("model source labelled noise"),
        opens=lambda recipe: "back" if recipe.look == "way" else "inspect",
        panels=("inspect", "back"),
        left="look",
    ),
    View(
        "likelihood",
        recipes.Likelihood,
        same("model labelled noise"),
        derived("of", lambda _state: "held-out", _with_pictures, of="model"),
        panels=("likelihood", "inspect"),
        asked="on demand",
        left="count bins",
        queue=_measured,
        skips=True,
    ),
    View(
        "likelihoods",
        recipes.Likelihoods,
        same("model beside labelled noise"),
        opens="likelihood",
        asked="never",
        left="count bins",
    ),
    View(
        "scales",
        recipes.Scales,
        same("model seed temperature noise"),
        renamed(label="told"),
        derived("source", _taken_apart, _held_out, of="source seed"),
        left="pictures",
    ),
)


class NflowImages(SourceState, frozen=True, kw_only=True, tag="nflow-images"):
    """Everything that determines what the Images stage shows."""

    model: recipes.Model = "fashion-nflow"
    panel: OpenPanel = "sample"
    label: recipes.Labels = recipes.ONE_AFTER_ANOTHER
    count: recipes.Count = 64
    seed: recipes.Seed = 0
    temperature: recipes.Temperature = 0.7
    a: recipes.End = HeldOut(0)
    b: recipes.End = HeldOut(1)
    told: recipes.Label = 10
    """None, for ten classes: both ends may be anything."""
    path: recipes.PathName = "spherical"
    frames: recipes.FrameCount = 25
    t: Walked = 0.0
    source: recipes.ImageSource = HeldOut(0)
    labelled: recipes.Labelled = False
    noise: recipes.NoiseSeed = 0
    order: OrderName = "as they come"
    beside: Beside = ("digits", "inverted")

    singles: ClassVar[tuple[str, ...]] = ("interpolate", "scales")
    """Panels whose pictures all have one label, ``told``."""
    conditions: ClassVar[tuple[str, ...]] = ("label", "told")

    @property
    def one_label(self) -> int:
        """The label where all pictures have one."""
        return self.told

    def likelihood(self, of: PicturesName = "held-out") -> recipes.Likelihood:
        """The exact likelihood of some pictures."""
        measured: recipes.Likelihood = VIEWS["likelihood"].of(self)
        return change(measured, of=of)

    def fitted(self, card: Card, present: Card | None = None) -> NflowImages:
        """This state with the model of ``card``: labels that it does not know become the nearest it does."""
        nflow = Nflow.of(card)
        condition = Unconditional() if nflow is None else nflow.condition
        return change(
            self,
            model=card.name,
            told=nearest_label(self.told, condition),
            label=nearest_label(self.label, condition),
            a=fitting(self.a, card, HeldOut(0)),
            b=fitting(self.b, card, HeldOut(1)),
            source=fitting(self.source, card, HeldOut(0)),
        )


class NflowState(TabState, frozen=True, kw_only=True, tag="nflow-tab"):
    """Everything that the tab shows."""

    lab: NflowLabState = NflowLabState()
    images: NflowImages = NflowImages()
