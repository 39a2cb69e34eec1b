"""The prompt with its words and what is to be said of them: every panel that draws from it has one."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QWidget

from playground.core import plain_text
from playground.core.errors import PlaygroundError
from playground.paradigms.words.card import token_condition_of
from playground.paradigms.words.recipes import MOST_LETTERS
from playground.ui.state.controls import specs
from playground.ui.tabs.words.prompt_edit import PromptEdit
from playground.ui.tabs.words.scene import Read, WordsScene
from playground.ui.tabs.words.state import WordsImages
from playground.ui.tabs.words.word_bar import WordBar
from playground.ui.tabs.words.words_of import Line, Placed, line_at, with_weight, written_at
from playground.ui.widgets.layouts import down, lay_out
from playground.ui.widgets.menus import closing_menu
from playground.ui.widgets.note import Note
from playground.ui.widgets.plain import set_tip, unmarked

_TOO_LONG = "A prompt of {:,} letters is too long: at most {:,} are taken. It is as it was before."
_MOST_READ, _MOST_NEAR, _MOST_LETTERS = 8, 3, 40
"""Words that were not read for which near ones are sought, and that are told of with these."""
_EMPTY = {"prompt": "What the picture is to show", "edited": "As the original"}
"""What is written where nothing is typed, if that is not the name alone."""
_SEEN_AS = {"edited": "edited prompt row"}
"""Fields that say what is seen in the place of one, where it is not that one alone."""
_AGAINST = "The negative prompt says nothing but words of the prompt: both pull against each other."
_ONE_OF = "Here “{}” is drawn; Line, from 0 to {}, chooses another."
_OF_A_LINE = ("attention", "plane", "inside", "edit", "interpolate")
"""Panels that draw one line of the prompt."""
_ANOTHER = "Each line is a prompt of its own: here begins a further row of pictures, over the same noises."


class PromptBox(QWidget):
    """Edits one text of the state: typing, completing, and weighing words by dragging them."""

    def __init__(self, scene: WordsScene, name: str = "prompt", panel: str = "", least: int = 0) -> None:
        """``name`` is that of the field: the prompt, or another one that the view of a ``panel`` has beside
        it. ``least`` lines of what is to be said have room."""
        super().__init__()
        self.scene, self.name, self._before = scene, name, ""
        self._view = "samples" if name == "prompt" else panel
        spec = specs(WordsImages)[name]
        self.edit = PromptEdit(f"{spec.title} text", scene.completions, scene.knows)
        self.edit.setPlaceholderText(_EMPTY.get(name, spec.title))
        set_tip(self.edit, spec.help)
        self.edit.viewport().setStatusTip(spec.help)
        self.bar = WordBar(f"Words of the {spec.title.lower()} and their weights")
        self.note = Note(f"What the model does not read of the {spec.title.lower()}", least)
        lay_out(self, down(self.edit, self.bar, self.note, None, spacing=3))
        self._connect()

    def _connect(self) -> None:
        scene = self.scene
        seen = _SEEN_AS.get(self.name, self.name)
        scene.follow(self._show_text, seen)
        scene.follow(self._show_words, f"{seen} model panel row")
        scene.rested.connect(self._say)
        scene.read.connect(self._show_words)
        scene.feeds["atlas"].arrived.connect(lambda _shown: self._say())
        scene.follow(self._say)
        self.edit.typed.connect(self._type)
        self.edit.moved.connect(lambda _place: self._show_words())
        self.edit.left.connect(scene.come_to_rest)
        self.edit.left.connect(self._show_text)
        self.edit.left.connect(self._show_words)
        self.bar.weighed.connect(self._weigh)
        self.bar.chosen.connect(self._hold)
        self.bar.released.connect(self._let_go)
        self.bar.menu_asked.connect(self._offer)
        self._show_text()
        self._show_words()

    @property
    def text(self) -> str:
        """The text of the state."""
        return self.scene.text_of(self.name)

    # From the state and frames

    def _show_text(self) -> None:
        erased = not self.edit.text and not self.scene.state.value(self.name)
        # Whoever erases all of it types another one, and not behind that which is seen in its place.
        if not (erased and self.edit.hasFocus()):
            self.edit.show_text(self.text)

    def _show_words(self) -> None:
        told, read = token_condition_of(self.scene.card), self.scene.read_of(self.name)
        unread = () if read is None else read.unread
        self.bar.set_fixed(told is None or not told.weighted)
        self.bar.set_words(self._line.words, unread)
        self.edit.mark(unread)
        self._say()

    @property
    def _line(self) -> Line:
        """The line whose words are shown: the one at the cursor while somebody types, or the one that is
        drawn."""
        state = self.scene.state
        drawn = self.name == "prompt" and state.panel in _OF_A_LINE and not self.edit.hasFocus()
        return line_at(self.text, state.line.begin) if drawn else written_at(self.text, self.edit.place)

    def _say(self) -> None:
        """Why it cannot be drawn, once nobody types any more, or else which words are not read, or what a
        new line is."""
        if refusal := self.scene.why_refused(self._view):
            if not self.scene.typing:
                self.note.say(refusal, warning=True)
            return
        read = self.scene.read_of(self.name)
        about = self._about_lines
        if read is not None or about or self._against:
            told = (self._against,) if read is None else (read.note, self._near(read), self._against)
            self.note.say(" ".join(filter(None, told)) or about)

    def _near(self, read: Read) -> str:
        """Which words are nearest to those that were not read, in a sentence; empty where none is near."""
        texts = dict.fromkeys(read.text[start:stop] for start, stop in read.unread[:_MOST_READ])
        found = [(text, near) for text in texts if (near := self.scene.near_words(text))][:_MOST_NEAR]
        told = "; ".join(
            f"to “{plain_text.line(text, _MOST_LETTERS)}”: {_named(near)}" for text, near in found
        )
        return f"Nearest {told}. Click a word that is struck through to replace it." if told else ""

    @property
    def _against(self) -> str:
        """That the negative prompt says only what the prompt says, in a sentence; empty where it does not."""
        asked = self.scene.state.samples
        away = _said_in(asked.negative)
        guided = self.name == "prompt" and asked.guidance not in (0, 1)
        return _AGAINST if guided and away and away <= _said_in(asked.prompt) else ""

    @property
    def _about_lines(self) -> str:
        """What a new line of the prompt is, or which of several is drawn; empty where neither matters."""
        state = self.scene.state
        if self.name != "prompt":
            return ""
        here, chosen = line_at(self.text, self.edit.place), state.line
        if state.panel == "prompt":
            return _ANOTHER if here.begin > 0 and not here.text.strip() else ""
        if state.panel not in _OF_A_LINE or chosen.rows == 1:
            return ""
        return _ONE_OF.format(plain_text.line(chosen.text.strip(), _MOST_LETTERS), chosen.rows - 1)

    # To the state

    def _type(self, text: str) -> None:
        before = self.text
        if text == before:
            return
        if len(text) > MOST_LETTERS:
            self.scene.report.emit(_TOO_LONG.format(len(text), MOST_LETTERS), "")
            self.edit.show_text(before)
            return
        if _ends_word(before, text):
            self.scene.store.end_gesture()
        self.scene.type("Type", **{self.name: text})

    def _hold(self, _word: Placed) -> None:
        """A word is taken hold of: where it stands is a place in the text of now."""
        self.scene.store.end_gesture()
        self.scene.held, self._before = True, self.text

    def _weigh(self, word: Placed, weight: float) -> None:
        try:
            self.scene.type("Weigh a word", **{self.name: with_weight(self._before, word, weight)})
        except PlaygroundError as error:
            self.scene.report.emit(error.sentence, "")

    def _offer(self, word: Placed, where: QPoint) -> None:
        """A menu of the words that one which was not read may have been meant to be."""
        near = self.scene.near_words(word.text)
        if not near:
            return
        menu = closing_menu(self)
        for each in near:
            menu.addAction(unmarked(each), partial(self._replace, self.text, word, each))
        menu.popup(where)

    def _replace(self, text: str, word: Placed, by: str) -> None:
        """Put another word in the place of one, unless the text has changed meanwhile."""
        if text == self.text:
            told = f"{text[: word.start]}{by}{text[word.stop :]}"
            self.scene.act("Replace a word", **{self.name: told})

    def _let_go(self) -> None:
        self.scene.held = False
        self.scene.come_to_rest()


def _said_in(text: str) -> set[str]:
    """The words of all lines of a text, without signs."""
    words = (word.text.casefold() for line in text.split("\n") for word in Line(line, 0).words)
    return {word for word in words if word.isalnum()}


def _named(words: Sequence[str]) -> str:
    """Words by name, of which one is meant."""
    each = [f"“{plain_text.line(word, _MOST_LETTERS)}”" for word in words]
    return " or ".join(part for part in (", ".join(each[:-1]), each[-1]) if part)


def _ends_word(before: str, after: str) -> bool:
    """Whether a letter was added that ends a word, so that undoing goes word by word."""
    return len(after) > len(before) and after.startswith(before) and after[len(before)].isspace()
