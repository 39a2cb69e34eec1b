"""The Studio's page shows what is on disk, whoever wrote it, and asks for what is clicked."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import ClassVar

import msgspec
import numpy as np
import pytest
from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QAbstractButton, QApplication, QPushButton
from pytestqt.qtbot import QtBot

from playground.core import folders, memory_limit
from playground.core.cards import Card
from playground.core.errors import DataError
from playground.datasets.adding import Order, add
from playground.datasets.folder import FolderSource
from playground.export.atomic import write_card
from playground.studio import training_folders
from playground.studio.removing import remove
from playground.studio.training_folders import Asked, Plan
from playground.ui.state.command_run import CommandRun
from playground.ui.studio.forecast import Cost, cost_of
from playground.ui.studio.sources import DataChoice, sources
from playground.ui.studio.trainings import SELDOM_MS, SOON_MS
from playground.ui.widgets.theme import themes
from tests.support.own_drawings import draw
from tests.support.played_training import Played
from tests.ui.studio.conftest import OWN, Opened

pytestmark = pytest.mark.qt


def click(opened: Opened, button: QAbstractButton) -> None:
    opened.qtbot.waitUntil(lambda: button.isVisible() and button.isEnabled())
    opened.qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def asked(played: Played) -> Asked:
    return training_folders.asked_of(played.folder)


@contextmanager
def a_second(qtbot: QtBot, chosen: str) -> Iterator[Opened]:
    second = Opened(qtbot, chosen=chosen)
    yield second
    second.end()


def test_without_any_training_there_is_a_form_that_is_ready(opened: Opened) -> None:
    opened.qtbot.waitUntil(lambda: opened.page.new.start.isEnabled())
    plan = opened.page.new.form.plan()
    assert plan is not None and not opened.page.list.isVisible()
    assert (plan.name, plan.family, plan.data, plan.size, plan.classes) == (
        "drawings-flow", "flow", "drawings", 32, True,
    )  # fmt: skip


def test_trainings_of_others_come_and_go_on_by_themselves(opened: Opened) -> None:
    played = Played(Plan(name="by-command", family="vae", data="drawings"))
    with played.at_work():
        played.learn(100)
        opened.choose("by-command")
        opened.wait("Training 10%, 18 min left")
        played.learn(500)
        opened.wait("Training 50%, 10 min left")
        assert opened.page.detail.bar.value() == opened.page.detail.bar.maximum() / 2
        assert len(opened.page.detail.curves.plots[0].accessibleName()) > 0
    opened.wait("Interrupted 50%")
    assert opened.page.detail.go.isVisible() and not opened.page.detail.stop.isVisible()


@pytest.mark.usefixtures("played")
def test_a_damaged_training_is_one_sentence_and_the_others_are_shown(opened: Opened, data: Path) -> None:
    damaged = data / "trainings" / "damaged"
    damaged.mkdir()
    (damaged / training_folders.PLAN).write_bytes(b"\xff")
    opened.qtbot.waitUntil(lambda: opened.row("damaged") >= 0)
    opened.page.list.setCurrentRow(opened.row("damaged"))
    opened.qtbot.waitUntil(opened.page.damaged.isVisible)
    assert "cannot be read" in opened.page.damaged.said
    # It rests between two looks.
    opened.qtbot.waitSignal(opened.timer.timeout).wait()
    opened.choose("drawings-flow")


def test_that_the_trainings_cannot_be_looked_at_is_told_until_they_can(
    opened: Opened, played: Played, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken() -> tuple[str, ...]:
        raise PermissionError(13, "Permission denied")

    opened.choose("drawings-flow")
    with monkeypatch.context() as patch:
        patch.setattr("playground.studio.training_folders.names", broken)
        opened.qtbot.waitUntil(opened.page.damaged.isVisible)
        assert opened.page.damaged.said.startswith("The trainings cannot be looked at:")
        click(opened, opened.page.add)
        assert opened.page.new.isVisible()
    opened.choose("drawings-flow")


@pytest.mark.usefixtures("played")
def test_rows_grow_with_the_letters(opened: Opened) -> None:
    opened.qtbot.waitUntil(lambda: opened.row("drawings-flow") >= 0)
    rows = opened.page.list
    before = rows.visualItemRect(rows.item(0)).height()
    themes().set_scale(2.0)
    try:
        opened.qtbot.waitUntil(lambda: rows.visualItemRect(rows.item(0)).height() > 1.8 * before)
    finally:
        themes().set_scale(1.0)


def test_pause_and_stop_are_asked_for_and_told_until_they_are_done(opened: Opened, played: Played) -> None:
    with played.at_work():
        opened.choose("drawings-flow")
        click(opened, opened.page.detail.pause)
        opened.wait("Pausing")
        assert asked(played).wish == "pause"
        played.tell(stage="paused")
        opened.wait("Paused")
        click(opened, opened.page.detail.go)
        opened.qtbot.waitUntil(lambda: asked(played).wish == "go")
        played.tell(stage="training")
        opened.wait("Training")
        click(opened, opened.page.detail.stop)
        opened.wait("Stopping")
        assert asked(played).wish == "stop"
    played.tell(stage="stopped", sentence="Stopped at step 300.")
    opened.wait("Stopped 30%, at step 300.")


def test_the_newest_pictures_are_followed_until_one_goes_back(opened: Opened, played: Played) -> None:
    opened.choose("drawings-flow")
    sheets, curves = opened.page.detail.sheets, opened.page.detail.curves

    def shown() -> int:
        picture = sheets.picture.picture
        return -1 if picture is None else int(picture[0].max())

    def level(step: int) -> int:
        return round(255 * step / 1000)

    opened.qtbot.waitUntil(lambda: shown() == level(300))
    played.draw(400)
    opened.qtbot.waitUntil(lambda: shown() == level(400))
    sheets.slider.setFocus()
    opened.qtbot.keyClick(sheets.slider, Qt.Key.Key_Home)
    opened.qtbot.waitUntil(lambda: shown() == level(1))
    assert curves.plots[0].marked == 1
    played.draw(500)
    opened.qtbot.waitUntil(lambda: sheets.slider.maximum() == 4)
    assert shown() == level(1) and sheets.slider.value() == 0
    click(opened, sheets.newest)
    opened.qtbot.waitUntil(lambda: shown() == level(500))
    assert curves.plots[0].marked is None
    played.draw(600)
    opened.qtbot.waitUntil(lambda: shown() == level(600))


def test_a_damaged_sheet_is_told_of_and_the_next_is_shown(opened: Opened, played: Played) -> None:
    opened.choose("drawings-flow")
    detail = opened.page.detail
    (played.folder / "sheets" / "step-0000400.png").write_bytes(b"no picture")
    opened.qtbot.waitUntil(lambda: "cannot be read" in detail.trouble.words)
    assert detail.sheets.picture.stale
    played.draw(500)
    opened.qtbot.waitUntil(lambda: not detail.trouble.words)
    assert not detail.sheets.picture.stale


def test_another_training_shows_nothing_of_the_one_before(opened: Opened, played: Played) -> None:
    opened.choose("drawings-flow")
    detail = opened.page.detail
    opened.qtbot.waitUntil(lambda: detail.sheets.picture.picture is not None)
    Played(Plan(name="empty", family="gan", data="drawings"))
    opened.choose("empty")
    opened.qtbot.waitUntil(lambda: detail.sheets.picture.picture is None)
    assert not detail.sheets.slider.isEnabled() and "no pictures" in detail.sheets.told.said


def test_a_damaged_sheet_is_told_of_at_its_own_training_alone(opened: Opened, played: Played) -> None:
    opened.choose("drawings-flow")
    detail = opened.page.detail
    (played.folder / "sheets" / "step-0000400.png").write_bytes(b"no picture")
    opened.qtbot.waitUntil(lambda: "cannot be read" in detail.trouble.words)
    Played(Plan(name="empty", family="gan", data="drawings"))
    opened.choose("empty")
    assert not detail.trouble.words


def test_it_looks_seldom_while_nobody_sees_it(opened: Opened, played: Played) -> None:
    assert opened.trainings.watched and opened.timer.interval() == SOON_MS
    opened.page.hide()
    assert not opened.trainings.watched and opened.timer.interval() == SELDOM_MS >= 5 * SOON_MS
    opened.qtbot.waitUntil(opened.timer.isActive)
    opened.page.show()
    assert opened.trainings.watched and opened.timer.interval() == SOON_MS


def bring_model(card: Card) -> None:
    """Let the model of a training be there, as its process would write it."""
    shutil.copytree(folders.shipped_models() / card.name, folders.user_data() / "models" / card.name)


def test_the_model_of_now_is_asked_for_waited_for_and_opened(
    opened: Opened, played: Played, shipped: dict[str, Card]
) -> None:
    with played.at_work():
        opened.choose("drawings-flow")
        detail = opened.page.detail
        click(opened, detail.open)
        opened.qtbot.waitUntil(lambda: asked(played).model == 1)
        assert not detail.open.isEnabled()
        bring_model(shipped["digits-vae-2d"])
        with opened.qtbot.waitSignal(opened.page.opened) as found:
            played.tell(model="digits-vae-2d", model_step=300, model_asked=1)
        assert isinstance(found.args[0], Card) and found.args[0].hash == shipped["digits-vae-2d"].hash
        opened.qtbot.waitUntil(detail.open.isEnabled)


def test_a_training_that_ends_before_it_gives_its_model_says_so(opened: Opened, played: Played) -> None:
    with played.at_work():
        opened.choose("drawings-flow")
        click(opened, opened.page.detail.open)
        opened.qtbot.waitUntil(lambda: asked(played).model == 1)
        played.tell(stage="failed", sentence="No space is left.")
    opened.qtbot.waitUntil(lambda: len(opened.told) == 1)
    assert "drawings-flow ended before it gave its model: No space is left." in opened.told[0]


@pytest.mark.parametrize(("stage", "step"), [("finished", 250), ("stopped", 300)])
def test_a_training_that_ends_with_its_model_while_that_is_waited_for_opens_it(
    opened: Opened, played: Played, shipped: dict[str, Card], stage: str, step: int
) -> None:
    cards = list[str]()
    opened.page.opened.connect(lambda card: cards.append(card.name))
    bring_model(shipped["digits-vae-2d"])
    with played.at_work():
        opened.choose("drawings-flow")
        click(opened, opened.page.detail.open)
        opened.qtbot.waitUntil(lambda: asked(played).model == 1)
        played.tell(stage=stage, model="digits-vae-2d", model_step=step)
    opened.qtbot.waitUntil(lambda: bool(cards))
    assert cards == ["digits-vae-2d"] and not opened.told


def test_while_it_learns_longer_the_finished_model_opens_and_nothing_is_asked(
    opened: Opened, played: Played, shipped: dict[str, Card]
) -> None:
    bring_model(shipped["digits-vae-2d"])
    training_folders.plan_anew(played.folder, msgspec.structs.replace(played.plan, longer=(5.0,)))
    played.tell(model="digits-vae-2d", model_step=250, measured={"kernel_distance": 0.0213})
    with played.at_work():
        opened.choose("drawings-flow")
        opened.qtbot.waitUntil(lambda: "measured numbers below are of it" in opened.page.detail.opens.words)
        with opened.qtbot.waitSignal(opened.page.opened):
            click(opened, opened.page.detail.open)
    assert asked(played).model == 0


def test_the_model_of_an_ended_training_opens_at_once(
    opened: Opened, played: Played, shipped: dict[str, Card]
) -> None:
    bring_model(shipped["digits-vae-2d"])
    played.tell(stage="finished", model="digits-vae-2d", measured={"kernel_distance": 0.0213})
    opened.choose("drawings-flow")
    assert "kernel distance" in opened.page.detail.measured.text()
    with opened.qtbot.waitSignal(opened.page.opened):
        click(opened, opened.page.detail.open)


def test_a_finished_training_is_asked_to_learn_longer(
    opened: Opened, played: Played, monkeypatch: pytest.MonkeyPatch
) -> None:
    wanted = list[tuple[str, float]]()
    monkeypatch.setattr("playground.studio.starting.learn_longer", lambda *given: wanted.append(given))
    played.tell(stage="stopped")
    opened.choose("drawings-flow")
    detail = opened.page.detail
    assert not detail.longer.isVisible() and not detail.minutes.isVisible()
    played.tell(stage="finished", step=1000, model="drawings-flow", model_step=1000)
    opened.qtbot.waitUntil(detail.longer.isVisible)
    assert detail.minutes.isVisible() and detail.minutes.value() == played.plan.minutes
    detail.minutes.setValue(7)
    click(opened, detail.longer)
    opened.qtbot.waitUntil(lambda: wanted == [("drawings-flow", 7.0)])
    training_folders.plan_anew(played.folder, msgspec.structs.replace(played.plan, longer=(7.0,)))
    with played.at_work():
        played.tell(stage="training", steps=1350, seconds=1201.0)
        opened.qtbot.waitUntil(lambda: not detail.longer.isVisible())
        opened.wait("Training 74%")
        opened.qtbot.waitUntil(lambda: "20 min of 27 min" in detail.facts.text())


def test_of_a_training_that_has_ended_it_is_said_which_model_is_opened_or_why_none(
    opened: Opened, played: Played
) -> None:
    played.tell(stage="stopped")
    opened.choose("drawings-flow")
    detail = opened.page.detail
    assert not detail.open.isEnabled()
    assert "no model" in detail.opens.words and detail.opens.words == detail.open.toolTip()
    played.tell(model="drawings-flow", model_step=100)
    opened.qtbot.waitUntil(detail.open.isEnabled)
    assert "step 100 (10%" in detail.opens.words and detail.opens.words == detail.open.toolTip()
    played.tell(stage="finished", step=1000)
    opened.qtbot.waitUntil(lambda: not detail.opens.isVisible())


def test_the_newest_wish_is_opened_though_another_model_is_waited_for(
    opened: Opened, played: Played, shipped: dict[str, Card]
) -> None:
    other = Played(Plan(name="other", family="vae", data="drawings"))
    other.learn(100)
    with played.at_work(), other.at_work():
        for each in (played, other):
            opened.choose(each.plan.name)
            click(opened, opened.page.detail.open)
            opened.qtbot.waitUntil(lambda each=each: asked(each).model == 1)
        bring_model(shipped["digits-vae-2d"])
        with opened.qtbot.waitSignal(opened.page.opened):
            other.tell(model="digits-vae-2d", model_step=100, model_asked=1)


def test_a_model_is_waited_for_though_something_else_is_refused(
    opened: Opened, played: Played, shipped: dict[str, Card]
) -> None:
    with played.at_work():
        opened.choose("drawings-flow")
        detail = opened.page.detail
        click(opened, detail.open)
        opened.qtbot.waitUntil(lambda: asked(played).model == 1)
        opened.qtbot.waitUntil(detail.pause.isEnabled)
        opened.page._requests.remove("drawings-flow")
        opened.qtbot.waitUntil(lambda: len(opened.told) == 1)
        assert not detail.open.isEnabled()
        bring_model(shipped["digits-vae-2d"])
        with opened.qtbot.waitSignal(opened.page.opened):
            played.tell(model="digits-vae-2d", model_step=300, model_asked=1)


def test_nothing_is_waited_for_where_asking_breaks(
    opened: Opened, played: Played, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(name: str) -> int:
        raise ZeroDivisionError

    monkeypatch.setattr("playground.studio.starting.ask_for_model", broken)
    with played.at_work(), opened.qtbot.captureExceptions() as raised:
        opened.choose("drawings-flow")
        click(opened, opened.page.detail.open)
        opened.qtbot.waitUntil(lambda: [each[0] for each in raised] == [ZeroDivisionError])
        opened.qtbot.waitUntil(opened.page.detail.open.isEnabled)


class Gate:
    """Something that is read and does not come before it is let through."""

    def __init__(self, found: object) -> None:
        self._found, self._through = found, threading.Event()
        self.threads: list[threading.Thread] = []

    def read(self, _path: Path) -> object:
        self.threads.append(threading.current_thread())
        self._through.wait()
        return self._found

    def let_through(self) -> None:
        """Come back once all that was read has been handed to the window."""
        self._through.set()
        for thread in self.threads:
            thread.join()
        QApplication.processEvents()


def test_what_is_read_when_the_window_closes_is_not_shown_any_more(
    opened: Opened, played: Played, shipped: dict[str, Card], monkeypatch: pytest.MonkeyPatch
) -> None:
    card, sheet = Gate(shipped["digits-vae-2d"]), Gate(np.zeros((3, 8, 8), np.uint8))
    monkeypatch.setattr("playground.ui.studio.opening.read_card", card.read)
    monkeypatch.setattr("playground.ui.studio.sheet_view.read_sheet", sheet.read)
    played.tell(stage="finished", model="digits-vae-2d")
    opened.choose("drawings-flow")
    click(opened, opened.page.detail.open)
    opened.qtbot.waitUntil(lambda: bool(card.threads) and bool(sheet.threads))
    opened.end()
    with opened.qtbot.assertNotEmitted(opened.page.opened):
        for gate in (card, sheet):
            gate.let_through()
    assert opened.page.detail.sheets.picture.picture is None


def test_a_model_that_could_not_be_measured_can_be_measured_later(
    opened: Opened, played: Played, monkeypatch: pytest.MonkeyPatch
) -> None:
    wanted: list[str] = []
    monkeypatch.setattr("playground.studio.starting.go", wanted.append)
    why = "Nothing was measured: that needed more memory than there is."
    played.tell(stage="finished", step=1000, model="drawings-flow", sentence=why)
    opened.choose("drawings-flow")
    opened.wait(f"Finished. {why}")
    click(opened, opened.page.detail.go)
    opened.qtbot.waitUntil(lambda: wanted == ["drawings-flow"])
    assert opened.page.detail.go.text() == "Measure it"
    played.tell(measured={"copies": 0.0}, sentence="")
    opened.qtbot.waitUntil(lambda: not opened.page.detail.go.isVisible())


def test_removing_is_asked_about_and_takes_the_folder_away(opened: Opened, played: Played) -> None:
    opened.choose("drawings-flow")
    click(opened, opened.page.detail.remove)
    assert played.folder.exists() and "Remove the training drawings-flow?" in opened.told[0]
    (yes,) = [
        each for each in opened.messages.messages[0].findChildren(QPushButton) if each.text() == "Remove it"
    ]
    opened.qtbot.mouseClick(yes, Qt.MouseButton.LeftButton)
    opened.qtbot.waitUntil(lambda: not played.folder.exists() and opened.page.new.isVisible())
    assert not any("no longer there" in each for each in opened.told)


@pytest.mark.parametrize("model", [False, True])
def test_its_model_is_removed_with_it_where_that_is_wanted(
    opened: Opened, played: Played, shipped: dict[str, Card], model: bool
) -> None:
    card = msgspec.structs.replace(shipped["fashion-vae-2d"], name="drawings-flow", data="drawings")
    made = folders.user_data() / "models" / "drawings-flow"
    made.mkdir(parents=True)
    write_card(made, card)
    played.tell(stage="finished", model="drawings-flow")
    opened.choose("drawings-flow")
    opened.wait("Finished")
    click(opened, opened.page.detail.remove)
    buttons = {each.text(): each for each in opened.messages.messages[0].findChildren(QPushButton)}
    assert "Its model can be used without it" in opened.told[0]
    buttons["Remove its model, too" if model else "Remove it"].click()
    opened.qtbot.waitUntil(lambda: not played.folder.exists() and opened.page.new.isVisible())
    assert made.exists() != model


def test_the_model_of_another_that_has_its_name_stays(played: Played, shipped: dict[str, Card]) -> None:
    card = msgspec.structs.replace(shipped["fashion-vae-2d"], name="drawings-flow")
    made = folders.user_data() / "models" / "drawings-flow"
    made.mkdir(parents=True)
    write_card(made, card)
    played.tell(stage="finished", model="drawings-flow")
    remove("drawings-flow", model=True)
    assert made.exists() and not played.folder.exists()


def test_a_training_that_goes_while_it_is_shown_is_told_of_once(opened: Opened, played: Played) -> None:
    other = Played(Plan(name="other", family="gan", data="drawings"))
    opened.choose("other")
    shutil.rmtree(played.folder)
    opened.qtbot.waitUntil(lambda: opened.row("drawings-flow") < 0)
    assert opened.told == [], "it was not shown"
    shutil.rmtree(other.folder)
    opened.qtbot.waitUntil(lambda: opened.page.new.isVisible())
    assert opened.told == [
        "The training other is no longer there: it was removed elsewhere, or its folder is gone."
    ]


@pytest.mark.parametrize(
    "way", ["keep", "escape in the question", "escape beside it", "another", "new", "away"]
)
def test_the_question_goes_with_keeping_and_with_what_it_is_about(
    opened: Opened, played: Played, way: str
) -> None:
    Played(Plan(name="other", family="gan", data="drawings"))
    opened.choose("drawings-flow")
    detail = opened.page.detail
    click(opened, detail.remove)
    (question,) = opened.messages.messages
    buttons = {each.text(): each for each in question.findChildren(QPushButton)}
    if way == "keep":
        buttons["Keep it"].click()
    elif way == "escape in the question":
        opened.qtbot.keyClick(buttons["Remove it"], Qt.Key.Key_Escape)
    elif way == "escape beside it":
        opened.qtbot.keyClick(detail.remove, Qt.Key.Key_Escape)
    elif way == "another":
        opened.choose("other")
    elif way == "new":
        click(opened, opened.page.add)
    else:
        opened.page.hide()
    assert not opened.messages.messages and played.folder.exists()


def test_what_goes_on_is_shown_to_whoever_comes_first(qtbot: QtBot, played: Played) -> None:
    Played(Plan(name="newer", family="vae", data="drawings"))
    with played.at_work():
        opened = Opened(qtbot)
        opened.wait("Training 30%")
        assert opened.page.detail.title.said == "drawings-flow"
        opened.end()


def test_two_windows_look_at_one_training(opened: Opened, played: Played) -> None:
    with a_second(opened.qtbot, "drawings-flow") as second, played.at_work():
        opened.choose("drawings-flow")
        click(opened, opened.page.detail.pause)
        for each in (opened, second):
            each.wait("Pausing")


def test_a_training_begins_with_one_click_and_is_shown(
    opened: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    def start(plan: Plan) -> None:
        Played(plan).tell(stage="preparing")

    monkeypatch.setattr("playground.studio.starting.start", start)
    click(opened, opened.page.new.start)
    opened.qtbot.waitUntil(lambda: opened.page.detail.isVisible())
    assert opened.page.detail.title.said == "drawings-flow"
    click(opened, opened.page.add)
    opened.qtbot.waitUntil(lambda: opened.page.new.form.name.line.text() == "drawings-flow-2")


def test_what_it_takes_is_told_and_what_does_not_fit_is_refused(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("playground.ui.studio.new_page.sources", sources)
    monkeypatch.setattr("playground.ui.studio.new_page.cost_of", cost_of)
    pictures = draw(tmp_path / "pictures", 12, 16)
    add(FolderSource(pictures), Order(name="own", place=str(pictures)))
    opened = Opened(qtbot)
    new = opened.page.new
    qtbot.waitUntil(lambda: "20 minutes" in new.takes.words and "of memory" in new.takes.words)
    assert new.start.isEnabled() and new.form.side.value == "16"
    monkeypatch.setenv(memory_limit.VARIABLE, "0.5")
    new.form.family.edited.emit("flow")
    qtbot.waitUntil(lambda: "more than the 500 MB" in new.why.words)
    assert not new.start.isEnabled()
    opened.end()


def test_why_none_begins_is_told(opened: Opened, monkeypatch: pytest.MonkeyPatch) -> None:
    def start(plan: Plan) -> None:
        raise DataError("There is a model of that name.")

    monkeypatch.setattr("playground.studio.starting.start", start)
    click(opened, opened.page.new.start)
    opened.qtbot.waitUntil(lambda: opened.told == ["There is a model of that name."])
    assert opened.page.new.start.isEnabled()


def test_without_data_it_leads_to_where_they_are_added(
    opened: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("playground.ui.studio.new_page.sources", lambda: ())
    opened.page.new.refresh()
    opened.qtbot.waitUntil(lambda: not opened.page.new.form.isVisible())
    assert not opened.page.new.start.isVisible()
    with opened.qtbot.waitSignal(opened.page.data_wanted):
        click(opened, opened.page.new.add)
    monkeypatch.setattr("playground.ui.studio.new_page.sources", lambda: (OWN,))
    opened.page.train_on("drawings")
    opened.qtbot.waitUntil(lambda: opened.page.new.start.isEnabled())
    assert opened.page.new.add.isVisible(), "one set is not all that somebody has"


class Timed(CommandRun):
    """A command that never runs: a test says what it prints."""

    asked: ClassVar[list[Timed]] = []

    def __init__(self, words: Iterable[str], parent: QObject) -> None:
        QObject.__init__(self, parent)
        self.words, self.given_up = list(words), False

    def start(self) -> None:
        self.asked.append(self)

    def give_up(self) -> None:
        self.given_up = True

    def say(self, steps: int) -> None:
        """It ends, and has found so many."""
        self.line.emit(f'{{"steps": {steps}}}\n')
        self.ended.emit(True, "")


@pytest.fixture
def timed(monkeypatch: pytest.MonkeyPatch) -> list[Timed]:
    monkeypatch.setattr("playground.ui.studio.new_page.cost_of", lambda _plan: Cost("It takes time."))
    monkeypatch.setattr("playground.ui.studio.forecast.CommandRun", Timed)
    monkeypatch.setattr(Timed, "asked", [])
    return Timed.asked


def test_before_it_begins_it_is_said_what_the_minutes_come_to_with_a_warning_where_that_is_too_little(
    timed: list[Timed], qtbot: QtBot
) -> None:
    opened = Opened(qtbot)
    new = opened.page.new
    qtbot.waitUntil(lambda: len(timed) == 1)
    assert "Timing a step" in new.takes.words and new.start.isEnabled(), "nobody has to wait for it"
    assert timed[0].words[:4] == ["train", "flow", "--data", "drawings"] and "--estimate" in timed[0].words
    timed[0].say(8000)
    assert "about 8,000 steps" in new.takes.words and "450 drawings" in new.takes.words
    assert not new.warning.words
    new.form.minutes.edited.emit(1.0)
    qtbot.waitUntil(lambda: "about 300 steps" in new.takes.words)
    assert "Give it at least" in new.warning.words and len(timed) == 1, "minutes need no timing"
    new.form.preset.show_value("base")
    new.form.preset.edited.emit("base")
    qtbot.waitUntil(lambda: len(timed) == 2)
    assert "Timing a step" in new.takes.words and not new.warning.words
    new.hide()
    assert timed[1].given_up, "nobody sees it"
    opened.end()


def test_reflow_needs_a_teacher_that_fits(
    qtbot: QtBot, shipped: dict[str, Card], monkeypatch: pytest.MonkeyPatch
) -> None:
    clothes = DataChoice("fashion-mnist", "Fashion-MNIST", 28, 1, 10, 60_000)
    monkeypatch.setattr("playground.ui.studio.new_page.sources", lambda: (clothes,))
    opened = Opened(qtbot, tuple(shipped.values()))
    form, new = opened.page.new.form, opened.page.new
    qtbot.waitUntil(new.start.isEnabled)
    assert not form.teacher.isVisible()
    for family in ("reflow", "consistency"):
        form.family.show_value(family)
        form.family.edited.emit(family)
        assert form.teacher.isVisible() and form.teacher.value == "fashion-flow"
        assert form.teacher.box.currentText().endswith(" (fashion-flow)"), "titles may be alike"
    form.side.show_value("32")
    form.side.edited.emit("32")
    assert form.plan() is None and not new.start.isEnabled() and "train one first" in new.why.words
    opened.end()


@pytest.mark.parametrize(("count", "said"), [(1, "one picture"), (19, "19 pictures"), (20, "")])
def test_of_very_few_pictures_it_is_said_what_they_come_to(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, count: int, said: str
) -> None:
    some = replace(OWN, training=count)
    monkeypatch.setattr("playground.ui.studio.new_page.sources", lambda: (some,))
    opened = Opened(qtbot)
    qtbot.waitUntil(opened.page.new.start.isEnabled)
    few = opened.page.new.form.few
    assert said in few.words and few.isVisible() == bool(said)
    opened.end()


def test_a_name_that_was_typed_stays(opened: Opened) -> None:
    opened.qtbot.waitUntil(opened.page.new.start.isEnabled)
    form = opened.page.new.form
    form.name.line.clear()
    opened.qtbot.keyClicks(form.name.line, "My own")
    form.family.show_value("vae")
    form.family.edited.emit("vae")
    plan = form.plan()
    assert plan is not None and plan.name == "yown"
    form.name.line.clear()
    form.name.line.textEdited.emit("")
    assert form.plan() is None and not opened.page.new.start.isEnabled()


def test_no_name_is_proposed_that_a_model_has_and_a_typed_one_that_is_taken_is_refused_at_once(
    opened: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    def start(plan: Plan) -> None:
        Played(plan).tell(stage="preparing")

    monkeypatch.setattr("playground.studio.starting.start", start)
    (folders.user_data() / "models" / "drawings-flow").mkdir(parents=True)
    new, line = opened.page.new, opened.page.new.form.name.line
    new.refresh()
    opened.qtbot.waitUntil(lambda: line.text() == "drawings-flow-2" and new.start.isEnabled())
    line.clear()
    opened.qtbot.keyClicks(line, "drawings-flow")
    assert not new.start.isEnabled() and "drawings-flow already" in new.why.words
    opened.qtbot.keyClicks(line, "s")
    click(opened, new.start)
    opened.qtbot.waitUntil(opened.page.detail.isVisible)
    # What was typed has begun, so the next one is called otherwise.
    click(opened, opened.page.add)
    opened.qtbot.waitUntil(lambda: line.text() == "drawings-flow-2")
    opened.qtbot.waitUntil(new.start.isEnabled)
