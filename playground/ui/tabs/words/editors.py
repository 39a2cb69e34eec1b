"""Controls that know the model: its styles, and what walks a sampler takes."""

from __future__ import annotations

from collections.abc import Callable

from playground.core import foreign
from playground.core.fields import Field, Value
from playground.ui.sampling.editors import walk_editors
from playground.ui.tabs.words.scene import WordsScene
from playground.ui.tabs.words.state import told_by
from playground.ui.widgets.editor import Editor
from playground.ui.widgets.editors import TextEditor, label_of
from playground.ui.widgets.inputs import ChoiceBox

_ANY = "Any"


class StyleChoice(Editor):
    """The styles that the model knows, and none of them."""

    def __init__(self, field: Field, scene: WordsScene) -> None:
        super().__init__(field)
        self._scene = scene
        self._listed: tuple[str, ...] = ("",)
        self.box = ChoiceBox()
        self.box.addItem(_ANY, "")
        self.box.activated.connect(lambda _index: self._give(self.box.currentData()))
        self.add_titled(self.box)
        scene.follow(lambda: self.show_value(scene.state.style), "model style")

    def show_value(self, value: Value) -> None:
        """Show the style's entry."""
        told = told_by(self._scene.card)
        styles = ("", *(() if told is None else told.styles))
        if styles != self._listed:
            self._listed = styles
            self.box.clear()
            for style in styles:
                self.box.addItem(label_of(foreign.line(style)) if style else _ANY, style)
        self.box.setCurrentIndex(self.box.findData(value))


class TypedEditor(TextEditor):
    """A line of text that the picture follows while it is typed."""

    def __init__(self, field: Field, scene: WordsScene) -> None:
        super().__init__(field)
        # Whoever is told of the edit asks for what is to be drawn, so this must be known before.
        self.line.textEdited.disconnect()
        self.line.textEdited.connect(lambda _text: scene.begin_typing())
        self.line.textEdited.connect(self.edited.emit)
        self.released.connect(scene.come_to_rest)


def editors_for(scene: WordsScene) -> dict[str, Callable[[Field], Editor]]:
    """The editors above, by the names of their fields."""
    return {
        **walk_editors(scene),
        "style": lambda field: StyleChoice(field, scene),
        "negative": lambda field: TypedEditor(field, scene),
    }
