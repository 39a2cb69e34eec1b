"""Controls that know the model: its styles, and what walks a sampler takes."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from playground.core import foreign
from playground.core.fields import Field, Value
from playground.paradigms.denoising.recipes import MAX_STEPS
from playground.ui.sampling.editors import walk_editors
from playground.ui.stage.known_choice import Entries, KnownChoice
from playground.ui.tabs.words.scene import WordsScene
from playground.ui.tabs.words.state import ALL, told_by
from playground.ui.widgets.editor import Editor
from playground.ui.widgets.editors import TextEditor, label_of
from playground.ui.widgets.inputs import ChoiceBox
from playground.ui.widgets.number_list import NumberListEditor, counts, numbers

_ANY = "Any"
_MOST_NUMBERS, _MOST_SCALE = 12, 10


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


def _typed(scene: WordsScene, field: Field) -> TextEditor:
    """A line of text that the picture follows while it is typed."""
    editor = TextEditor(field)
    # Whoever is told of the edit asks for what is to be drawn, so this must be known before.
    editor.line.textEdited.disconnect()
    editor.line.textEdited.connect(lambda _text: scene.begin_typing())
    editor.line.textEdited.connect(editor.edited.emit)
    editor.released.connect(scene.come_to_rest)
    return editor


def _parts(scene: WordsScene, name: str) -> Entries:
    """The mean of all blocks or heads, and each of them."""
    told = told_by(scene.card)
    count = 0 if told is None or told.attention is None else int(getattr(told.attention, f"{name}s"))
    return (("mean of all", ALL), *((f"{name} {index}", index) for index in range(count)))


def _part_choice(scene: WordsScene, field: Field) -> KnownChoice:
    return KnownChoice(field, scene, lambda: _parts(scene, field.name))


def editors_for(scene: WordsScene) -> dict[str, Callable[[Field], Editor]]:
    """The editors above, by the names of their fields."""
    return {
        **walk_editors(scene),
        "style": lambda field: StyleChoice(field, scene),
        **{name: partial(_part_choice, scene) for name in ("block", "head")},
        "scales": lambda field: NumberListEditor(field, numbers(_MOST_SCALE), _MOST_NUMBERS),
        "compared": lambda field: NumberListEditor(field, counts(1, MAX_STEPS), _MOST_NUMBERS),
        "negative": partial(_typed, scene),
    }
