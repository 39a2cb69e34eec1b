"""What floats lies inside its area, over nothing else that floats, off the mouse, and stays where it is."""

from __future__ import annotations

import itertools
import random

from PySide6.QtCore import QPoint, QRect, QSize

from playground.ui.widgets.messages import rects_of

AREA = QRect(5, 40, 1000, 600)
AWAY = QPoint(-100, -100)


def put(*wanted: tuple[QRect, QSize], mouse: QPoint = AWAY, controls: tuple[QRect, ...] = ()) -> list[QRect]:
    return rects_of(wanted, AREA, lambda: (mouse, list(controls)))


def test_three_stand_above_each_other_inside() -> None:
    places = put(*[(QRect(), QSize(440, 60))] * 3)
    assert all(AREA.contains(place) for place in places)
    assert not any(one.intersects(other) for one, other in itertools.combinations(places, 2))
    assert len({place.right() for place in places}) == 1
    assert [place.bottom() for place in places] == sorted((place.bottom() for place in places), reverse=True)


def test_what_is_there_does_not_move_when_others_come_or_go() -> None:
    draw = random.Random(1)
    floating: list[QRect] = []
    for _ in range(200):
        if floating and draw.random() < 0.5:
            floating.pop(draw.randrange(len(floating)))
        elif len(floating) < 3:
            size = QSize(440, draw.randint(40, 120))
            wanted = [(place, place.size()) for place in floating] + [(QRect(), size)]
            places = put(*wanted, mouse=QPoint(draw.randint(0, 1000), draw.randint(0, 640)))
            assert places[:-1] == floating
            assert places[-1].size() == size and AREA.contains(places[-1])
            floating = places


def test_what_comes_is_not_under_the_mouse() -> None:
    (usual,) = put((QRect(), QSize(440, 60)))
    (other,) = put((QRect(), QSize(440, 60)), mouse=usual.center())
    assert not other.contains(usual.center()) and AREA.contains(other)


def test_as_few_controls_as_can_be_are_covered() -> None:
    (usual,) = put((QRect(), QSize(440, 60)))
    (other,) = put((QRect(), QSize(440, 60)), controls=(usual,))
    assert not other.intersects(usual)


def test_what_grows_keeps_its_foot_and_what_has_no_room_any_more_is_moved() -> None:
    (usual,) = put((QRect(), QSize(440, 60)))
    (grown,) = put((usual, QSize(440, 200)))
    assert grown.bottomRight() == usual.bottomRight() and grown.height() == 200
    (moved,) = put((QRect(2000, 40, 440, 60), QSize(440, 60)))
    assert AREA.contains(moved)
