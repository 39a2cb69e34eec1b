"""The league's stage with the real run: what is drawn, steered, kept, exported, and can be undone."""

from __future__ import annotations

import csv
import json
import math
from collections.abc import Iterable
from itertools import combinations
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QRect, QRectF, QSize
from PySide6.QtGui import QColor, QImage
from pytestqt.qtbot import QtBot

from playground.core import folders
from playground.core.pace import Pace
from playground.core.progress import unwatched
from playground.core.recipe import change
from playground.evaluate.ranking import duration, rows
from playground.evaluate.sweep.stability import read_leagues
from playground.paradigms.league.recipes import ENTRANTS, TITLES
from playground.paradigms.league.results import from_bytes
from playground.ui.plots.plot_files import plot_bytes
from playground.ui.tabs.compare.league import ranking
from playground.ui.tabs.compare.league.planes import Lane, LeaguePlanes
from playground.ui.tabs.compare.league.ranking import Ranking
from playground.ui.tabs.compare.league.state import LeagueState
from playground.ui.widgets.lines import broken
from tests.support.league import of
from tests.support.whole_file import read_whole
from tests.ui.tabs.compare.league.conftest import SMALL, LeagueBench

pytestmark = [pytest.mark.qt, pytest.mark.torch]


def test_planes_ranking_and_curves_say_what_the_frame_says(over: LeagueBench) -> None:
    arrays = over.scene.feed.arrays
    assert over.reports == []
    for number, name in enumerate(SMALL.entrants):
        lane = over.board.points.lanes[number]
        assert lane.title == TITLES[name] and lane.share == 1.0 and lane.points is not None
        assert np.array_equal(lane.points, arrays["points"][number])
        rows_of = arrays["history"][(arrays["history"][:, 0] == number) & (arrays["history"][:, 1] == 1)]
        x, y = over.board.curves.lines[name, 1].getData()
        assert x == pytest.approx(rows_of[:, 2]) and 10**y == pytest.approx(rows_of[:, 4])
    found = over.scene.result()
    assert found is not None and found.over
    ranks = [row.rank for row in over.ranking.rows]
    assert ranks == sorted(ranks) and len(ranks) == 3
    for place, row in enumerate(over.ranking.rows):
        spread = found.standing(row.name).spreads["js"]  # type: ignore[union-attr]
        assert over.ranking.item(place, 0).text() == TITLES[row.name]  # type: ignore[union-attr]
        assert over.ranking.item(place, 1).text() == f"{spread.median:.4f}"  # type: ignore[union-attr]
        assert over.ranking.item(place, 6).text() == f"{row.standing.diverged} of 2"  # type: ignore[union-attr]
    assert "All seeds are done" in over.numbers


def test_what_is_over_is_kept_for_the_table(over: LeagueBench) -> None:
    leagues, problems = read_leagues(over.scene.keeper.folder)
    assert problems == [] and len(leagues) == 1
    assert leagues[0].over and leagues[0].date and leagues[0].machine
    assert leagues[0].command.startswith("playground compare --league --no-diffusion ")
    assert leagues[0].standings == over.scene.result().standings  # type: ignore[union-attr]
    assert "kept; the table tells of a larger league" in over.numbers
    assert "league-eight-gaussians-" in over.stage.numbers.toolTip()
    over.turn(6)
    assert len(list(over.scene.keeper.folder.iterdir())) == 1


def test_a_league_is_for_the_table_where_none_is_larger(
    bench: LeagueBench, tmp_path: Path, monkeypatch
) -> None:
    monkeypatch.setattr(folders, "assets", lambda: tmp_path / "nothing")
    bench.finish()
    assert "kept for the table" in bench.numbers


def test_a_folder_that_cannot_be_written_is_told_in_a_sentence(bench: LeagueBench) -> None:
    bench.scene.keeper.folder.parent.joinpath("compare").write_text("no folder")
    bench.finish()
    assert len(bench.reports) == 1 and bench.reports[0].endswith(".")


