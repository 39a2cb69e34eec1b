"""Controls that know the model: its classes, and the moments of its training that were kept."""

from __future__ import annotations

from collections.abc import Callable

from playground.core.fields import Field
from playground.paradigms.gan_images.recipes import LAST, ONE_AFTER_ANOTHER
from playground.ui.stage.known_choice import Entries, KnownChoice
from playground.ui.tabs.gan.scene import GanScene
from playground.ui.widgets.editor import Editor


def classes(scene: GanScene) -> Entries:
    """The classes by name."""
    return tuple((scene.label_name(label), label) for label in range(scene.gan.classes))


def all_or_one(scene: GanScene) -> Entries:
    """Each class in turn, or one of them."""
    return ((scene.label_name(ONE_AFTER_ANOTHER), ONE_AFTER_ANOTHER), *classes(scene))


def kept_moments(scene: GanScene) -> Entries:
    """The moments of training, the end first."""
    before = range(len(scene.gan.steps) - 2, -1, -1)
    return ((scene.moment_name(LAST), LAST), *((scene.moment_name(index), index) for index in before))


def editors_for(scene: GanScene) -> dict[str, Callable[[Field], Editor]]:
    """The editors above, by the names of their fields."""
    return {
        "label": lambda field: KnownChoice(field, scene, lambda: classes(scene)),
        "labels": lambda field: KnownChoice(field, scene, lambda: all_or_one(scene)),
        "snapshot": lambda field: KnownChoice(field, scene, lambda: kept_moments(scene)),
    }
