"""The class that all lanes draw which are told one."""

from __future__ import annotations

from playground.core.conditions import NO_LABEL
from playground.core.fields import Field
from playground.paradigms.race.lanes import refusal_of_none
from playground.ui.stage.known_choice import Entries, KnownChoice
from playground.ui.tabs.compare.race.scene import RaceScene


def class_choice(field: Field, scene: RaceScene) -> KnownChoice:
    """The classes of the lanes' models by name, and none, where all who race can draw without one.

    What the race says is listed in any case.
    """

    def entries() -> Entries:
        names, label = scene.labels, scene.state.label
        known = (*names, NO_LABEL)
        beyond = ((f"label {label}", label),) if label >= len(known) else ()
        return (*((name, number) for number, name in enumerate(known)), *beyond)

    def refused() -> dict[int, str]:
        why = refusal_of_none(scene.drawing)
        return {len(scene.labels): why} if why else {}

    editor = KnownChoice(field, scene, entries, refused=refused)
    scene.follow(lambda: editor.show_value(scene.state.label), "lanes")
    return editor
