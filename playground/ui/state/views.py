"""The views of a stage: the recipes that its panels ask for, and when.

A stage's state holds the recipe of each view under the view's name::

    View("lines", Paths, impossible=why_not)
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Literal, Protocol, Self, TypeAlias, TypeVar

from playground.core.cards import Card
from playground.core.fields import Value, about, bounds
from playground.core.recipe import Recipe
from playground.ui.state.controls import Controlled

Asked: TypeAlias = Literal["always", "open", "on demand", "never"]
"""``always``, while one of the view's panels is open, when a button of such a panel asks for it, or not at
all, as where its recipe stands for several others that are asked for."""


class Known(Protocol):
    """What a view may ask about the model that it is to be computed with."""

    @property
    def card(self) -> Card:
        """The card of the model."""

    @property
    def known(self) -> Collection[str]:
        """The names of all models that there are."""

    @property
    def cards(self) -> Mapping[str, Card]:
        """Those that can be chosen, by their names."""


R = TypeVar("R", bound=Recipe)
T = TypeVar("T", bound="StageState")


class View:
    """One thing that a stage shows: a recipe, which the state holds under the view's name.

    What is asked for may be ``computed`` of the state.

    ``opens`` is the panel that shows a recipe which somebody opens, or gives it for a recipe: that of the
    view's own name, unless it is said, or the view is asked for always. Of several views with recipes of one
    type all but one say that they do not ``show`` a recipe that somebody opens. ``resets`` are controls that
    a recipe does not know and that would hide it. ``left`` names the recipe's fields that it leaves as they
    are, and ``writes`` gives for a state and the recipe other controls that change with it.

    ``queue`` gives for a state and the card of its model several recipes to be run one after another, in
    place of the one; with ``skips``, what fails is left out of it, and of results only those are kept that
    have the facts ``alike`` in common. ``strict``: no frame of an older request arrives once a newer one is
    made. ``free``: the state's sampler does not matter to it. ``impossible`` says of a recipe why it cannot
    be computed with the model, whatever the sampler: nothing where it can. ``fitted`` gives for a recipe the
    one that is asked for with the models that there are.
    """

    def __init__(
        self,
        name: str,
        recipe: type[R],
        *,
        computed: Callable[[T], Recipe] | None = None,
        opens: str | Callable[[R], str] | None = None,
        asked: Asked = "open",
        shows: bool = True,
        resets: Mapping[str, Value] | None = None,
        left: str = "",
        writes: Callable[[T, R], Mapping[str, Value]] | None = None,
        queue: Callable[[T, Card], Sequence[Recipe]] | None = None,
        skips: bool = False,
        alike: tuple[str, ...] = (),
        strict: bool = False,
        free: bool = False,
        impossible: Callable[[R, Known], str] | None = None,
        fitted: Callable[[R, Known], Recipe] | None = None,
    ) -> None:
        self.name, self.recipe, self.asked, self.shows = name, recipe, asked, shows
        # Which state and recipe these take was checked above; from here on views of all types stand together.
        self.computed: Callable[..., Recipe] | None = computed
        self.writes: Callable[..., Mapping[str, Value]] | None = writes
        self.queue: Callable[..., Sequence[Recipe]] | None = queue
        self.impossible: Callable[..., str] | None = impossible
        self.fitted: Callable[..., Recipe] | None = fitted
        self.skips, self.strict, self.free, self.alike = skips, strict or queue is not None, free, alike
        if opens is None:
            opens = "" if asked == "always" else name
        self._opens: str | Callable[..., str] = opens
        self.panels: tuple[str, ...] = (opens,) if isinstance(opens, str) and opens else ()
        """The panels that need the view."""
        self.resets, self.left = dict(resets or {}), tuple(left.split())

    def needed_by(self, *panels: str) -> View:
        """The same view, needed by these panels; the first of them opens for a recipe if none is said to."""
        made = copy.copy(self)
        made.panels = panels
        if made._opens == made.name and panels and made.name not in panels:
            made._opens = panels[0]
        return made

    def depends(self, old: StageState, new: StageState) -> bool:
        """Whether the recipe may be another one in a new state."""
        return self.computed is not None or bool(getattr(old, self.name) != getattr(new, self.name))

    def of(self, state: StageState) -> Any:
        """The recipe that a state asks for."""
        return getattr(state, self.name) if self.computed is None else self.computed(state)

    def shown(self, state: T, recipe: Recipe) -> T:
        """A state changed so that it asks for ``recipe``, with its panel open."""
        written = {} if self.writes is None else self.writes(state, recipe)
        panel = self._opens if isinstance(self._opens, str) else self._opens(recipe)
        values = {**self.resets, **written, **({"panel": panel} if panel else {})}
        return state.holding(self.name, recipe, self.left).with_values(**values)

    def needed(self, panel: str) -> bool:
        """Whether it is asked for while a panel is open."""
        return self.asked == "always" or (self.asked == "open" and panel in self.panels)

    def waits(self, panel: str) -> bool:
        """Whether a panel may ask for it, as when a button is pressed or the recipe before has been run."""
        return panel in self.panels and (self.asked == "on demand" or self.queue is not None)


class Views(Mapping[str, View]):
    """The views of a stage by their names, in the order in which they are asked for.

    Raises ``ValueError`` where several would show recipes of one type.
    """

    def __init__(self, *views: View) -> None:
        self._views = {view.name: view for view in views}
        showing = [view.recipe for view in views if view.shows]
        if len(set(showing)) < len(showing):
            twice = next(each for each in showing if showing.count(each) > 1)
            raise ValueError(f"several views show recipes of the type {twice.__name__}")

    def __getitem__(self, name: str) -> View:
        return self._views[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._views)

    def __len__(self) -> int:
        return len(self._views)

    def showing(self, recipe: Recipe) -> View | None:
        """The view that shows a recipe; ``None`` where none does."""
        shown = (view for view in self._views.values() if view.shows)
        return next((view for view in shown if view.recipe is type(recipe)), None)

    def needed(self, panel: str) -> tuple[View, ...]:
        """The views that are asked for while a panel is open, in their order."""
        return tuple(view for view in self._views.values() if view.needed(panel))


PanelName = Annotated[str, about("Panel", "Which panel is open.", length=100)]
StageName = Annotated[Literal["lab", "images"], about("Stage", "Which stage is open.")]
Walked = Annotated[
    float, bounds(0.0, 1.0, "Position", "How far the way from A to B has been walked.", step=0.01)
]


class TabState(Recipe, frozen=True, kw_only=True):
    """Base of all that a family's tab shows: a subclass adds the states of both stages."""

    stage: StageName = "lab"


