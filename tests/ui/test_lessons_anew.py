"""A lesson sets its stage up anew: what was tried before shows in nothing but drawings and added settings."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from playground.core import folders
from playground.core.recipe import Recipe, change
from playground.paradigms.cards import rules
from playground.paradigms.lab.starting import state_of_all
from playground.paradigms.vae_images.recipes import Decode, Drawing
from playground.runtimes import exact
from playground.runtimes.catalogue import catalogue
from playground.ui import tabs
from playground.ui.explain.content import Lesson
from playground.ui.explain.prose import Prose
from playground.ui.explain.staged import StagedExplanation
from playground.ui.shell.session import Session, SessionFile
from playground.ui.shell.window import Window
from playground.ui.stage.tab import StagedTab
from playground.ui.tabs.compare.quality.state import Setting
from playground.ui.widgets.spotlight import Spotlight
from tests.ui.test_every_tab import ENTRIES

pytestmark = pytest.mark.qt

NAMES = [entry.name for entry in ENTRIES]


@pytest.fixture
def window(qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Window]:
    """A window with every tab and model that ships; nothing computes."""
    monkeypatch.setattr(folders, "user_data", lambda: tmp_path / "data")
    found = catalogue(folders.model_folders(()), rules())
    cards = tuple(exact.beside(entry.card for entry in found.entries))
    window = Window(tabs.discover(), cards, SessionFile(tmp_path / "settings"), Session())
    window.show()
    yield window
    window.close()
    window.deleteLater()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


def explained(window: Window, name: str) -> tuple[StagedTab, StagedExplanation]:
    """A tab and its explanation."""
    tab = window.desk.visit(name)
    window.desk.finish(name)
    QApplication.processEvents()
    assert isinstance(tab, StagedTab) and isinstance(tab._explanation, StagedExplanation)
    return tab, tab._explanation


def upset(state: Recipe) -> Recipe:
    """A state with other seeds, other switches and other numbers wherever that is legal."""
    values: dict[str, Any] = {}
    for name in state.__struct_fields__:
        value = getattr(state, name)
        if isinstance(value, Recipe):
            values[name] = upset(value)
        elif isinstance(value, bool):
            values[name] = not value
        elif isinstance(value, float):
            values[name] = value * 0.75
        elif "seed" in name:
            values[name] = value + 5
    if isinstance(state, Decode):
        values["latent"] = (3.8, 3.8)
    return change(state, **values)


@pytest.mark.parametrize("name", NAMES)
def test_after_anything_a_lesson_is_as_in_a_fresh_window(window: Window, name: str) -> None:
    tab, explanation = explained(window, name)
    first = tab.store.state
    lessons = [card.lesson for card in explanation.panel.lessons.cards]
    assert lessons
    fresh = {lesson.id: explanation.lesson_state(lesson) for lesson in lessons}
    states = (upset(first), *map(upset, fresh.values()), *fresh.values())
    for before in states:
        tab.store.load(before)
        for lesson in lessons:
            after = explanation.lesson_state(lesson)
            assert after.stage == lesson.preset["stage"]
            for part in set(lesson.preset) - {"stage"}:
                assert getattr(after, part) == getattr(fresh[lesson.id], part), (lesson.title, part)
            for part in set(first.__struct_fields__) - set(lesson.preset):
                assert getattr(after, part) == getattr(before, part), "the other stages are left alone"


@pytest.mark.parametrize("name", NAMES)
def test_buttons_set_lessons_up_in_one_step_each_in_whatever_order(window: Window, name: str) -> None:
    tab, explanation = explained(window, name)
    first = tab.store.state
    tab.store.load(upset(first))
    cards = explanation.panel.lessons.cards
    there: dict[str, Recipe] = {}
    for card in (*cards, *reversed(cards)):
        before, steps = tab.store.state, window.undo.index()
        card.fold.unfold()
        names = {button.accessibleName(): button for button in card.findChildren(QPushButton)}
        tried = card.lesson.name in explanation.guide.tried
        names[f"{'Set up again' if tried else 'Try it'}: {card.lesson.title}"].click()
        after = tab.store.state
        # What was set up already is trained anew where a lab begins at its start, which can be undone, too.
        anew = {0, 1} if tried and after.stage == "lab" else {0}
        assert window.undo.index() - steps in ({1} if after != before else anew), card.lesson.title
        assert after == before or window.undo.undoText() == f"Try “{card.lesson.title}”"
        part = getattr(after, after.stage)
        assert there.setdefault(card.lesson.id, part) == part, card.lesson.title
        if after.stage == "lab" and name != "compare":
            assert part.run.start == card.lesson.preset["lab"]["run"].get("start", ""), card.lesson.title
            assert not part.run.start or state_of_all(part.run)


def test_what_a_course_has_set_up_is_set_up_again_though_the_state_is_the_same(
    window: Window, monkeypatch: pytest.MonkeyPatch
) -> None:
    tab, explanation = explained(window, "gan")
    cards = explanation.panel.lessons.cards
    card = next(each for each in cards if each.lesson.preset["stage"] == "lab")
    window.show_lesson(card.lesson.name)
    state, steps = tab.store.state, window.undo.index()
    begun: list[tuple[Recipe, str]] = []
    monkeypatch.setattr(tab.stage, "begin_anew", lambda *told: begun.append(told))
    names = {button.accessibleName(): button for button in card.findChildren(QPushButton)}
    names[f"Set up again: {card.lesson.title}"].click()
    # Its network is to be seen from its start once more, which can be undone.
    assert begun == [(state.lab.run, f"Try “{card.lesson.title}”")] and tab.store.state == state
    window.show_lesson("vae/border")
    tab, explanation = explained(window, "vae")
    assert not tab.stage.findChildren(Spotlight)
    explanation.guide.choose(explanation.guide.current)
    assert tab.stage.findChildren(Spotlight), "it is shown where nothing had to be changed"
    assert window.undo.index() == steps + 1


def test_a_presentation_tells_all_of_a_lesson_key_by_key(window: Window, qtbot: QtBot) -> None:
    _tab, explanation = explained(window, "vae")
    lessons = explanation.guide.order.lessons
    whole, short = (next(each for each in lessons if bool(each.more) is more) for more in (True, False))
    window.commands["present"].trigger()
    presentation = window._presentation
    assert presentation is not None and presentation.on
    for lesson in (whole, short):
        explanation.guide.choose(lesson)
        told = []
        for _press in range(4):
            told.append(presentation.caption.text.text())
            qtbot.keyClick(window, Qt.Key.Key_Space)
        asked, answered, *rest = [Prose(text).text() for text in (
            f"{lesson.text} **{lesson.question}**", f"**Answer.** {lesson.answer}", f"**More.** {lesson.more}"
        )]  # fmt: skip
        assert told == ([asked, answered, *rest, asked] if lesson.more else [asked, answered] * 2)
    presentation.leave()


def test_a_lesson_is_one_step_back(window: Window) -> None:
    tab, explanation = explained(window, "vae")
    moved = tab.store.state.images.with_values(**{"decode.latent": (3.8, 3.8), "reconstruct.seed": 4})
    before = change(tab.store.state, images=moved)
    tab.store.load(before)
    explanation.guide.choose(explanation.panel.lessons.cards[0].lesson)
    assert tab.store.state != before
    window.undo.undo()
    assert tab.store.state == before


def tried(explanation: StagedExplanation, name: str) -> Lesson:
    lesson = next(each for each in explanation.guide.order.lessons if each.id == name)
    explanation.guide.choose(lesson)
    assert explanation.guide.current is lesson
    return lesson


def test_what_a_lesson_asks_for_keeps_it_and_going_elsewhere_leaves_it(window: Window) -> None:
    tab, explanation = explained(window, "vae")
    guide = explanation.guide
    lesson = tried(explanation, "temperature")
    assert explanation.panel.lessons.places[0] == lesson.place
    images = tab.store.state.images
    tab.store.edit("temperature", images=images.with_values(temperature=1.5))
    assert guide.current is lesson, "it is what the lesson asks for"
    for values in ({"panel": "encode"}, {"model": "fashion-vae-2d", "decode.latent": (0.0, 0.0)}):
        tried(explanation, "temperature")
        tab.store.edit("go elsewhere", images=tab.store.state.images.with_values(**values))
        assert guide.current is None and lesson.name in guide.tried
    tried(explanation, "temperature")
    tab.store.edit("stage", stage="lab")
    assert guide.current is None and explanation.panel.lessons.places[0][0] == "lab"
    tried(explanation, "border")
    window.undo.undo()
    assert guide.current is None, "it was taken back"


def test_a_lesson_unfolds_what_hides_the_controls_that_it_names(window: Window) -> None:
    tab, explanation = explained(window, "diffusion")
    tried(explanation, "two-variances")
    form = tab.forms["lab"]
    named = dict(form.editors())["variance"]
    assert named.field.folded and named.isVisibleTo(form)


def test_every_answer_seen_outlives_the_window(window: Window, tmp_path: Path) -> None:
    _tab, explanation = explained(window, "vae")
    lesson = tried(explanation, "border")
    assert window.keeper.gathered.done == ()
    explanation.guide.reveal(lesson)
    again = Session(done=window.keeper.gathered.done)
    other = Window(tabs.discover(), (), SessionFile(tmp_path / "other"), again)
    assert "vae/border" in other.done and explanation.guide.done(lesson)
    other.close()
    other.deleteLater()


def test_a_lesson_that_is_refused_was_not_tried(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(folders, "user_data", lambda: tmp_path / "data")
    window = Window(tabs.discover(), (), SessionFile(tmp_path / "settings"), Session())
    tab, explanation = explained(window, "vae")
    guide = explanation.guide
    lesson = next(each for each in guide.order.lessons if "model" in each.preset.get("images", {}))
    with qtbot.waitSignal(tab.report):
        guide.choose(lesson)
    assert lesson.name not in guide.tried and guide.current is None
    assert guide.beside(1) is guide.order.beside(lesson, 1), "the next one comes after it"
    window.close()
    window.deleteLater()


def test_what_somebody_made_outlives_a_lesson(window: Window) -> None:
    points = bytes(16)
    for name in ("vae", "gan", "diffusion", "flow", "consistency", "nflow"):
        tab, explanation = explained(window, name)
        state = tab.store.state
        run = change(state.lab.run, drawing=points)
        tab.store.load(change(state, lab=change(state.lab, run=run)))
        lesson = next(
            card.lesson for card in explanation.panel.lessons.cards if card.lesson.preset["stage"] == "lab"
        )
        assert explanation.lesson_state(lesson).lab.run.drawing == points
    tab, explanation = explained(window, "compare")
    added = (Setting(recipe={"kind": "gan-sample", "model": "fashion-gan"}),)
    chosen = change(tab.store.state.quality, added=added, skipped=("one",), insisted=("another",))
    tab.store.load(change(tab.store.state, quality=chosen))
    for card in explanation.panel.lessons.cards:
        if card.lesson.preset["stage"] == "quality":
            kept = explanation.lesson_state(card.lesson).quality
            assert (kept.added, kept.skipped, kept.insisted) == (added, ("one",), ("another",))


def test_a_picture_drawn_outlives_a_lesson_but_not_one_that_a_lesson_gave(window: Window) -> None:
    tab, explanation = explained(window, "vae")
    cards = explanation.panel.lessons.cards
    given = next(card.lesson for card in cards if "drawing" in str(card.lesson.preset))
    silent = [
        card.lesson
        for card in cards
        if card.lesson.preset["stage"] == "images" and "source" not in card.lesson.preset["images"]
    ]
    assert silent
    own = Drawing(bytes(range(256)) * 3 + bytes(16))
    first = tab.store.state
    for lesson in silent:
        tab.store.load(change(first, images=first.images.with_values(source=own)))
        assert explanation.lesson_state(lesson).images.value("source") == own
        tab.store.load(explanation.lesson_state(given))
        shown = tab.store.state.images.value("source")
        assert msgspec.to_builtins(shown) == given.preset["images"]["source"]
        assert explanation.lesson_state(lesson).images.value("source") == first.images.value("source")
