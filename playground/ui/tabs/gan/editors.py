"""Controls that know the model: its classes, kept moments of its training, and what it truncates."""

from __future__ import annotations

from collections.abc import Callable

from playground.core.fields import Field
from playground.paradigms.gan_images.recipes import LAST, ONE_AFTER_ANOTHER
from playground.ui.stage.known_choice import Entries, KnownChoice
from playground.ui.tabs.gan.scene import GanScene
from playground.ui.widgets.editor import Editor
from playground.ui.widgets.editors import NumberEditor
from playground.ui.widgets.plain import set_tip


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


_IN_NOISE = (
    "Multiplies the noise by ψ: the first layer is linear, so its answers are pulled towards their mean. "
    "Below 1 typical pictures, above 1 unusual ones."
)
_IN_W = (
    "Pulls w towards the mean of its class, w̄ + ψ(w − w̄); the noise stays. Below 1 typical pictures, "
    "above 1 unusual ones."
)


def _truncation(scene: GanScene, field: Field) -> NumberEditor:
    """ψ, with what it acts on in the present model."""
    editor = NumberEditor(field)

    def tell() -> None:
        said = _IN_W if scene.mapped else _IN_NOISE
        set_tip(editor, said)
        editor.setStatusTip(said)

    scene.follow(tell, "model")
    tell()
    return editor


def editors_for(scene: GanScene) -> dict[str, Callable[[Field], Editor]]:
    """The editors above, by the names of their controls."""
    return {
        "label": lambda field: KnownChoice(field, scene, lambda: classes(scene)),
        "sample.label": lambda field: KnownChoice(field, scene, lambda: all_or_one(scene)),
        "truncation": lambda field: _truncation(scene, field),
        "snapshot": lambda field: KnownChoice(field, scene, lambda: kept_moments(scene)),
    }
