"""Controls of fields that need another than the usual one."""

from __future__ import annotations

from playground.ui.stage.known_choice import label_editor
from playground.ui.tabs.nflow.scene import NflowScene
from playground.ui.widgets.editors import ListEditor
from playground.ui.widgets.form import EditorFactory


def editors_for(scene: NflowScene) -> dict[str, EditorFactory]:
    """Classes by their names, and the orders as a list."""
    labels = dict.fromkeys(("label", "interpolate.label"), lambda field: label_editor(field, scene))
    return {**labels, "order": ListEditor}