class StageState(Controlled, frozen=True, kw_only=True):
    """Base of what a stage shows: what is looked at, and the recipes that are asked for."""

    singles: ClassVar[tuple[str, ...]] = ()
    """Panels whose pictures all have one label."""
    conditions: ClassVar[tuple[str, ...]] = ()
    """Controls that tell the model a class or a style, which another model may not know."""

    if TYPE_CHECKING:
        # Every stage's state has it at its own place among its fields, and most have a ``model``.
        panel: PanelName

    @property
    def one_label(self) -> int:
        """The label where all pictures have one."""
        raise NotImplementedError

    def applying(self, recipe: Recipe, views: Views) -> Self | None:
        """This state changed so that it shows ``recipe``; ``None`` where none of the views does."""
        if type(recipe) is type(self):
            return recipe
        view = views.showing(recipe)
        return None if view is None else view.shown(self, recipe)

    def fitted(self, card: Card, present: Card | None = None) -> Self:
        """This state with the model of ``card``, and with what makes sense there of the rest.

        ``present`` is the card of the model that it has, if that is there.
        """
        raise NotImplementedError


class ImagesState(StageState, frozen=True, kw_only=True):
    """Base of what the Images stage of a family shows, of which all recipes share a ``model``."""

    @property
    def model(self) -> str:
        """The name of the model."""
        return str(self.value("model"))