def test_how_far_it_is_is_told_while_it_goes_on_or_is_held(bench: LeagueBench) -> None:
    told: list[str] = []
    stage = bench.stage
    stage.ongoing.connect(told.append)
    bench.turn_until(lambda: int(bench.scalars.get("step", 0)) > 3)
    stage.tell()
    assert told[-1].startswith("League ") and "%" in told[-1]
    stage.hide()
    assert told[-1].startswith("League held at ")
    stage.show()
    stage.train("toggle")
    assert told[-1] == ""
    stage.train("toggle")
    bench.finish()
    stage.tell()
    assert told[-1] == ""


def test_it_pauses_makes_one_step_of_everybody_and_begins_anew(bench: LeagueBench) -> None:
    stage = bench.stage
    bench.turn_until(lambda: int(bench.scalars.get("step", 0)) > 3)
    stage.train("toggle")
    bench.turn(6)
    assert not bench.store.state.run.training
    held = bench.scalars["step"]
    stage.train("step")
    bench.turn_until(lambda: int(bench.scalars["step"]) != held)
    bench.turn(6)
    assert bench.scalars["step"] == held + 3
    bench.undo.undo()
    assert bench.store.state.run.training
    stage.train("toggle")
    stage.train("reset")
    bench.turn_until(lambda: bench.scalars["step"] == 0)


def test_a_budget_reaches_the_run_and_another_entrant_begins_it_anew(played: LeagueBench) -> None:
    scene = played.scene
    before = played.scalars["step"]
    scene.run.edit("budget", steps=22)
    played.turn_until(lambda: played.scalars["phase"] == "over" and int(played.scalars["step"]) > before)
    assert int(played.scalars["step"]) == before + 2 * 3 * 2
    scene.run.edit("who", entrants=("vae", "nflow"))
    played.turn_until(lambda: played.scalars["entrants"] == "vae,nflow" and int(played.scalars["step"]) < 20)
    played.stage.tell()
    assert len(played.board.points.lanes) == len(played.ranking.rows) == 2
    scene.run.edit("nobody", entrants=())
    played.turn(6)
    assert played.reports == ["Nobody takes part in the league; choose at least one paradigm."]


def test_it_is_held_while_nobody_looks(bench: LeagueBench) -> None:
    bench.turn_until(lambda: int(bench.scalars.get("step", 0)) > 0)
    bench.stage.hide()
    bench.turn(4)
    held = bench.scalars["step"]
    bench.turn(10)
    assert bench.scalars["step"] == held
    bench.stage.show()
    bench.turn_until(lambda: int(bench.scalars["step"]) > held)


def test_curves_are_shown_and_drawn_against_steps(played: LeagueBench) -> None:
    stage = played.stage
    board = played.board
    assert board.copied is board.points
    stage.scene.view.edit("show", large="curves", against="steps")
    assert board.copied is board.curves
    x, _y = board.curves.lines["gan", 0].getData()
    assert x[0] == 0 and x[-1] == 20
    stage.scene.view.edit("data", data_points=False)
    board.draw()
    assert board.points.data is None


def test_what_is_exported_reads_back(over: LeagueBench, tmp_path: Path) -> None:
    exports = {export.title: export for export in over.stage.exports()}
    assert set(exports) == {"Ranking", "Points", "Curves"}
    for title, export in exports.items():
        for suffix in export.suffixes:
            path = tmp_path / f"{title}{suffix}"
            export.save(path, False, unwatched)
            read_whole(path)
    found = from_bytes((tmp_path / "Ranking.json").read_bytes())
    assert found.date and found.standings == over.scene.result().standings  # type: ignore[union-attr]
    with (tmp_path / "Ranking.csv").open(encoding="utf-8", newline="") as file:
        table = list(csv.DictReader(file))
    assert len(table) == 6
    for line in table:
        run = found.standing(line["paradigm"]).runs[int(line["seed"])]  # type: ignore[union-attr]
        assert float(line["sliced_wasserstein"]) == run.measures["sliced_wasserstein"]
    with (tmp_path / "Curves.csv").open(encoding="utf-8", newline="") as file:
        assert len(list(csv.DictReader(file))) == sum(
            len(run.curve) for standing in found.standings for run in standing.runs
        )


