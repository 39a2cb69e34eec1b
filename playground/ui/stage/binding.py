"""How the equations of a family's tab depend on what is open in it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Generic, TypeVar

from playground.core.cards import Card
from playground.ui.explain.staged import Binding
from playground.ui.lab.feed import LabFeed
from playground.ui.stage.spec import LAB
from playground.ui.stage.stage_widget import Values
from playground.ui.stage.tab import StagedTab

L = TypeVar("L")
M = TypeVar("M")
C = TypeVar("C")
"""The state of a lab, that of the stage that runs models, and what the parts of that one share."""


class FamilyBinding(Binding, Generic[L, M, C]):
    """The open panel says which equations are its own; a subclass says those of the lab, and values."""

    def lab_equations(self, lab: L) -> tuple[str, ...]:
        """The equations of a lab's state."""
        raise NotImplementedError

    def lab_values(self, lab: L, feed: LabFeed) -> Values:
        """By equation and term, what the term is in a lab's newest frame."""
        raise NotImplementedError

    def lab_notes(self, lab: L, feed: LabFeed) -> Mapping[str, str]:
        """By equation, of when its values are in a lab's newest frame."""
        return {}

    def image_values(self, images: M, scene: C) -> Values:
        """By equation and term, what the term is in the stage that runs models."""
        raise NotImplementedError

    def shown(self, tab: StagedTab) -> tuple[str, ...]:
        state = tab.store.state
        if state.stage == LAB:
            return self.lab_equations(state.lab)
        images = tab.spec.images
        if images is None:
            return ()
        return images.equations(state.images, card_of(tab))

    def values(self, tab: StagedTab) -> Values:
        """By equation and term, what the term is now; what another stage wrote is forgotten."""
        state, scene = tab.store.state, _scene(tab)
        if scene is None:
            found: Values = {}
        elif state.stage == LAB:
            found = self.lab_values(scene.told_of.state, scene.told_of.feed)
        else:
            found = self.image_values(state.images, scene)
        return {name: found.get(name, {}) for name in self.equations}

    def notes(self, tab: StagedTab) -> Mapping[str, str]:
        """In the lab, of when an equation's numbers are."""
        scene = _scene(tab)
        if scene is None or tab.store.state.stage != LAB:
            return {}
        return self.lab_notes(scene.told_of.state, scene.told_of.feed)


def _scene(tab: StagedTab) -> Any:
    """What the parts of the open stage share, once there is one."""
    return getattr(tab.stages.get(tab.store.state.stage), "scene", None)


def card_of(tab: StagedTab) -> Card | None:
    """The card of the model that is chosen in the stage that runs them."""
    wanted = tab.store.state.images.model
    return next((card for card in tab.context.cards if card.name == wanted), None)
