"""Names of lanes in rows of every width: what lanes differ in is never what is cut off."""

from __future__ import annotations

import msgspec
import pytest
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QWidget

from playground.core import folders
from playground.core.recipe import change
from playground.evaluate.race.names import below, steps_first
from playground.evaluate.race.standing import Standing, described, named
from playground.paradigms.cards import read_card
from playground.paradigms.race.recipes import DEFAULT_LANES
from playground.ui.tabs.compare.race.drawing import Style, columns, name_of, style_of

pytestmark = pytest.mark.qt

ADAMS = DEFAULT_LANES[2]
LANES = (*DEFAULT_LANES, change(ADAMS, steps=3), change(ADAMS, steps=50))


@pytest.fixture
def lanes(qapp: object) -> list[Standing]:
    return [
        named(number, lane, read_card(folders.shipped_models() / lane.model), "")
        for number, lane in enumerate(LANES)
    ]


def style(count: int, points: float = 10) -> Style:
    widget, font = QWidget(), QFont()
    font.setPointSizeF(points)
    widget.setFont(font)
    return style_of(widget, "evaluations", count)


def names_at(width: int, count: int, lanes: list[Standing], points: float = 10) -> list[tuple[str, ...]]:
    shown = style(count, points)
    place = columns(width, 500, lanes, shown)
    return [name_of(lane, place.pictures - 8 - place.text, shown) for lane in lanes]


@pytest.mark.parametrize("count", [1, 4, 8])
@pytest.mark.parametrize("width", [403, 614, 900])
def test_no_two_lanes_read_alike_and_everything_fits(width: int, count: int, lanes: list[Standing]) -> None:
    found = names_at(width, count, lanes)
    assert len(set(found)) == len(LANES)
    place = columns(width, 500, lanes, style(count))
    assert place.text < place.pictures < place.track < place.right <= width
    assert place.picture(0, count - 1).right() < place.track and place.right - place.track >= 90
    assert place.side >= 14


def test_what_a_lane_is_told_has_a_line_of_its_own_where_there_is_room(lanes: list[Standing]) -> None:
    told = msgspec.structs.replace(lanes[0], told="“red heart”")
    setting = below(told.title, told.setting)
    assert name_of(told, 400, style(4)) == (told.title, f"{setting}, “red heart”")
    assert name_of(told, 400, style(4), 3) == (told.title, setting, "“red heart”")
    assert name_of(lanes[0], 400, style(4), 3) == (lanes[0].title, setting)
    *_, shown = name_of(told, 50, style(4), 3)
    assert shown.startswith("“r") and shown.endswith("…")


@pytest.mark.parametrize("count", [1, 4, 8])
def test_in_a_window_of_1280_pixels_names_are_whole(count: int, lanes: list[Standing]) -> None:
    assert not any("…" in text for name in names_at(614, count, lanes) for text in name)


@pytest.mark.parametrize("count", [1, 4, 8])
def test_in_large_letters_titles_are_whole(count: int, lanes: list[Standing]) -> None:
    assert [name[0] for name in names_at(403, count, lanes, 14)] == [lane.title for lane in lanes]


@pytest.mark.parametrize("count", [1, 4, 8])
def test_a_setting_that_is_cut_in_large_letters_says_so_and_the_tool_tip_says_it_whole(
    count: int, lanes: list[Standing]
) -> None:
    cut = 0
    for (_, shown), lane in zip(names_at(403, count, lanes, 14), lanes, strict=True):
        whole = below(lane.title, lane.setting)
        if shown not in (whole, steps_first(whole), lane.model):
            cut += 1
            assert shown.endswith("…") and steps_first(whole).startswith(shown[:-1].rstrip())
            assert whole in described(lane)
    assert cut


@pytest.mark.parametrize(("width", "count"), [(403, 1), (403, 4), (614, 8)])
def test_pictures_are_no_smaller_than_they_are_where_names_can_give_way(
    width: int, count: int, lanes: list[Standing]
) -> None:
    assert columns(width, 500, lanes, style(count)).side >= 28


def test_a_title_is_not_said_again(lanes: list[Standing]) -> None:
    told = dict(zip(LANES, (name[1] for name in names_at(900, 4, lanes)), strict=True))
    assert told[DEFAULT_LANES[5]] == "4 steps" and told[DEFAULT_LANES[6]] == "1 step"
    assert told[ADAMS] == "Adams–Bashforth 2, 10 steps"