def test_curves_can_be_exported_from_their_first_point(bench: LeagueBench, tmp_path: Path) -> None:
    bench.turn_until(lambda: "history" in bench.scene.feed.arrays)
    bench.turn_until(lambda: len(bench.scene.feed.arrays["history"]) > 0)
    arrays = bench.scene.feed.arrays
    assert np.isnan(arrays["finals"]).all()
    (export,) = (each for each in bench.stage.exports() if each.title == "Curves")
    export.save(tmp_path / "curves.csv", False, unwatched)
    with (tmp_path / "curves.csv").open(encoding="utf-8", newline="") as file:
        table = list(csv.DictReader(file))
    assert [line["paradigm"] for line in table] == [
        SMALL.entrants[int(each)] for each in arrays["history"][:, 0]
    ]
    assert [float(line["sliced_wasserstein"]) for line in table] == list(arrays["history"][:, 4])


def test_what_is_over_can_neither_be_paused_nor_stepped(played: LeagueBench) -> None:
    bar = played.stage.bar
    assert not bar.buttons["toggle"].isEnabled() and not bar.buttons["step"].isEnabled()
    assert bar.buttons["reset"].isEnabled() and bar.text.text().startswith("Over: step ")
    played.scene.run.edit("budget", steps=22)
    played.turn_until(lambda: played.scalars["phase"] == "training")
    played.stage.tell()
    assert bar.buttons["toggle"].isEnabled() and bar.buttons["step"].isEnabled()


def test_each_floor_says_of_how_many_samples_it_is(over: LeagueBench) -> None:
    scalars = over.scalars
    heading = over.board.curves.heading.text().replace("\u00a0", " ")
    assert f"floor of 2,000 samples {scalars['way_floor']:.3f}" in heading
    low, high = (scalars[f"noise_floor_{end}"] for end in ("low", "high"))
    assert f"({low:.3f}–{high:.3f}) of 10,000" in over.numbers


def test_a_recipe_of_a_league_is_accepted(bench: LeagueBench) -> None:
    other = of("flow", steps=70)
    assert bench.stage.accept(other) and bench.store.state.run == other
    assert LeagueState().applying(change(LeagueState(), run=other)) == LeagueState(run=other)
    assert bench.stage.accept(LeagueState().view) is False


def test_the_form_shows_the_budget_that_counts(bench: LeagueBench) -> None:
    form = bench.stage.controls()
    shown = {name: editor for name, editor in form.editors() if not editor.isHidden()}
    assert "steps" in shown and "seconds" not in shown and tuple(shown["entrants"].rows) == ENTRANTS
    bench.scene.run.edit("budget", budget="seconds")
    shown = {name: editor for name, editor in form.editors() if not editor.isHidden()}
    assert "seconds" in shown and "steps" not in shown
    form.deleteLater()


def test_boxes_say_who_takes_part_and_numbers_in_how_many_steps(bench: LeagueBench) -> None:
    form, run = bench.stage.controls(), bench.scene.run
    run.edit("all", entrants=ENTRANTS, walks=())
    editors = dict(form.editors())
    boxes, walks = editors["entrants"].rows, editors["walks"].rows
    boxes["gan"].box.click()
    assert run.state.entrants == tuple(name for name in ENTRANTS if name != "gan")
    assert not boxes["gan"].box.isChecked() and boxes["vae"].box.isChecked()
    boxes["gan"].box.click()
    assert run.state.entrants == ENTRANTS, "whoever comes back stands where he stood"
    walks["reflow"].edited.emit(4)
    walks["flow"].edited.emit(7)
    assert run.state.walks == (("flow", 7), ("reflow", 4)) and walks["flow"].box.value() == 7
    walks["reflow"].reset()
    assert run.state.walks == (("flow", 7),) and walks["reflow"].box.value() == 1
    form.deleteLater()


@pytest.mark.parametrize("size", [(300, 180), (420, 240), (700, 330), (1600, 300), (300, 900)])
@pytest.mark.parametrize("count", [1, 3, 7])
def test_planes_are_squares_that_fit_and_do_not_overlap(qtbot, size: tuple[int, int], count: int) -> None:
    planes = LeaguePlanes()
    qtbot.addWidget(planes)
    planes.resize(*size)
    planes.set_lanes([Lane(f"{i}", "", "#ffffff", None, 0.5) for i in range(count)], None, 3.5)
    places = planes.places()
    assert len(places) == count
    for place in places:
        assert place.width() == place.height() >= 40 and planes.rect().contains(place)
    assert not any(a.intersects(b) for i, a in enumerate(places) for b in places[:i])


