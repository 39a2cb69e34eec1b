"""A position among pictures that plays by itself."""

from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from playground.ui.state.player import Player

pytestmark = pytest.mark.qt


@pytest.fixture
def player(qtbot: QtBot) -> Player:
    player = Player()
    player.set_count(50, 40)
    return player


def test_another_count_and_position_are_taken_at_once(player: Player) -> None:
    seen: list[int] = []
    player.moved.connect(seen.append)
    player.set_count(9, 3)
    assert (player.count, player.position, seen) == (9, 3, [3])
    player.set_count(100, 80)
    assert (player.count, player.position, seen) == (100, 80, [3, 80])


def test_without_a_position_it_is_kept_inside(player: Player) -> None:
    player.set_count(60)
    assert player.position == 40
    player.set_count(10)
    assert player.position == 9


def test_it_plays_to_the_end_and_back_where_it_loops(player: Player) -> None:
    player.loops = True
    player.set_count(3, 0)
    seen = []
    for _ in range(5):
        player.advance(1 / 16)
        seen.append(player.position)
    assert seen == [1, 2, 1, 0, 1]
    for _ in range(2):
        player.advance(1 / 16)
    assert player.position == 1
    player.loops = False
    player.advance(1 / 16)
    assert player.position == 2, "it goes on, not back"


def test_it_stops_at_its_end_and_begins_anew(qtbot: QtBot) -> None:
    player = Player()
    player.set_pace(16.0)
    player.set_count(3, 0)
    seen: list[tuple[int, bool]] = []
    player.moved.connect(lambda position: seen.append((position, player.playing)))
    player.play()
    for _ in range(3):
        player.advance(1 / 16)
    assert (player.position, player.playing) == (2, False)
    player.play()
    assert (player.position, player.playing) == (0, True)
    # All of it is play: whoever follows never takes it for the user's own step.
    assert seen == [(1, True), (2, True), (0, True)]
    player.pause()


def test_the_pace_says_how_far_a_second_of_playing_leads(qtbot: QtBot) -> None:
    player = Player()
    player.set_count(100, 0)
    player.set_pace(2.0)
    player.advance(3.0)
    assert player.position == 6
    player.set_pace(10.0)
    player.advance(1.0)
    assert player.position == 16


def test_an_empty_way_leads_nowhere_and_comes_back_as_it_was_meant(player: Player) -> None:
    counts: list[int] = []
    player.count_changed.connect(counts.append)
    player.play()
    player.set_empty(True)
    assert (player.count, player.playing) == (1, False)
    player.seek(3)
    player.play()
    assert player.position == 40 and not player.playing
    player.set_count(60, 45)
    player.set_count(70)
    assert player.count == 1
    player.set_empty(False)
    assert (player.count, player.position, counts) == (70, 45, [1, 70])
    player.set_empty(True)
    player.set_empty(False)
    assert (player.count, player.position) == (70, 45)
