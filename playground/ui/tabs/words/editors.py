"""Controls that know the model: its styles, and what walks a sampler takes."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from playground.core.fields import Field
from playground.paradigms.denoising.recipes import MAX_STEPS
from playground.paradigms.words.card import token_condition_of
from playground.ui.sampling.editors import walk_editors
from playground.ui.sampling.told import StyleChoice
from playground.ui.stage.known_choice import Entries, KnownChoice
from playground.ui.tabs.words.scene import WordsScene
from playground.ui.tabs.words.state import ALL
from playground.ui.widgets.editor import Editor
from playground.ui.widgets.editors import TextEditor
from playground.ui.widgets.number_list import NumberListEditor, counts, numbers

_MOST_NUMBERS, _MOST_SCALE = 12, 10


def _styles(scene: WordsScene, field: Field) -> StyleChoice:
    """Looked up anew where another model knows others."""
    editor = StyleChoice(field, lambda: scene.card)
    scene.follow(lambda: editor.show_value(scene.state.samples.style), "model style")
    return editor


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
    told = token_condition_of(scene.card)
    count = 0 if told is None or told.attention is None else int(getattr(told.attention, f"{name}s"))
    return (("mean of all", ALL), *((f"{name} {index}", index) for index in range(count)))


def _part_choice(scene: WordsScene, field: Field) -> KnownChoice:
    return KnownChoice(field, scene, lambda: _parts(scene, field.name))


def editors_for(scene: WordsScene) -> dict[str, Callable[[Field], Editor]]:
    """The editors above, by the names of their fields."""
    return {
        **walk_editors(scene),
        "style": partial(_styles, scene),
        **{name: partial(_part_choice, scene) for name in ("block", "head")},
        "scales": lambda field: NumberListEditor(field, numbers(_MOST_SCALE), _MOST_NUMBERS),
        "counts": lambda field: NumberListEditor(field, counts(1, MAX_STEPS), _MOST_NUMBERS),
        "negative": partial(_typed, scene),
    }
