"""A family's tab as a specification: its state, its models, and what makes its stages, by dotted names.

Whatever draws is named and not imported, so that a tab costs nothing before it is visited, and a stage
nothing before it is shown.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from functools import cached_property
from graphlib import TopologicalSorter
from typing import TYPE_CHECKING, Any, Generic, NamedTuple, TypeAlias, TypeVar

import msgspec

from playground.core.cards import Card
from playground.core.dotted import load
from playground.core.recipe import Recipe
from playground.gaussian.card import Denoising
from playground.ui.stage.diagram import Diagram
from playground.ui.state.views import StageState, View, Views

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from playground.ui.stage.scene import Scene

C = TypeVar("C")
"""What the parts of a stage share."""

Equations: TypeAlias = Callable[[Any, Card | None], tuple[str, ...]]
"""Gives equations of a state and the card of its model."""

LAB, IMAGES = "lab", "images"
"""The names of a family's stages."""


def same_family(name: str, cards: Iterable[Card]) -> tuple[Card, ...]:
    """The models of the family ``name``."""
    return tuple(card for card in cards if card.paradigm == name)


def any_denoiser(name: str, cards: Iterable[Card]) -> tuple[Card, ...]:
    """All models that denoise, those of the family ``name`` first."""
    found = [card for card in cards if Denoising.of(card) is not None]
    return tuple(sorted(found, key=lambda card: card.paradigm != name))


class Group(msgspec.Struct, frozen=True):
    """A heading and the names of its controls, between spaces.

    ``unfolded`` shows the less used controls at once.
    """

    title: str
    fields: str
    unfolded: bool = False


Unused: TypeAlias = Callable[[Any, Group], Collection[str]]
"""Gives of a state the controls of a group that do not matter in it."""


class Walk(msgspec.Struct, Generic[C], frozen=True):
    """What the transport walks through while a panel is open, which is called ``moves`` beside it; each step
    is an edit called ``label``.

    ``place`` gives of a scene, or of a lab's run, how many pictures there are and which of them is shown, or
    nothing where the panel counts them itself. ``values`` gives what the state is at another one. ``pace`` is
    how many pictures are played in a second, and ``reads`` what the picture at a position is called, if not
    by its number.
    """

    moves: str
    label: str
    place: Callable[[C], tuple[int, int] | None]
    values: Callable[[C, int], Mapping[str, float]]
    pace: float = 16.0
    reads: Callable[[C, int], str] | None = None

    def to(self, shared: C, position: int) -> Mapping[str, float]:
        """What the state is at a position; nothing where it is there already."""
        place = self.place(shared)
        there = place is not None and place[1] == position
        return {} if there else self.values(shared, position)


def along(moves: str, label: str, field: str = "t", frames: str | int = "frames") -> Walk[Scene[StageState]]:
    """A field that goes from 0 to 1 over a number of frames, or over as many as another field says."""

    def count(scene: Scene[StageState]) -> int:
        return frames if isinstance(frames, int) else int(scene.state.value(frames))

    def place(scene: Scene[StageState]) -> tuple[int, int]:
        return count(scene), round(scene.state.value(field) * (count(scene) - 1))

    def values(scene: Scene[StageState], position: int) -> Mapping[str, float]:
        return {field: position / max(1, count(scene) - 1)}

    return Walk(moves, label, place, values)


A_TO_B = along("From A to B", "Walk from A to B")


class Action(msgspec.Struct, frozen=True):
    """What a button does: its title, its tip, and what becomes of the scene."""

    title: str
    tip: str
    do: Callable[[Any], object]


class Simple(msgspec.Struct, frozen=True):
    """What is left of a panel or a lab while its tab is in Simple.

    ``controls`` stay in the left column, three at most, and above them a button for the ``action``.
    ``around`` names what stays of the parts around it: of a panel, those above, which then take all room that
    it can spare; of a lab, the small ones. ``sees`` gives for the scene a sentence with a number of what is
    shown. Of the equations the first stays, or the one that is named here.
    """

    controls: str = ""
    action: Action | None = None
    around: str = ""
    sees: Callable[[Any], str] | None = None
    equation: str = ""


def draw_again(
    title: str = "New samples", tip: str = "Draw other samples", label: str = "", field: str = "seed"
) -> Action:
    """The button that draws with the next seed, as an edit called ``label``, or else by its tip."""
    return Action(title, tip, lambda scene: scene.draw_again(label or tip, field))


class _Drawn(msgspec.Struct, frozen=True, kw_only=True):
    draws: Callable[[Any], QWidget]


class PanelSpec(_Drawn, frozen=True):
    """A panel: its name in the state, its title, and what it is for.

    ``draws`` is its class, which is made of the scene. ``asks`` are the views that it needs, of which others
    may need some, too, and ``controls`` what stands in the left column while it is open, in that order.

    ``short`` is the title where there is little room, in words or beginnings of words of it. ``equations``
    are those that stand beside it, between spaces, or what gives them of (state, card). What the status line
    says of it depends on the controls ``tells``.

    A click on one of the parts of the dataflow that it ``explains`` opens it, and those ``also`` play in it;
    behind a part may stand what it looks like there, such as ``data=samples/images[0]``, which
    :class:`~playground.ui.stage.diagram.Node` explains. Of the parts ``without`` which it does, such as a
    likelihood where pictures are drawn, nothing is seen while it is open.

    ``simple`` says what is left of it in Simple; where nothing is said, all is.
    """

    name: str
    title: str
    tip: str
    short: str = ""
    walk: Walk[Any] | None = None
    equations: str | Equations = ""
    explains: str = ""
    also: str = ""
    without: str = ""
    tells: str = ""
    asks: tuple[View, ...] = ()
    controls: tuple[Group, ...] = ()
    simple: Simple | None = None