@pytest.mark.parametrize(
    ("size", "scale"), [((404, 262), 1), ((700, 330), 1), ((1200, 300), 1), ((404, 262), 1.4)]
)
def test_titles_of_planes_are_whole_and_apart(qtbot, size: tuple[int, int], scale: float) -> None:
    planes = LeaguePlanes()
    qtbot.addWidget(planes)
    font = planes.font()
    font.setPointSizeF(font.pointSizeF() * scale)
    planes.setFont(font)
    planes.resize(*size)
    titles = ("VAE", "GAN", "Diffusion", "Flow matching", "Rectified flow", "Consistency", "Normalizing flow")
    planes.set_lanes([Lane(title, "0.322", "#ffffff", None, 0.5) for title in titles], None, 3.5)
    width_of, grid, heads = planes.fontMetrics().horizontalAdvance, planes._fit(), list[QRect]()
    for title, place in zip(titles, planes.places(), strict=True):
        head = planes.head(place, grid)
        lines = broken(title, planes.fontMetrics(), head.width(), max(grid.lines - 1, 1))
        assert " ".join(lines) == title and planes.rect().contains(head) and planes.rect().contains(place)
        assert grid.lines > 1 or width_of(title) + width_of("0.322") < grid.side
        heads.append(QRect(head.topLeft(), QSize(max(map(width_of, lines)), head.height())))
    assert not any(one.intersects(other) for one, other in combinations(heads, 2))


