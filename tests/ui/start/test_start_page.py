"""The Start page: it fits the tabs and lessons that there are, moves under hands, and rests unseen."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec
import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from playground import paradigms
from playground.core import folders
from playground.core.folders import assets
from playground.core.frames import Frame
from playground.core.recipe import decode
from playground.paradigms.cards import rules
from playground.runtimes.catalogue import catalogue
from playground.ui import tabs
from playground.ui.explain.content import load_lessons
from playground.ui.explain.courses import Itinerary, load_courses
from playground.ui.start.film import Sheet
from playground.ui.start.page import StartPage
from playground.ui.start.thumbs import Thumb, load_thumbs
from playground.ui.state.done import Done
from playground.ui.state.link import Link
from playground.ui.tabs import Entry
from tests.ui.conftest import Desktop
from tests.ui.sketch import SpotsTab

pytestmark = pytest.mark.qt

MODELS = catalogue((folders.shipped_models(),), rules()).entries
TITLES = {
    entry.name: entry.title
    for entry in tabs.worth_visiting(tabs.discover(), (model.card for model in MODELS))
}
THUMBS = {thumb.tab: thumb for thumb in load_thumbs(assets() / "start")}
SHIPPED = {
    lesson.name for path in (assets() / "lessons").glob("*.toml") for lesson in load_lessons(path.stem)
}


class Opened:
    def __init__(self, qtbot: QtBot) -> None:
        self.qtbot = qtbot
        self.link, self.done, self.itinerary = Link(), Done(), Itinerary()
        self.page = StartPage(TITLES, self.link, self.done, self.itinerary)
        qtbot.addWidget(self.page)
        self.page.resize(1000, 640)
        self.page.show()
        self.wait("vae")

    def wait(self, tab: str) -> None:
        """Wait until it is this film's turn."""
        self.qtbot.waitUntil(lambda: self.wanted(f"start/{tab}") is not None)

    def wanted(self, channel: str) -> object:
        return self.link.channel(channel).recipe

    def draw(self, tab: str) -> None:
        """Answer what is asked for a film with black pictures."""
        recipe = THUMBS[tab].recipe
        side = 4 * int(recipe.get("tiles", 1))
        arrays = {
            "mosaic": np.zeros((side, side), np.uint8),
            "images": np.zeros((16 * int(recipe.get("count", 1)), 1, 28, 28), np.uint8),
            "tape_lane": np.zeros(1, int),
            "tape_nfe": np.zeros(1, int),
            "tape_data": np.zeros((1, 1, 1, 28, 28), np.uint8),
        }
        self.link.channel(f"start/{tab}").frame.emit(Frame(arrays=arrays, final=True))

    def picture(self, tab: str) -> QImage:
        picture = next(card.picture for card in self.page.cards if card.thumb.tab == tab)
        return picture.grab().toImage()


@pytest.fixture
def opened(qtbot: QtBot) -> Iterator[Opened]:
    yield Opened(qtbot)


def test_every_tab_has_a_picture_and_every_picture_a_tab() -> None:
    assert list(THUMBS) == list(TITLES)


@pytest.mark.parametrize("tab", THUMBS)
def test_a_film_that_ships_has_something_to_see_at_every_end(tab: str) -> None:
    sheet = Sheet.read(assets() / "start" / f"{tab}.png")
    ends = [sheet.picture(QPointF(x, y)) for x, y in ((0, 0), (1, 0), (0.5, 0.5), (1, 1))]
    assert ends[0] != ends[1] and all(image.width() == image.height() >= 28 for image in ends)
    for image in ends:
        levels = {image.pixelColor(x, y).lightness() for x in range(28) for y in range(28)}
        assert len(levels) > 10
    assert sheet.flat == (ends[1] == ends[3])


@pytest.mark.parametrize("tab", THUMBS)
def test_recipes_of_films_and_points_are_legal_and_each_round_has_other_seeds(tab: str) -> None:
    thumb = THUMBS[tab]
    first, second = (
        decode(msgspec.json.encode(thumb.round(number)), paradigms.recipe_types()) for number in (0, 1)
    )
    assert (first != second) == bool(thumb.seeds)
    if thumb.point is not None:
        for x, y in ((0, 0), (1, 0.5)):
            decode(msgspec.json.encode(thumb.at(1, x, y)), paradigms.recipe_types())