class StageSpec(msgspec.Struct, frozen=True, kw_only=True, dict=True):
    """A stage that runs models: its panels in their order, and what its left column has besides theirs.

    ``lists`` names the panels. The declaration of a panel ``way_back`` is ``PANEL`` in ``way_back_panel.py``
    beside the ``module``. ``asks`` are views that belong
    to no panel, ``groups`` controls that stand beside all of them. ``scene`` is the class of what panels
    share, ``above`` that of what always stands above them. ``editors`` gives for a scene the controls of its
    own fields, and ``unused`` for a state those of a group that do not matter in it. ``controls`` is the
    class of another form than the usual, and ``diagram`` has the parts of its models, of which the panels say
    the rest.
    """

    lists: tuple[str, ...]
    asks: tuple[View, ...] = ()
    groups: tuple[Group, ...] = ()
    module: str = ""
    scene: str = "playground.ui.stage.scene:Scene"
    above: str = ""
    editors: str = ""
    controls: str = ""
    unused: Unused | None = None
    diagram: Diagram | None = None

    @cached_property
    def panels(self) -> Mapping[str, PanelSpec]:
        """The panels by their names, in their order."""
        package = self.module.rpartition(".")[0]
        return {name: load(f"{package}.{name}_panel:PANEL") for name in self.lists}

    @cached_property
    def views(self) -> Views:
        """What the stage asks for, and then what the panels do, in their order."""
        needed = {view: list(view.panels) for view in self.asks}
        for panel in self.panels.values():
            for view in panel.asks:
                needed.setdefault(view, []).append(panel.name)
        return Views(*(view.needed_by(*panels) for view, panels in needed.items()))

    @cached_property
    def columns(self) -> Mapping[Group, tuple[str, ...]]:
        """What the left column has: each group with the names of the panels beside which it stands.

        They stand in the order in which each panel has them; raises ``CycleError`` where two contradict.
        """
        shown: dict[Group, list[str]] = {}
        order = TopologicalSorter[Group]()
        for panel in self.panels.values():
            for place, group in enumerate(panel.controls):
                order.add(group, *panel.controls[max(0, place - 1) : place])
                shown.setdefault(group, []).append(panel.name)
        sides = {group: tuple(shown[group]) for group in order.static_order()}
        return sides | dict.fromkeys(self.groups, tuple(self.panels))

    @property
    def dataflow(self) -> Diagram | None:
        """That of its models: which panel each part leads to, and what it looks like."""
        return None if self.diagram is None else self.diagram.told(self.panels)

    def equations(self, state: StageState, card: Card | None) -> tuple[str, ...]:
        """The equations that stand beside the open panel."""
        said = self.panels[state.panel].equations
        return tuple(said.split()) if isinstance(said, str) else said(state, card)


class NamedStage(NamedTuple):
    """A stage that is neither of the two of a family: a specification, or a class of its own.

    The class is made of the tab's context, its part of the state, and what the stages of the tab share.
    """

    title: str
    stage: str


class TabSpec(msgspec.Struct, frozen=True, kw_only=True):
    """The tab of a family: a 2-D lab, and a stage that runs its models; or of other ``stages``.

    ``state`` has a ``stage``, and a part for each stage under its name. ``kind`` is what one of its models is
    called. ``lab`` is the specification of its lab, ``images`` that of the stage that runs the models that
    ``cards`` picks; it opens on the one named ``opens_on`` where that is there. ``binding`` is the class that
    ties the text at the right to it.

    ``shared`` makes of a tab what its stages share; ``at_rest`` gives for a state of the last session one in
    which nothing goes on that takes long. ``along`` gives for the state before and after an edit on one
    stage the state that becomes of it, where others are to follow.
    """

    name: str
    title: str
    kind: str = ""
    state: type[Recipe]
    lab: str = ""
    images: StageSpec | None = None
    opens_on: str = ""
    stages: Mapping[str, NamedStage] = {}
    shared: str = ""
    at_rest: Callable[[Any], Recipe] = lambda state: state
    along: Callable[[Any, Any], Recipe] = lambda _old, new: new
    binding: str
    cards: Callable[[str, Iterable[Card]], tuple[Card, ...]] = same_family

    @property
    def titles(self) -> dict[str, str]:
        """By the names of the stages, what they are called, in their order."""
        family = {LAB: "2-D lab"} if self.lab else {}
        family |= {IMAGES: "Images"} if self.images else {}
        return family | {name: stage.title for name, stage in self.stages.items()}

    def of_panels(self, stage: str) -> StageSpec | None:
        """The specification of a stage that has panels; nothing where it has none."""
        if stage == IMAGES:
            return self.images
        spec = load(self.stages[stage].stage) if stage in self.stages else None
        return spec if isinstance(spec, StageSpec) else None

    def unknown_panel(self, state: Recipe) -> str:
        """Which panel a state names that its stage does not have, as the end of a sentence."""
        for name in self.titles:
            part = getattr(state, name)
            spec = self.of_panels(name) if isinstance(part, StageState) else None
            if spec is not None and part.panel not in spec.lists:
                return f"Invalid enum value '{part.panel}' - at `$.{name}.panel`"
        return ""

    def place_title(self, stage: str, panel: str) -> str:
        """What a stage is called, with one of its panels where several can be open."""
        title = self.titles.get(stage, stage)
        panels = self.images.panels if self.images and stage == IMAGES else {}
        return f"{title}: {panels[panel].title}" if panel in panels else title