def test_a_point_is_drawn_where_it_is(qtbot) -> None:
    planes = LeaguePlanes()
    qtbot.addWidget(planes)
    planes.resize(200, 230)
    points = np.array([[1.75, -1.75], [np.nan, 0.0], [1e30, 0.0]], np.float32)
    planes.set_lanes([Lane("One", "", "#ff0000", points, 0.0)], None, 3.5)
    place = planes.places()[0]
    image = planes.grab().toImage()
    there = image.pixelColor(place.left() + place.width() * 3 // 4, place.top() + place.height() * 3 // 4 - 1)
    assert there == QColor("#ff0000")
    assert image.pixelColor(place.center()) != QColor("#ff0000")


def test_an_entrant_without_points_says_that_the_data_are_seen(qtbot) -> None:
    planes, nowhere = LeaguePlanes(), np.full((4, 2), np.nan, np.float32)
    qtbot.addWidget(planes)
    planes.resize(200, 230)

    def foot(points: np.ndarray | None, data: np.ndarray | None) -> int:
        """How many colours there are in the lowest fifth of the square."""
        planes.set_lanes([Lane("One", "", "#ff0000", points, 0.0)], data, 3.5)
        square = planes.places()[0]
        image = planes.grab(square.adjusted(0, square.height() * 4 // 5, 0, 0)).toImage()
        return len({image.pixel(x, y) for x in range(image.width()) for y in range(image.height())})

    middle = np.zeros((1, 2), np.float32)
    assert foot(None, middle) > 1 and foot(nowhere, middle) > 1
    assert foot(middle, middle) == 1 and foot(None, None) == 1


def test_places_on_the_scale_are_logarithmic_and_stay_in_it() -> None:
    area = QRectF(10, 0, 200, 20)
    assert ranking.x_of(ranking.LOW, area) == 10 and ranking.x_of(ranking.HIGH, area) == 210
    middle = math.sqrt(ranking.LOW * ranking.HIGH)
    assert ranking.x_of(middle, area) == pytest.approx(110)
    assert ranking.x_of(1e-9, area) == 10 and ranking.x_of(math.inf, area) == 210


def test_who_has_no_finished_run_is_ranked_by_where_it_is(bench: LeagueBench) -> None:
    bench.turn_until(lambda: len(bench.scene.feed.arrays.get("history", ())) >= 3)
    found = bench.scene.result()
    assert found is not None
    ranked = rows(found, {"gan": 0.2, "nflow": 0.1})
    assert [row.name for row in ranked] == ["nflow", "gan", "vae"]
    assert ranked[0].texts[0] == "0.100" and all(text == "–" for text in ranked[0].texts[1:])


def paced(ticks: Iterable[tuple[float, float]]) -> Pace:
    """A pace that was told a share at each of these moments."""
    moments, shares = zip(*ticks, strict=True)
    clock = iter(moments)
    pace = Pace(lambda: next(clock))
    for share in shares:
        pace.note(share)
    return pace


def test_time_left_is_told_of_a_steady_pace_once_enough_was_seen() -> None:
    steady = [(float(tick), tick / 100) for tick in range(41)]
    assert paced(steady).left() == pytest.approx(60)
    assert paced(steady[:12]).left() is None
    # Often told within a moment, or told for long of nothing that was done.
    assert paced([(tick / 10, tick / 1000) for tick in range(41)]).left() is None
    assert paced([(float(tick), 0.01 * (tick > 3)) for tick in range(41)]).left() is None


def test_time_left_does_not_become_hours_by_one_slow_tick() -> None:
    slow_start = [(0.0, 0.0), *((30.0 + tick, 1e-6 + tick / 100) for tick in range(29))]
    stalled = [(tick + 12.0 * (tick > 20), tick / 100) for tick in range(41)]
    assert paced(slow_start).left() == pytest.approx(72, rel=0.05)
    assert paced(stalled).left() == pytest.approx(60, rel=0.7)
    # Where it goes now quickly and now slowly, nothing is said.
    assert paced([(float(tick), (tick + 40 * max(0, tick - 20)) / 1e4) for tick in range(41)]).left() is None


def test_time_left_is_measured_anew_after_a_new_beginning() -> None:
    assert paced([*((float(tick), tick / 100) for tick in range(41)), (41.0, 0.0)]).left() is None


def test_durations_are_round() -> None:
    told = {1: "1 second", 45: "45 seconds", 600: "10 minutes", 8000: "2.2 hours"}
    assert {seconds: duration(seconds) for seconds in told} == told


def test_a_json_export_says_where_and_when(over: LeagueBench, tmp_path: Path) -> None:
    export = over.stage.exports()[0]
    export.save(tmp_path / "league.json", False, unwatched)
    told = json.loads((tmp_path / "league.json").read_text(encoding="utf-8"))
    assert told["format"] == "playground-league-2" and told["machine"] and told["recipe"]["steps"] == 20


def test_runs_that_were_cut_short_are_said(played: LeagueBench) -> None:
    why = "The budget ended before the game began."
    played.scalars["cut_short"] = json.dumps([("gan", 0, why), ("gan", 1, why)])
    stage = played.stage
    stage.tell()
    assert f"GAN: 2 runs cut short. {why}" in played.numbers
    place = len(played.ranking.rows) - 1
    assert played.ranking.rows[place].name == "gan"
    assert played.ranking.item(place, 6).text().endswith(" of 2, 2 cut short")  # type: ignore[union-attr]
    assert why in played.ranking.item(place, 0).toolTip()  # type: ignore[union-attr]


def test_the_ranking_is_exported_whole_however_little_of_it_is_in_sight(
    over: LeagueBench, tmp_path: Path
) -> None:
    found, pictures = over.scene.result(), []
    assert found is not None
    for name, size in (("narrow", (300, 90)), ("wide", (1600, 600))):
        ranking, path = Ranking(), tmp_path / f"{name}.png"
        ranking.resize(*size)
        ranking.set_rows(rows(found, {}), 0.04)
        path.write_bytes(plot_bytes(path.suffix, ranking.picture(), {}, "{}"))
        pictures.append(QImage(str(path)))
        ranking.deleteLater()
    assert pictures[0] == pictures[1]
    across, down = ranking.horizontalHeader(), ranking.verticalHeader()
    assert pictures[0].width() >= 2 * across.length() and pictures[0].height() >= 2 * down.length()


def test_headings_up_to_the_runs_that_diverged_are_whole_in_the_usual_window(
    qtbot: QtBot, over: LeagueBench
) -> None:
    found, ranking = over.scene.result(), Ranking()
    assert found is not None
    qtbot.addWidget(ranking)
    ranking.set_rows(rows(found, {}), 0.04)
    ranking.resize(612, 200)  # what the columns beside it leave of 1280 pixels
    with qtbot.waitExposed(ranking):
        ranking.show()
    header = ranking.horizontalHeader()
    assert ranking.horizontalHeaderItem(6).text() == "Diverged"  # type: ignore[union-attr]
    assert header.sectionViewportPosition(6) + header.sectionSize(6) <= ranking.viewport().width()
