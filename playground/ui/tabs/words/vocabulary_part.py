"""The words of a model: where their embeddings lie, and which are near to which."""

from __future__ import annotations

import numpy as np
from markupsafe import Markup
from PySide6.QtCore import QPointF
from PySide6.QtWidgets import QWidget

from playground.core import plain_text
from playground.core.words import number
from playground.paradigms.words.maps import neighbours, typical_nearest
from playground.ui.stage.exports import plot_export, table_export
from playground.ui.state.feed import Shown
from playground.ui.tab import Export
from playground.ui.tabs.words.prompt_box import PromptBox
from playground.ui.tabs.words.scene import WordsScene
from playground.ui.tabs.words.word_map import WordMap
from playground.ui.tabs.words.words_of import line_at
from playground.ui.widgets.layouts import down, lay_out
from playground.ui.widgets.paragraph import Paragraph
from playground.ui.widgets.splitter import beside

_NEAREST, _MOST_LETTERS, _MOST_NAMED = 8, 24, 24
_LINE = Markup("<a href='{}'>{}</a> &nbsp; {}")
_NOBODY = "Click a dot, or type a word that the model knows."


class VocabularyPart(QWidget):
    """All words as dots; those of the line at the cursor and the nearest of the chosen one are named."""

    def __init__(self, scene: WordsScene, box: PromptBox) -> None:
        super().__init__()
        self.scene, self.box = scene, box
        self.map = WordMap()
        self.near = Paragraph(name="The nearest words", selectable=True)
        self.near.setOpenExternalLinks(False)
        side = lay_out(QWidget(), down(self.near, None), left=6)
        parts = beside((self.map, 4), (side, 1), sizes=(360, 180), handle=9)
        lay_out(self, down(parts))
        self._words: list[str] = []
        self._limits = ""
        scene.show("atlas", self._take, anew="model", panel="inside")
        scene.follow(self._draw, "prompt word model", "inside")
        self.map.chosen.connect(self._choose)
        self.map.hovered.connect(self._hover)
        self.map.left.connect(lambda: self.map.hint(-1, ""))
        self.near.linkActivated.connect(lambda link: self._choose(int(link)))

    def exports(self) -> list[Export]:
        """The map as drawn, and where every word lies."""
        scene, shown = self.scene, self.scene.whole("atlas")
        if shown is None:
            return []
        plane = shown.frame.arrays["plane"]
        columns = {"word": shown.frame.arrays["words"], "pc1": plane[:, 0], "pc2": plane[:, 1]}
        return [
            *plot_export(scene, shown, "Map of all words", "words-map", self.map.picture()),
            *table_export(scene, shown, "Words and their places", "words-places", columns),
        ]

    @property
    def chosen(self) -> int:
        """The number of the word that was chosen, or of the first of the prompt that is known, or −1."""
        state = self.scene.state
        line = line_at(state.samples.prompt, self.box.edit.place)
        wanted = (state.look.word, *(word.text.lower() for word in line.words))
        return next((self._words.index(word) for word in wanted if word in self._words), -1)

    def _take(self, shown: Shown) -> None:
        arrays = shown.frame.arrays
        self._words = [str(word) for word in arrays["words"]]
        self.map.set_words(arrays["plane"], arrays["shares"])
        nearest, share = typical_nearest(arrays["embeddings"]), float(arrays["shares"].sum())
        self._limits = (
            f"The nearest of a typical word has {number(nearest, 2)}. The map shows {share:.0%} of the "
            "variance of the embeddings: words that lie near each other on it need not be alike."
        )
        self._draw()

    def _draw(self) -> None:
        shown = self.scene.current("atlas")
        if shown is None or not self._words:
            return
        chosen = self.chosen
        said = {
            word.text.lower() for word in line_at(self.scene.state.samples.prompt, self.box.edit.place).words
        }
        named = [self._words.index(word) for word in sorted(said) if word in self._words][:_MOST_NAMED]
        near = np.zeros(0, dtype=np.int64)
        if chosen < 0:
            self.near.setText(_NOBODY)
        else:
            near, cosines = neighbours(shown.frame.arrays["embeddings"], chosen, _NEAREST)
            lines = [
                _LINE.format(each, self._name(each), number(float(cosine), 2))
                for each, cosine in zip(near.tolist(), cosines, strict=True)
            ]
            heading = Markup("<b>Nearest to {}</b>, by the cosine of the angle").format(self._name(chosen))
            self.near.setText(
                Markup("<br>").join((heading, *lines)) + Markup("<p>{}</p>").format(self._limits)
            )
        every = dict.fromkeys([*named, *([chosen] if chosen >= 0 else []), *near.tolist()])
        self.map.name_words({each: self._name(each) for each in every})

    def _name(self, index: int) -> str:
        return plain_text.line(self._words[index], _MOST_LETTERS)

    def _hover(self, place: QPointF, pixel: float) -> None:
        found = self.map.nearest(place, pixel)
        self.map.hint(found, self._name(found) if found >= 0 else "")

    def _choose(self, index: int) -> None:
        if 0 <= index < len(self._words):
            self.scene.act("Choose a word", word=self._words[index])
