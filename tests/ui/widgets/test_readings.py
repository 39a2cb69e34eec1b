"""Numbers under their names: where they stand, and what moves when one of them changes."""

from __future__ import annotations

import msgspec
import pytest
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from playground.ui.widgets.readings import Reading, Readings, as_text

pytestmark = pytest.mark.qt

SUM = (Reading("−ELBO", "1.00"), Reading("entropy", "0.50", sign="="), Reading("gap", "0.50", sign="+"))
MORE = (
    *SUM,
    Reading("KL", "0.02", "data smeared"),
    Reading("at step", "now", first=True),
    Reading("NFE", "20"),
)


@pytest.fixture
def shown(qtbot: QtBot) -> Readings:
    found = Readings("Measured")
    qtbot.addWidget(found)
    found.resize(600, 200)
    found.set_readings(MORE)
    return found


def places(readings: Readings, what: tuple[Reading, ...] = MORE) -> dict[str, tuple[int, int]]:
    return {each.name: place.topLeft().toTuple() for each, place in readings._places(what, readings.width())}


def test_a_number_tells_what_it_means_where_it_stands_alone(shown: Readings) -> None:
    shown.set_readings([Reading("KL", "0.02", tip="How far"), Reading("NFE", "20")])
    where = {each.name: place.center() for each, place in shown._places(shown._shown, shown.width())}
    assert [shown.tip_at(where[name]) for name in ("KL", "NFE")] == ["How far", ""]
    assert shown.tip_at(shown.rect().bottomRight()) == ""


def test_in_one_text_a_sum_is_a_sum_and_a_row_a_line() -> None:
    assert as_text(()) == ""
    assert (
        as_text(MORE)
        == "−ELBO 1.00 = entropy 0.50 + gap 0.50  ·  KL 0.02 data smeared\nat step now  ·  NFE 20"
    )
    assert as_text((Reading("", "One."), Reading("", "Two."))) == "One.\nTwo."


def test_rows_fill_up_and_a_sum_stays_in_one(shown: Readings) -> None:
    found = places(shown)
    assert found["−ELBO"][1] == found["KL"][1] < found["at step"][1] == found["NFE"][1]
    widths = {each.name: place.width() for each, place in shown._places(MORE, 600)}
    shown.resize(sum(widths[each.name] for each in SUM) + 5, 200)
    narrow = places(shown)
    assert narrow["−ELBO"][1] == narrow["gap"][1] < narrow["KL"][1]
    assert shown.heightForWidth(shown.width()) > shown.heightForWidth(600)
    shown.grab()


def test_a_shorter_number_moves_none_behind_it_until_room_is_given_back(shown: Readings) -> None:
    long = (Reading("KL", "1,234.56 ± 0.01 nats"), Reading("NFE", "20"))
    short = (Reading("KL", "1"), Reading("NFE", "20"))
    far = places(shown, long)["NFE"]
    assert places(shown, short)["NFE"] == far
    shown.give_room_back()
    assert places(shown, short)["NFE"] < far


def test_room_is_kept_for_what_is_usual(shown: Readings) -> None:
    shown.set_readings(SUM)
    shown.keep_room(MORE)
    assert shown.minimumHeight() == shown.height_of(MORE, 600) > shown.heightForWidth(600)
    shown.keep_room(())
    assert shown.minimumHeight() == shown.height_of(MORE, 600)


def test_where_rows_would_be_many_numbers_stand_behind_their_names(shown: Readings) -> None:
    many = tuple(Reading(f"number {index}", "1.00") for index in range(24))
    shown.set_readings(many)
    high = shown.heightForWidth(600)
    shown.keep_room(())
    assert shown.inline and shown.minimumHeight() < high
    shown.grab()
    shown.set_readings(SUM)
    shown.keep_room(SUM)
    assert shown.inline, "nothing jumps when there are fewer"
    shown.give_room_back()
    shown.keep_room(SUM)
    assert not shown.inline


def test_a_text_has_rows_of_its_own_and_is_wrapped(shown: Readings) -> None:
    text = Reading("", "A sentence that is far too long for such a narrow place, and goes on. " * 3)
    shown.resize(200, 400)
    shown.set_readings((Reading("NFE", "20"), text, Reading("KL", "1")))
    (_, first), (_, second), (_, third) = shown._places((Reading("NFE", "20"), text, Reading("KL", "1")), 200)
    assert first.bottom() < second.top() and second.height() > 3 * shown.fontMetrics().height()
    assert second.bottom() < third.top()
    shown.grab()


def test_one_that_is_wider_than_all_is_wrapped_and_those_below_make_room(shown: Readings) -> None:
    long = Reading("density", "estimated from the points", "for the error, the exact one likewise")
    shown.set_readings([Reading(f"n{index}", "1.00") for index in range(20)] + [long, Reading("last", "2")])
    shown.resize(200, 400)
    shown.give_room_back()
    assert shown.inline
    places = {each.name: place for each, place in shown._places(shown._shown, shown.width())}
    assert max(place.right() for place in places.values()) <= shown.width()
    assert places["density"].height() > places["last"].height()
    assert places["last"].top() >= places["density"].bottom()


def test_what_is_wrapped_keeps_its_sign(shown: Readings) -> None:
    long = Reading("density", "estimated from the points", "for the error, the exact one likewise")
    others = [Reading(f"n{index}", "1.00") for index in range(20)]
    shown.resize(200, 1000)
    seen, high = [], []
    for sign in ("", "+"):
        shown.set_readings([*others, msgspec.structs.replace(long, sign=sign)])
        shown.give_room_back()
        place = next(place for each, place in shown._places(shown._shown, 200) if each.name == long.name)
        seen.append(shown.grab(place).toImage())
        high.append(place.height())
    assert shown.inline and high[0] > shown.fontMetrics().height() and seen[0] != seen[1]


def test_numbers_can_be_copied(shown: Readings) -> None:
    (copy,) = shown.actions()
    copy.trigger()
    assert QGuiApplication.clipboard().text() == as_text(MORE)


def test_in_another_width_it_is_decided_anew_whether_numbers_stand_behind_their_names(
    shown: Readings,
) -> None:
    shown.set_readings(tuple(Reading(f"number {index}", "1.00") for index in range(8)))
    shown.show()
    for width, inline in ((900, False), (120, True), (900, False)):
        shown.resize(width, 400)
        assert shown.inline is inline
