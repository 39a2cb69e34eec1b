"""The view table of a stage: which field of its state is which of a recipe, and when it is asked for.

A stage's state names everything that it shows, and a recipe all that one picture depends on, so most of a
recipe's fields are fields of the state, under the same name or another. A table says so once; from it follow
the recipe that a view asks the engine for, and the state that shows a recipe which somebody opens::

    views = Views(
        View("decode", Decode, same("model"), renamed(latent="z"), asked="always"),
        View("sample", Sample, same("model count"), renamed(seed="sample_seed")),
    )
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Literal, Protocol, Self, TypeAlias, TypeVar

import msgspec

from playground.core.cards import Card
from playground.core.fields import Value, about, bounds
from playground.core.recipe import Recipe, change

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


QueuePlan: TypeAlias = Callable[[Any, Card], Sequence[Recipe]]
Impossible: TypeAlias = Callable[[Any, Known], str]
Fitted: TypeAlias = Callable[[Any, Known], Recipe]
Read: TypeAlias = Callable[[Any], Value]
Write: TypeAlias = Callable[[Any, Any], Mapping[str, Value]]

T = TypeVar("T", bound="StageState")


class Part(msgspec.Struct, frozen=True):
    """One field of a recipe: ``read`` gives it of a state, ``write`` what a value changes of a state.

    ``reads`` names the state's fields on which it depends; all may matter where it names none.
    """

    name: str
    read: Read
    write: Write
    reads: tuple[str, ...] = ()


def same(names: str) -> tuple[Part, ...]:
    """Fields, by their names between spaces, that recipe and state call alike."""
    return tuple(_part(name, name) for name in names.split())


def renamed(**fields: str) -> tuple[Part, ...]:
    """Fields of the recipe, and what the state calls them."""
    return tuple(_part(name, field) for name, field in fields.items())


def derived(name: str, read: Read, write: str | Write = "", of: str = "") -> tuple[Part, ...]:
    """A field that is computed ``of`` some fields of the state, between spaces.

    ``write`` is the state's field that takes it, or gives those that change; none does where it is empty.
    """
    return (Part(name, read, _into(write) if isinstance(write, str) else write, tuple(of.split())),)


class View:
    """One thing that a stage shows: its recipe, and which of the state's fields the recipe's fields are.

    ``opens`` is the panel that shows a recipe which somebody opens, or gives it for a recipe: that of the
    view's own name, unless it is said, or the view is asked for always. ``panels`` are those that need the
    view (that one, if none is named). ``resets`` are fields of the state that a recipe does not know and that
    would hide it. ``left`` names the recipe's fields that it leaves as they are.

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
        recipe: type[Recipe],
        *parts: tuple[Part, ...],
        opens: str | Callable[[Any], str] | None = None,
        panels: tuple[str, ...] = (),
        asked: Asked = "open",
        resets: Mapping[str, Value] | None = None,
        left: str = "",
        queue: QueuePlan | None = None,
        skips: bool = False,
        alike: tuple[str, ...] = (),
        strict: bool = False,
        free: bool = False,
        impossible: Impossible | None = None,
        fitted: Fitted | None = None,
    ) -> None:
        self.name, self.recipe, self.asked = name, recipe, asked
        self.queue, self.skips, self.strict, self.free = queue, skips, strict or queue is not None, free
        self.impossible, self.fitted, self.alike = impossible, fitted, alike
        self.parts = tuple(part for group in parts for part in group)
        if opens is None:
            opens = "" if asked == "always" else name
        self.panels = panels or ((opens,) if isinstance(opens, str) and opens else ())
        self.resets, self.left = dict(resets or {}), tuple(left.split())
        self._opens = opens
        self._reads = frozenset(name for part in self.parts for name in part.reads)
        self._reads_all = not all(part.reads for part in self.parts)

    def depends(self, changed: Collection[str]) -> bool:
        """Whether the recipe may be another one once these fields of the state have changed."""
        return self._reads_all or not self._reads.isdisjoint(changed)

    def of(self, state: StageState) -> Recipe:
        """The recipe that a state asks for."""
        return self.recipe(**{part.name: part.read(state) for part in self.parts})

    def shown(self, state: T, recipe: Recipe) -> T:
        """A state changed so that it asks for ``recipe``, with its panel open."""
        values: dict[str, Value] = dict(self.resets)
        for part in self.parts:
            values |= part.write(state, getattr(recipe, part.name))
        panel = self._opens if isinstance(self._opens, str) else self._opens(recipe)
        return change(state, **values, **({"panel": panel} if panel else {}))

    def needed(self, panel: str) -> bool:
        """Whether it is asked for while a panel is open."""
        return self.asked == "always" or (self.asked == "open" and panel in self.panels)

    def waits(self, panel: str) -> bool:
        """Whether a panel may ask for it, as when a button is pressed or the recipe before has been run."""
        return panel in self.panels and (self.asked == "on demand" or self.queue is not None)


class Views(Mapping[str, View]):
    """The views of a stage by their names. A recipe of somebody is shown by the first that has its type."""

    def __init__(self, *views: View) -> None:
        self._views = {view.name: view for view in views}

    def __getitem__(self, name: str) -> View:
        return self._views[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._views)

    def __len__(self) -> int:
        return len(self._views)

    def showing(self, recipe: Recipe) -> View | None:
        """The view that shows a recipe; ``None`` where none does."""
        return next((view for view in self._views.values() if view.recipe is type(recipe)), None)

    def needed(self, panel: str) -> tuple[View, ...]:
        """The views that are asked for while a panel is open, in their order."""
        return tuple(view for view in self._views.values() if view.needed(panel))


StageName = Annotated[Literal["lab", "images"], about("Stage", "Which stage is open.")]
Walked = Annotated[
    float, bounds(0.0, 1.0, "Position", "How far the way from A to B has been walked.", step=0.01)
]


class TabState(Recipe, frozen=True, kw_only=True):
    """Base of all that a family's tab shows: a subclass adds the states of both stages."""

    stage: StageName = "lab"


class StageState(Recipe, frozen=True, kw_only=True):
    """Base of what a stage shows: a state that asks for recipes by its table of views."""

    views: ClassVar[Views]
    singles: ClassVar[tuple[str, ...]] = ()
    """Panels whose pictures all have one label."""
    conditions: ClassVar[tuple[str, ...]] = ()
    """Fields that tell the model a class or a style, which another model may not know."""

    if TYPE_CHECKING:
        # Every stage's state has it at its own place among its fields, and most have a ``model``.
        panel: str

    @property
    def one_label(self) -> int:
        """The label where all pictures have one."""
        raise NotImplementedError

    def recipe(self, view: str) -> Any:
        """The recipe that a view asks for."""
        return self.views[view].of(self)

    def applying(self, recipe: Recipe) -> Self | None:
        """This state changed so that it shows ``recipe``; ``None`` where the stage cannot show it."""
        if type(recipe) is type(self):
            return recipe
        view = self.views.showing(recipe)
        return None if view is None else view.shown(self, recipe)

    def fitted(self, card: Card, present: Card | None = None) -> Self:
        """This state with the model of ``card``, and with what makes sense there of the rest.

        ``present`` is the card of the model that it has, if that is there.
        """
        raise NotImplementedError


def _part(name: str, field: str) -> Part:
    return Part(name, lambda state: getattr(state, field), _into(field), (field,))


def _into(field: str) -> Write:
    return lambda _state, value: {field: value} if field else {}