def test_a_film_shows_samples_side_by_side_and_one_moment_after_the_other() -> None:
    images = np.arange(8, dtype=np.uint8).reshape(8, 1, 1, 1) * np.ones((1, 1, 2, 2), np.uint8)
    thumb = Thumb(tab="flow", says="", of="strip", recipe={"count": 4})
    film = thumb.film({"images": images})
    assert film.shape == (1, 2, 4, 4)
    assert film[0, 0, ::2, ::2].tolist() == [[0, 2], [4, 6]]
    assert film[0, 1, ::2, ::2].tolist() == [[1, 3], [5, 7]]
    tiles = Thumb(tab="vae", says="", of="mosaic", recipe={"tiles": 2}).film({"mosaic": film[0, 0]})
    assert tiles[:, :, 0, 0].tolist() == [[0, 2], [4, 6]]


def test_a_film_of_words_is_in_colour_with_its_lines_side_by_side() -> None:
    levels = np.arange(24, dtype=np.uint8).reshape(8, 3, 1, 1)
    images = levels * np.ones((1, 1, 2, 2), np.uint8)
    thumb = Thumb(tab="words", says="", of="strip", recipe={"prompt": "a\nb", "count": 2})
    film = thumb.film({"images": images})
    assert film.shape == (1, 2, 4, 4, 3)
    assert film[0, 1, ::2, ::2].tolist() == [[[3, 4, 5], [9, 10, 11]], [[15, 16, 17], [21, 22, 23]]]
    sheet = Sheet.of(film)
    assert sheet.flat and sheet.picture(QPointF(0, 0)).pixelColor(0, 3).getRgb()[:3] == (12, 13, 14)
    assert sheet.picture(QPointF(1, 0)).pixelColor(3, 0).getRgb()[:3] == (9, 10, 11)


def test_a_race_shows_of_every_lane_what_it_had_for_as_many_evaluations() -> None:
    data = np.arange(5, dtype=np.uint8).reshape(5, 1, 1, 1, 1) * np.ones((1, 1, 1, 2, 2), np.uint8)
    tape = {"tape_lane": np.array([0, 0, 0, 1, 1]), "tape_nfe": np.array([0, 1, 16, 0, 1]), "tape_data": data}
    film = Thumb(tab="compare", says="", of="race", recipe={}).film(tape)
    assert film[0, 0, 0].tolist() == [1, 1, 4, 4] and film[0, -1, 0].tolist() == [2, 2, 4, 4]


def test_lessons_of_courses_are_there_and_papers_are_named_where_a_course_follows_some() -> None:
    courses = load_courses()
    assert len(courses) == 3
    for course in courses:
        assert set(course.lessons) <= SHIPPED and len(set(course.lessons)) == len(course.lessons)
        assert len({bool(step.paper) for step in course.steps}) == 1
    assert {name.partition("/")[0] for name in courses[0].lessons} == TITLES.keys()


