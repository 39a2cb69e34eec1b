"""What the panels of words share: the picture that follows the typing, and how it came about."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any, NamedTuple

from PySide6.QtCore import Signal

from playground.core import plain_text
from playground.core.captioned import captioned_counts
from playground.core.cards import Card
from playground.core.fields import Value
from playground.core.misspelled import near_words
from playground.core.recipe import Recipe, change
from playground.core.vocabulary import completions, known
from playground.gaussian import grids
from playground.gaussian.adapt import path_of
from playground.gaussian.paths import Path
from playground.paradigms.denoising.legality import Refusal, sampler_refusal, usual_sampler
from playground.paradigms.denoising.network import denoising_of
from playground.paradigms.denoising.trajectory import Moment, Trajectory
from playground.paradigms.words.card import token_condition_of
from playground.paradigms.words.few_steps import fitting
from playground.paradigms.words.recipes import Sample
from playground.paradigms.words.refusals import UNSEEN, refusal_of
from playground.ui.sampling.clock import Clock, clock_of
from playground.ui.sampling.scene import seen_of
from playground.ui.stage.diagram import Look
from playground.ui.stage.scene import Scene
from playground.ui.state.feed import Shown
from playground.ui.state.link import Link
from playground.ui.state.store import Store
from playground.ui.state.views import View, Views
from playground.ui.tabs.words.state import WordsImages, drafted
from playground.ui.timers import once

SIDES = ("conditional", "unconditional", "added")
"""What a step says with the words and without, and what guidance adds."""
INSIDE = (*SIDES, "attention", "attention_back", "places", "texts")
"""What else is seen in one picture that is looked through."""
UNASKED = (
    "At guidance 0 the network is not asked with the words: there is nothing to look through. Choose another "
    "scale."
)
_MOST_LOOKS = 100
"""Steps of which all that happens in the network is remembered: half a megabyte each."""
_REST_MS = 600
_LOOKED_THROUGH = ("attention", "inside")
"""Panels that look through one picture."""


class Read(NamedTuple):
    """A text, where the words stand that were not read of it, and a sentence that says so."""

    text: str
    unread: tuple[tuple[int, int], ...]
    note: str


class WordsScene(Scene[WordsImages]):
    """A scene of networks that are told words.

    While somebody types, a picture in few steps follows; the next is asked for when the last is there, so
    that quick typing starves none of them. At rest the whole is asked for.
    """

    stepped = Signal()
    """The trajectory has another moment, or began anew."""

    rested = Signal()
    """Nobody types any more."""

    read = Signal()
    """Another text has been read, or what was not read of one has changed."""

    def __init__(
        self,
        name: str,
        views: Views,
        store: Store[WordsImages],
        link: Link,
        cards: tuple[Card, ...],
        known: tuple[Card, ...] = (),
    ) -> None:
        super().__init__(name, views, store, link, cards, known)
        self.trajectory, self.looks = Trajectory(SIDES), Trajectory(INSIDE)
        self.typing = False
        self.held = False
        """Whether a word is being dragged, which is one edit however long it is held still."""
        self.refusal: Refusal | None = None
        """Why what the state asks for cannot be drawn; ``None`` where it can."""
        self._read: dict[str, Read] = {}
        self._vocabulary: tuple[Shown, list[str]] | None = None
        self._near: dict[str, tuple[str, ...]] = {}
        self._refused: dict[str, tuple[Recipe, str]] = {}
        self._checked: Recipe | None = None
        self._lost: set[str] = set()
        """Models that were to draw drafts, and cannot be run or have not been allowed."""
        self._rest = once(self, _REST_MS, self.come_to_rest)
        for feed in self.feeds.values():
            feed.arrived.connect(self._take_words)
        for name, trajectory in (("samples", self.trajectory), ("attention", self.looks)):
            self.feeds[name].arrived.connect(partial(self._take_step, name, trajectory))
        self.feeds["draft"].busy_changed.connect(self._go_on)
        self.feeds["draft"].failed.connect(lambda *_told: self._lose())
        self.feeds["samples"].busy_changed.connect(self._warm_up)

    # What parts read

    @property
    def asked(self) -> Sample:
        """The pictures that the state asks for."""
        asked: Sample = self.recipe("samples")
        return asked

    @property
    def path(self) -> Path:
        """The path that the current model was trained along."""
        return path_of(denoising_of(self.card))

    @property
    def clock(self) -> Clock:
        """How the tab counts the path’s time: as papers on flows do, where the path is theirs."""
        return clock_of(self.path)

    @property
    def newest(self) -> Shown | None:
        """The pictures to be seen: a draft of few steps until all the steps of the same have been made."""
        draft, whole = self.current("draft"), self.current("samples")
        if draft is None or whole is None:
            return draft or whole
        if self.typing or (not whole.frame.final and self._drafts(draft.recipe, whole.recipe)):
            return draft
        current = change(whole.recipe, steps=self.asked.steps) == self.asked
        return whole if current or draft.recipe != self.recipe("draft") else draft

    @property
    def quick(self) -> Card | None:
        """The model that draws while somebody types, if it is another than the chosen one."""
        name = self.recipe("draft").model
        return self.cards[name] if name != self.card.name else None

    def _drafts(self, draft: Sample, whole: Sample) -> bool:
        """Whether the one is what follows the typing of the other."""
        return draft == self._drafted(change(whole, steps=self.state.look.quick))

    def _drafted(self, recipe: Sample) -> Sample:
        """What follows the typing, by a model that can draw it."""
        found = drafted(recipe, self)
        return change(recipe, **fitting(self.card, recipe.steps)) if found.model in self._lost else found

    def read_of(self, name: str) -> Read | None:
        """What the model has read of a text of the state; nothing where it has not read this one yet."""
        found = self._read.get(name)
        return found if found is not None and found.text == self.text_of(name) else None

    def text_of(self, name: str) -> str:
        """A text of the state as the model is told it."""
        text: str = self.state.edited_text if name == "edited" else self.state.value(name)
        return text

    def completions(self, beginning: str) -> Sequence[str]:
        """Words of the model that begin so; none before they are known."""
        return completions(self._words, beginning)

    def knows(self, word: str) -> bool:
        """Whether a word of a text is one of the model's."""
        return known(self._words, word)

    def near_words(self, text: str) -> tuple[str, ...]:
        """Words of the model that a misspelled one may have been meant to be."""
        words = self._words
        if text not in self._near:
            self._near[text] = near_words(words, text, captioned_counts(self.card.data))
        return self._near[text]

    @property
    def _words(self) -> Sequence[str]:
        """All words of the model that can be put into a text, sorted; none before they are known."""
        shown = self.current("atlas")
        if shown is None:
            self._near.clear()
            return ()
        if self._vocabulary is None or self._vocabulary[0] is not shown:
            words = map(str, shown.frame.arrays["words"])
            # What is no plain word, be it of several lines or of signs that hide, is not put into a text.
            fit = sorted(word for word in words if not word.startswith("[") and plain_text.line(word) == word)
            self._vocabulary = shown, fit
            self._near.clear()
        return self._vocabulary[1]

    @property
    def why_unseen(self) -> str:
        """Why nothing is seen inside the network: it shows nothing, or was not asked with the words."""
        told = token_condition_of(self.card)
        if told is None or told.attention is None:
            return UNSEEN.format(self.card.title)
        return "" if self.moment is None else UNASKED

    @property
    def steps(self) -> Trajectory:
        """The steps that the open panel shows."""
        return self.looks if self.state.panel in _LOOKED_THROUGH else self.trajectory

    @property
    def moment(self) -> Moment | None:
        """What is looked at of the pictures on their way."""
        return self.steps.seen(self.state.look.position)

    @property
    def picture_index(self) -> int:
        """Which of the trajectory's pictures is looked at more closely."""
        wanted = self.state.line.row * self.state.samples.count + self.state.look.sample
        return max(0, min(wanted, self.steps.count - 1))

    def look(self, name: str) -> Look:
        """The arrays of samples at the step that is looked at; of other views, the frame's own."""
        view, _, what = name.partition("/")
        moment = self.moment
        if view != "samples" or moment is None:
            return super().look(name)
        return seen_of(self.steps, moment, what, self.picture_index, self.clock)

    def belongs(self, view: str) -> bool:
        """The same; in a picture that is looked through, what is seen of samples is of that one."""
        seen = "attention" if view == "samples" and self.steps is self.looks else view
        return super().belongs(seen)

    # What parts do

    def begin_typing(self) -> None:
        """A text is about to be edited, and may go on to be at once."""
        self.typing = True
        self._rest.start()

    def type(self, label: str, **texts: Value) -> None:
        """Such an edit."""
        self.begin_typing()
        self.edit(label, **texts)

    def come_to_rest(self) -> None:
        """Nobody types any more: the edit is a step of its own, and all of it is asked for."""
        self._rest.stop()
        if self.typing:
            self.typing = False
            if not self.held:
                self.store.end_gesture()
            self._request()
            self.rested.emit()

    # The cycle

    def recipe(self, view: str) -> Any:
        """What the state asks for; a draft of the model itself where the one that is quicker cannot draw."""
        found = super().recipe(view)
        lost = view == "draft" and found.model in self._lost
        return self._drafted(self.views[view].of(self.state)) if lost else found

    def ask_again(self) -> None:
        """Ask once more, the quicker model, too: it may have been allowed."""
        self._lost.clear()
        super().ask_again()

    def missing(self, recipe: Recipe) -> str:
        """Nothing: what cannot be drawn is said under what was typed, which must stay."""
        return ""

    def prepare(self) -> None:
        """Find out why what is asked for cannot be drawn."""
        if self.asked is not self._checked:
            self._checked, self.refusal = self.asked, _refusal(self.asked, self.card, self.path)

    def forget(self) -> None:
        """The steps of another model are no place on this one's path, and it may know other words."""
        self.trajectory.clear()
        self.looks.clear()
        self._read.clear()
        self._refused.clear()

    def ready(self, view: View) -> bool:
        """Whether what is asked for can be drawn, and all that is typed for it be read."""
        return self.refusal is None and not self.why_refused(view.name)

    def why_refused(self, view: str) -> str:
        """Why the model cannot be asked for what a view shows; empty where it can."""
        recipe = self.recipe(view)
        if view not in self._refused or self._refused[view][0] is not recipe:
            self._refused[view] = recipe, refusal_of(recipe, self.cards[recipe.model]) or ""
        return self._refused[view][1]

    def wanted(self) -> dict[str, Recipe]:
        """While somebody types, a draft alone, once the one before is there and if it can be read."""
        if not self.typing:
            return super().wanted()
        drafts = self.views["draft"]
        free = not self.feeds["draft"].busy and self.ready(drafts)
        return {"draft": self.recipe("draft")} if free and self.state.panel in drafts.panels else {}

    def _go_on(self, busy: bool) -> None:
        """Ask for a draft of what has been typed meanwhile."""
        if self.typing and not busy:
            self._request()

    def _lose(self) -> None:
        """Have the model itself draw what another one could not."""
        if self.quick is not None:
            self._lost.add(self.quick.name)
            self._go_on(False)

    def _warm_up(self, busy: bool) -> None:
        """Have a draft drawn before somebody types: its model takes longer to load than to draw."""
        drafts = self.views["draft"]
        free = not busy and not self.typing and self.state.panel in drafts.panels
        if free and self.quick is not None and self.current("draft") is None and self.ready(drafts):
            self.feeds["draft"].want(self.recipe("draft"))

    def _take_words(self, shown: Shown) -> None:
        """Note what was not read of each text: a first frame says so, and a last."""
        arrays = shown.frame.arrays
        if "unread_starts" not in arrays:
            return
        others = _others(shown.recipe)
        rows, first = arrays["unread_rows"], arrays["words"].shape[0] - len(others)
        for place, name in enumerate(("prompt", *others)):
            chosen = rows == first + place - 1 if place else rows < first
            starts, stops = (arrays[f"unread_{end}"][chosen] for end in ("starts", "stops"))
            places = tuple(zip(starts.tolist(), stops.tolist(), strict=True))
            # Where all of these was read, what is said is of the negative prompt.
            told_here = places or (not place and not len(rows))
            note = str(shown.frame.scalars.get("note", "")) if told_here else ""
            self._note(name, Read(getattr(shown.recipe, name), places, note))
        self.read.emit()

    def _note(self, name: str, read: Read) -> None:
        """Keep what was read of a text; of a line that is drawn alone where it stands in the whole prompt."""
        line, whole = self.state.line, self.state.samples.prompt
        if name == "prompt" and read.text == line.text != whole:
            before, end = self.read_of(name) or Read(whole, (), ""), line.begin + len(line.text)
            others = (each for each in before.unread if not line.begin <= each[0] < end)
            mine = ((start + line.begin, stop + line.begin) for start, stop in read.unread)
            read = Read(whole, tuple(sorted((*others, *mine))), before.note or read.note)
        self._read[name] = read

    def _take_step(self, view: str, trajectory: Trajectory, shown: Shown) -> None:
        every = -(-shown.recipe.steps // _MOST_LOOKS) if view == "attention" else 1
        if shown.frame.final or not len(trajectory) or int(shown.frame.scalars["step"]) % every == 0:
            trajectory.take(self.feeds[view].run, shown.recipe, shown.frame)
            self.stepped.emit()


def _others(recipe: Recipe) -> list[str]:
    """Texts beside the prompt, each of which is a row of what was read behind those of the prompt."""
    return [name for name in ("edited", "other") if getattr(recipe, name, "")]


def _refusal(recipe: Sample, card: Card, path: Path) -> Refusal | None:
    """The first thing that cannot be drawn, with what would do instead where that is known."""
    if reason := sampler_refusal(recipe.sampler, card, path):
        return Refusal("sampler", reason, usual_sampler(Sample))
    if reason := grids.refusal(recipe.spacing, path, recipe.steps):
        return Refusal("spacing", reason, "uniform")
    reason = refusal_of(recipe, card)
    return Refusal("prompt", reason) if reason else None
