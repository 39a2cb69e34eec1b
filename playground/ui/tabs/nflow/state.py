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

from typing import Annotated, Any, ClassVar, Literal

from playground.core.cards import Card
from playground.core.fields import about, bounds
from playground.core.recipe import Recipe, change
from playground.paradigms.nflow_images import recipes
from playground.paradigms.nflow_images.recipes import Drawing, HeldOut, PicturesName
from playground.ui.tabs.nflow.lab.state import NflowLabState

StageName = Annotated[Literal["lab", "images"], about("Stage", "Which stage is open.")]
PanelName = Literal["sample", "interpolate", "inspect", "likelihood", "back", "scales"]
Panel = Annotated[PanelName, about("Panel", "Which panel is open.")]
Position = Annotated[
    float, bounds(0.0, 1.0, "Position", "How far the way from A to B has been walked.", step=0.01)
]
OrderName = Annotated[
    Literal["as they come", "likely first", "unlikely first"],
    about("Order", "How the held-out images are sorted, once their bits are measured."),
]
Beside = Annotated[
    tuple[PicturesName, ...],
    about("Set beside", "Pictures whose bits are measured beside those of held-out images.", length=6),
]


class NflowImages(Recipe, frozen=True, kw_only=True, tag="nflow-images"):
    """Everything that determines what the Images stage shows; methods give the recipes of its views."""

    model: recipes.Model = "fashion-nflow"
    panel: Panel = "sample"
    label: recipes.Labels = recipes.ONE_AFTER_ANOTHER
    count: recipes.Count = 64
    seed: recipes.Seed = 0
    temperature: recipes.Temperature = 0.7
    a: recipes.Source = HeldOut(0)
    b: recipes.Source = HeldOut(1)
    told: recipes.Label = 10
    """None, for ten classes: both ends may be anything."""
    path: recipes.PathName = "spherical"
    frames: recipes.FrameCount = 25
    t: Position = 0.0
    source: recipes.ImageSource = HeldOut(0)
    labelled: recipes.Labelled = False
    noise: recipes.NoiseSeed = 0
    order: OrderName = "as they come"
    beside: Beside = ("digits", "inverted")

    singles: ClassVar[tuple[str, ...]] = ("interpolate", "scales")
    """Panels whose pictures all have one label, ``told``."""

    @property
    def one_label(self) -> int:
        """The label where all pictures have one."""
        return self.told

    def sample(self) -> recipes.Sample:
        """The grid of samples."""
        return recipes.Sample(**self._some("model", "label", "count", "seed", "temperature"))

    def interpolate(self) -> recipes.Interpolate:
        """The way from A to B."""
        return recipes.Interpolate(
            label=self.told, **self._some("model", "a", "b", "path", "frames", "noise")
        )

    def likelihood(self, of: PicturesName = "held-out") -> recipes.Likelihood:
        """The exact likelihood of some pictures."""
        return recipes.Likelihood(of=of, **self._some("model", "labelled", "noise"))

    def likelihoods(self) -> recipes.Likelihoods:
        """All likelihoods that are set beside one another."""
        return recipes.Likelihoods(**self._some("model", "beside", "labelled", "noise"))

    def inspect(self) -> recipes.Inspect:
        """One picture's way to z and back."""
        return recipes.Inspect(**self._some("model", "source", "labelled", "noise"))

    def scales(self) -> recipes.Scales:
        """What each scale of z carries, for the picture that is inspected, or the first sample."""
        source = self.source if isinstance(self.source, HeldOut) else recipes.Noise(self.seed)
        return recipes.Scales(
            source=source, label=self.told, **self._some("model", "seed", "temperature", "noise")
        )

    def fitted(self, card: Card) -> NflowImages:
        """This state with the model of ``card``: a label that it does not know becomes none."""
        classes = 0 if card.nflow is None else card.nflow.classes
        told, label = min(self.told, classes), min(self.label, classes)
        drawn = isinstance(self.source, Drawing) and len(self.source.pixels) != card.image.dimensions
        source = HeldOut(0) if drawn else self.source
        return change(self, model=card.name, told=told, label=label, source=source)

    def applying(self, recipe: Recipe) -> NflowImages | None:
        """This state changed so that it shows ``recipe``; ``None`` where the tab cannot show it."""
        match recipe:
            case NflowImages():
                return recipe
            case recipes.Sample():
                return self._with(recipe, "sample", "label", "count", "seed", "temperature")
            case recipes.Interpolate():
                shown = self._with(recipe, "interpolate", "a", "b", "path", "frames", "noise")
                return change(shown, told=recipe.label)
            case recipes.Likelihood():
                shown = self._with(recipe, "likelihood", "labelled", "noise")
                there = recipe.of == "held-out" or recipe.of in shown.beside
                return shown if there else change(shown, beside=(*shown.beside, recipe.of))
            case recipes.Likelihoods():
                return self._with(recipe, "likelihood", "beside", "labelled", "noise")
            case recipes.Inspect():
                panel: PanelName = "back" if recipe.look == "way" else "inspect"
                return self._with(recipe, panel, "source", "labelled", "noise")
            case recipes.Scales():
                shown = self._with(recipe, "scales", "seed", "temperature", "noise")
                source = recipe.source if isinstance(recipe.source, HeldOut) else self.source
                return change(shown, told=recipe.label, source=source)
            case _:
                return None

    def _some(self, *names: str) -> dict[str, Any]:
        return {name: getattr(self, name) for name in names}

    def _with(self, recipe: Recipe, panel: PanelName, *names: str) -> NflowImages:
        values = {name: getattr(recipe, name) for name in ("model", *names)}
        return change(self, panel=panel, **values)


class NflowState(Recipe, frozen=True, kw_only=True, tag="nflow-tab"):
    """Everything that the tab shows."""

    stage: StageName = "lab"
    lab: NflowLabState = NflowLabState()
    images: NflowImages = NflowImages()