def test_a_picture_moves_with_the_first_move_of_the_mouse_and_a_click_goes_in(
    opened: Opened, qtbot: QtBot
) -> None:
    for card in opened.page.cards:
        picture = card.picture
        qtbot.mouseMove(picture, picture.rect().center())
        before = opened.picture(card.thumb.tab)
        qtbot.mouseMove(picture, picture.rect().center() + QPoint(picture.width() // 4, 0))
        assert picture.held and opened.picture(card.thumb.tab) != before
    entered: list[str] = []
    opened.page.entered.connect(entered.append)
    picture = opened.page.cards[2].picture
    middle = picture.rect().center()
    qtbot.mousePress(picture, Qt.MouseButton.LeftButton, pos=middle)
    qtbot.mouseMove(picture, middle + QPoint(40, 0))
    qtbot.mouseRelease(picture, Qt.MouseButton.LeftButton, pos=middle + QPoint(40, 0))
    assert entered == [], "a drag does not go in"
    qtbot.mouseClick(picture, Qt.MouseButton.LeftButton, pos=middle)
    qtbot.keyClick(opened.page.cards[0].picture, Qt.Key.Key_Return)
    assert entered == ["diffusion", "vae"]


def test_arrow_keys_move_a_picture(opened: Opened, qtbot: QtBot) -> None:
    picture = opened.page.cards[0].picture
    place = QPointF(picture.place)
    qtbot.keyClick(picture, Qt.Key.Key_Left)
    assert picture.place.x() < place.x() and picture.place.y() == place.y()


def test_a_picture_that_keys_have_moved_goes_on_once_the_keyboard_is_elsewhere(
    opened: Opened, qtbot: QtBot
) -> None:
    first, second = (card.picture for card in opened.page.cards[:2])
    opened.page.activateWindow()
    qtbot.waitUntil(opened.page.isActiveWindow)
    first.setFocus()
    qtbot.keyClick(first, Qt.Key.Key_Left)
    assert first.held and opened.wanted("start/vae/point") is not None
    second.setFocus()
    assert not first.held and opened.wanted("start/vae/point") is None


def test_a_minimised_window_rests(opened: Opened, qtbot: QtBot) -> None:
    opened.page.showMinimized()
    qtbot.waitUntil(lambda: not opened.page.moving and opened.wanted("start/vae") is None)
    opened.page.showNormal()
    opened.wait("vae")
    assert opened.page.moving


def test_keys_of_a_picture_are_its_own_and_no_shortcuts(
    desktop: Desktop, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    entries = tuple(Entry(name, title, lambda: SpotsTab) for name, title in TITLES.items())
    monkeypatch.setattr("tests.ui.conftest.ENTRIES", entries)
    window = desktop.open(start=True)
    page = window.desk.start_page
    assert isinstance(page, StartPage)
    picture = page.cards[0].picture
    picture.setFocus()
    for key, way in ((Qt.Key.Key_Left, -1), (Qt.Key.Key_Right, 1)):
        picture.place = QPointF(0.5, 0.5)
        qtbot.keyClick(picture, key)
        assert (picture.place.x() - 0.5) * way > 0
    with qtbot.waitSignal(picture.entered, timeout=0):
        qtbot.keyClick(picture, Qt.Key.Key_Space)


def test_the_very_picture_under_the_mouse_is_asked_for_and_shown(opened: Opened, qtbot: QtBot) -> None:
    picture = opened.page.cards[0].picture
    qtbot.mouseMove(picture, picture.rect().center() + QPoint(11, 7))
    assert opened.wanted("start/vae/point") is not None
    white = np.full((1, 1, 28, 28), 255, np.uint8)
    opened.link.channel("start/vae/point").frame.emit(Frame(arrays={"images": white}, final=True))
    shown = opened.picture("vae")
    assert shown.pixelColor(shown.width() // 3, shown.height() // 3).lightness() == 255


def test_the_very_picture_is_of_the_film_that_is_shown(opened: Opened, qtbot: QtBot) -> None:
    picture = next(card.picture for card in opened.page.cards if card.thumb.tab == "gan")
    corners = ("a", "b", "c", "d")

    def move(x: int) -> list[object]:
        qtbot.mouseMove(picture, picture.rect().center() + QPoint(x, 0))
        return [getattr(opened.wanted("start/gan/point"), name) for name in corners]

    assert move(5) == [0, 1, 2, 3]
    opened.draw("gan")
    assert move(9) == [0, 1, 2, 3], "under hands the film is not exchanged"
    QApplication.sendEvent(picture, QEvent(QEvent.Type.Leave))
    opened.draw("gan")
    assert move(5) == [4, 5, 6, 7]


def test_what_fails_and_what_is_stopped_holds_up_no_other_film(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("playground.ui.start.page._PAUSE_MS", 0)
    opened = Opened(qtbot)
    opened.link.stop()
    opened.wait("gan")
    opened.link.channel("start/gan").failed.emit("It failed.", "")
    for tab in list(THUMBS)[2:]:
        opened.wait(tab)
        opened.draw(tab)
    opened.wait("vae")
    opened.draw("vae")
    opened.wait("diffusion")
    assert opened.wanted("start/gan") is None, "it would fail again"


def test_films_are_drawn_one_after_another_and_only_while_somebody_looks(
    opened: Opened, qtbot: QtBot
) -> None:
    order = []
    for tab in THUMBS:
        opened.wait(tab)
        order.append(tab)
        opened.draw(tab)
    assert opened.page.moving
    opened.page.hide()
    assert not opened.page.moving
    assert all(opened.wanted(f"start/{tab}") is None for tab in order)


def test_a_course_goes_on_where_one_stopped(opened: Opened, qtbot: QtBot) -> None:
    box = opened.page.courses[0]
    lessons = box.course.lessons
    with qtbot.waitSignal(opened.itinerary.wanted) as wanted:
        box.go.click()
    assert wanted.args == [lessons[0]] and box.go.text() == "Start"
    opened.done.note(lessons[0])
    assert box.go.text() == "Continue"
    with qtbot.waitSignal(opened.itinerary.wanted) as wanted:
        box.go.click()
    assert wanted.args == [lessons[1]]
    assert opened.itinerary.after(lessons[1]) == lessons[2] and not opened.itinerary.after(lessons[-1])
    for name in lessons:
        opened.done.note(name)
    assert box.go.text() == "Again"


def test_lanes_that_stand_side_by_side_are_named() -> None:
    for thumb in THUMBS.values():
        assert len(thumb.names) == len(thumb.recipe.get("lanes", ())), thumb.tab


def test_one_is_led_to_ones_own_pictures(opened: Opened, qtbot: QtBot) -> None:
    with qtbot.waitSignal(opened.page.studio_wanted, timeout=0):
        opened.page.studio.click()
