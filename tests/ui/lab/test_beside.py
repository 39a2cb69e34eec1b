"""Two trainings side by side in a lab's stage: whose settings are edited, and what is drawn of both."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import QMargins
from PySide6.QtWidgets import QComboBox, QWidget
from pytestqt.qtbot import QtBot

from playground.core.fields import fields
from playground.core.progress import unwatched
from playground.core.recipe import change
from playground.export.metadata import read_recipe
from playground.paradigms.lab.beside import differences, edited, names
from playground.paradigms.plane.recipes import FlowLab
from playground.ui.lab.beside_bar import BesideBar
from playground.ui.lab.controls import LabControls
from playground.ui.lab.second_view import Corner, SecondView
from playground.ui.plots.series_plot import SeriesPlot
from playground.ui.sampling.lab.state import PlaneState
from tests.ui.lab.conftest import LabBench

TWO = {"coupling": "optimal transport"}


@pytest.fixture
def controls(bench: LabBench) -> LabControls[PlaneState, FlowLab]:
    """The form, while both are trained."""
    made: LabControls[PlaneState, FlowLab] = bench.stage.controls()
    bar(made).begin.click()
    bench.turn()
    return made


def bar(controls: LabControls[PlaneState, FlowLab]) -> BesideBar[PlaneState, FlowLab]:
    assert controls.beside is not None
    return controls.beside


def second(bench: LabBench) -> SecondView[PlaneState, FlowLab]:
    found: SecondView[PlaneState, FlowLab] | None = bench.stage.second
    assert found is not None
    return found


def choose(bench: LabBench, controls: LabControls[PlaneState, FlowLab], **values: object) -> None:
    """Edit the fields of the form."""
    for name, value in values.items():
        editor = dict(controls.editors())[name]
        editor.edited.emit(value)
        editor.released.emit()
    bench.turn()
    bench.draw()


def test_a_second_begins_as_a_copy_and_what_is_changed_then_is_its_own(
    bench: LabBench, controls: LabControls[PlaneState, FlowLab]
) -> None:
    assert bench.state.run.beside == {} and bar(controls).aims["B"].isChecked()
    runs = bench.world.runs
    choose(bench, controls, coupling="optimal transport")
    assert bench.state.run.beside == TWO and bench.state.run.coupling == "independent"
    assert bench.world.runs == runs + 1
    assert bar(controls).text.text() == "A | B  Coupling: independent | optimal transport"
    editors = dict(controls.editors())
    assert editors["coupling"].differs and not editors["path"].differs
    # What both share is set in both.
    choose(bench, controls, speed=7)
    assert bench.state.run.speed == 7 and bench.state.run.beside == TWO
    bench.undo.undo()
    bench.undo.undo()
    assert bench.state.run.beside == {} and bench.state.run.speed == 0


def test_the_switch_says_whose_settings_the_form_shows_and_sets(
    bench: LabBench, controls: LabControls[PlaneState, FlowLab]
) -> None:
    choose(bench, controls, learning_rate=0.01)
    bar(controls).aims["A"].click()
    assert controls.settings.state.learning_rate == bench.state.run.learning_rate != 0.01
    choose(bench, controls, steps=5)
    assert (bench.state.run.steps, bench.state.run.second.steps) == (5, 20)
    bar(controls).aims["both"].click()
    choose(bench, controls, eta=0.5, learning_rate=0.05)
    run = bench.state.run
    assert (run.eta, run.second.eta, run.learning_rate, run.second.learning_rate) == (0.5, 0.5, 0.05, 0.01)


def test_each_half_draws_its_own_and_curves_share_a_plot(
    bench: LabBench, controls: LabControls[PlaneState, FlowLab], qtbot: QtBot
) -> None:
    choose(bench, controls, data="spiral", coupling="optimal transport")
    stage, other = bench.stage, second(bench)
    assert stage.halves.names[1].longest.endswith("Data Spiral, Coupling optimal transport</b>")
    assert other.planes.isVisible()
    qtbot.waitUntil(lambda: other.planes.drawn > 0)
    for name in ("density", "track"):
        assert not np.array_equal(stage.scene.feed.arrays[name], other.scene.feed.arrays[name])
    own, dashed = stage.parts["loss"].widget, other.parts["loss"].widget
    assert isinstance(own, SeriesPlot) and own.second is dashed and not dashed.isVisible()
    np.testing.assert_array_equal(dashed.values, 2 * own.values)
    assert " | " in own.heading.longest
    assert stage.numbers.text().startswith("A") and stage.second_numbers.text().startswith("B")
    # Modes are there for data that have some.
    assert stage.parts["modes"].widget.isVisible() and not other.parts["modes"].widget.isVisible()


def test_curves_of_another_phase_are_not_drawn_in_one_plot_and_the_phase_is_told(
    bench: LabBench, controls: LabControls[PlaneState, FlowLab]
) -> None:
    own, dashed = bench.stage.parts["loss"].widget, second(bench).parts["loss"].widget
    assert isinstance(own, SeriesPlot) and isinstance(dashed, SeriesPlot)

    def drawn() -> bool:
        return any(each.isVisible() for each in own._dashed)

    bench.turn()
    bench.draw()
    assert drawn() and " | " in own.heading.longest and bench.stage.second_numbers.text().startswith("B  ")
    bench.world.second_phase = "reflow 1"
    bench.turn()
    bench.draw()
    assert not drawn() and " | " not in own.heading.longest and len(dashed.steps)
    step = int(second(bench).scene.feed.scalars["step"])
    assert bench.stage.second_numbers.text().startswith(f"B Reflow 1: step {step}")
    assert "flow-b-loss" in {each.stem for each in bench.stage.exports()}
    bench.world.second_phase = "training"
    bench.turn()
    bench.draw()
    assert drawn()


def test_a_second_that_cannot_go_on_is_grey_and_says_so_once_and_both_can_begin_again(
    bench: LabBench, controls: LabControls[PlaneState, FlowLab]
) -> None:
    other = second(bench)
    bench.turn()
    drawn = other.scene.feed.arrays["density"]
    bench.world.second_ended = "B: The training became unstable."
    before = bench.step()
    bench.turn(8)
    bench.draw()
    assert bench.step() > before and other.veil.isVisible() and not bench.stage.veil.isVisible()
    assert other.scene.feed.arrays["density"] is drawn
    said = [each for each in bench.reports if each.startswith("B: ")]
    assert said == ["B: The training became unstable. A goes on alone."]
    halt = next(each for each in bench.halts.values() if each is not None)
    bench.world.second_ended = ""
    halt.choices["Begin both again"]()
    bench.turn(8)
    bench.draw()
    assert not other.veil.isVisible() and not any(bench.halts.values())


def test_a_second_that_fails_again_is_told_of_again(
    bench: LabBench, controls: LabControls[PlaneState, FlowLab]
) -> None:
    choose(bench, controls, data="spiral")
    bench.world.second_ended = "B: The training became unstable."
    bench.turn(8)
    halt = next(each for each in bench.halts.values() if each is not None)
    halt.choices["Begin both again"]()
    bench.turn(8)
    said = [each for each in bench.reports if each.startswith("B: ")]
    assert len(said) == 2 and any(bench.halts.values())


def test_halves_are_drawn_in_turns(bench: LabBench, controls: LabControls[PlaneState, FlowLab]) -> None:
    turns = bench.stage.planes.turn, second(bench).planes.turn
    for turn in turns:
        turn._timer.stop()
        turn.begin()
    turns[0]._rest.ms = 10_000
    for turn in turns:
        turn.wait()
    assert turns[1].since > turns[0].since


def test_beside_a_letter_there_is_room_for_it_whatever_its_size(qtbot: QtBot) -> None:
    place = QWidget()
    qtbot.addWidget(place)
    place.setContentsMargins(3, 4, 5, 6)
    place.show()
    letter = Corner(place, "A")
    assert place.contentsMargins() == QMargins(3, 4, 5, 6)
    letter.setVisible(True)
    narrow = letter.width()
    assert place.contentsMargins() == QMargins(3, 4, 5 + narrow, 6)
    font = place.font()
    font.setPixelSize(60)
    place.setFont(font)
    assert letter.width() > narrow and place.contentsMargins() == QMargins(3, 4, 5 + letter.width(), 6)
    letter.setVisible(False)
    assert place.contentsMargins() == QMargins(3, 4, 5, 6)


def test_what_is_dragged_in_either_half_moves_in_both(
    bench: LabBench, controls: LabControls[PlaneState, FlowLab]
) -> None:
    second(bench).planes.planes["learned"].moved.emit(1.0, -1.0)
    bench.turn()
    run = bench.state.run
    assert run.probe == run.second.probe == (1.0, -1.0) and run.beside == {}


def test_looking_back_shows_both_as_they_were(
    bench: LabBench, controls: LabControls[PlaneState, FlowLab]
) -> None:
    bench.turn(8)
    bench.stage.scene.look_back(3)
    bench.turn()
    both = (bench.stage.scene.feed, second(bench).scene.feed)
    assert all(feed.past and feed.scalars["step"] == 3 for feed in both)


def test_when_the_second_is_closed_the_first_goes_on(
    bench: LabBench, controls: LabControls[PlaneState, FlowLab]
) -> None:
    bench.turn(8)
    runs, step, other = bench.world.runs, bench.step(), second(bench)
    bar(controls).end.click()
    bench.turn()
    assert bench.state.run.beside is None and bench.stage.second is None
    assert bench.world.runs == runs and bench.step() > step
    assert not other.planes.isVisible() and not bench.stage.second_numbers.isVisible()
    own = bench.stage.parts["loss"].widget
    assert isinstance(own, SeriesPlot) and own.second is None


def test_when_nothing_goes_on_the_numbers_of_both_are_gone(
    bench: LabBench, controls: LabControls[PlaneState, FlowLab]
) -> None:
    bench.draw()
    both = bench.stage.numbers, bench.stage.second_numbers
    assert all(numbers.text() for numbers in both)
    bench.stage.scene.feed.forget()
    assert not any(numbers.text() for numbers in both)


def test_a_recipe_of_two_shows_both_at_once(bench: LabBench) -> None:
    assert bench.stage.accept(change(bench.state.run, seed=3, reflows=1)) and bench.stage.second is None
    assert bench.stage.accept(FlowLab(points=500, beside=TWO))
    bench.turn()
    assert bench.stage.second is not None and second(bench).scene.recipe.coupling == "optimal transport"


def test_both_are_exported_by_their_letters_and_a_film_has_both_halves(
    bench: LabBench, controls: LabControls[PlaneState, FlowLab], tmp_path: Path
) -> None:
    choose(bench, controls, coupling="optimal transport")
    bench.turn(8)
    bench.draw()
    stems = {each.stem for each in bench.stage.exports()}
    assert {"flow-a-learned", "flow-b-learned", "flow-a-loss", "flow-b-loss"} <= stems
    film = next(each for each in bench.stage.exports() if each.stem == "flow-history")
    with ThreadPoolExecutor(1) as pool:
        future = pool.submit(lambda: film.write(tmp_path / "film.gif", False, unwatched))
        while not future.done():
            bench.turn(1)
        future.result()
    with Image.open(tmp_path / "film.gif") as image:
        assert image.n_frames > 2 and image.width >= bench.stage.halves.width()
    assert read_recipe(tmp_path / "film.gif")[0] == bench.state.run


def test_before_its_first_frame_nothing_of_a_second_is_exported(bench: LabBench) -> None:
    bench.turn(8)
    bar(bench.stage.controls()).begin.click()
    assert second(bench).scene.feed.frame is None
    stems = {each.stem for each in bench.stage.exports()}
    assert "flow-a-learned" in stems and "flow-b-learned" not in stems


def test_names_say_in_what_both_differ() -> None:
    assert names(FlowLab(beside={})) == ("A", "B")
    assert names(FlowLab(beside={"learning_rate": 0.01, "steps": 1000})) == (
        "A: Learning rate 0.002, Steps 20",
        "B: Learning rate 0.01, Steps 1,000",
    )
    assert names(FlowLab(beside={"learning_rate": 3e-5}))[1] == "B: Learning rate 3 · 10⁻⁵"
    other = {"data": "two-moons", "path": "vp-linear", "sampler": "dpmpp_2m", "spacing": "log-snr"}
    assert names(FlowLab(beside=other)) == (
        "A: Data Eight Gaussians, Path Straight line, Sampler Euler, Spacing Uniform",
        "B: Data Two moons, Path VP, linear β, Sampler DPM-Solver++ 2M, Spacing Log SNR",
    )
    assert not differences(FlowLab()) and not differences(FlowLab(beside={"steps": 20}))
    assert edited(FlowLab(), FlowLab(seed=4), "B") == FlowLab(seed=4)


def test_choices_are_called_as_the_form_calls_them(controls: LabControls[PlaneState, FlowLab]) -> None:
    known, listed = {field.name: field for field in fields(FlowLab)}, set()
    for name, editor in controls.editors():
        for box in editor.findChildren(QComboBox):
            listed.add(name)
            choices = known[name].choices
            for index, choice in enumerate(choices):
                first = FlowLab(**{name: choices[index - 1]})
                (found,) = differences(change(first, beside={name: choice}))
                assert found.second.casefold() == box.itemText(index).casefold()
    assert {"path", "sampler", "spacing"} <= listed


def test_where_two_do_not_fit_small_plots_and_numbers_are_those_that_the_form_edits(
    bench: LabBench, controls: LabControls[PlaneState, FlowLab]
) -> None:
    stage, bars = bench.stage, next(part for part in second(bench).own() if part.place == "row")
    pair = stage.parts[bars.name].widget, bars.widget

    def seen(width: int) -> tuple[bool, bool, bool]:
        stage.resize(width, 760)
        bench.draw()
        return pair[0].isVisible(), pair[1].isVisible(), stage.second_numbers.isVisible()

    assert seen(900) == (True, True, True)
    stage.scene.point("A")
    assert seen(420) == (True, False, False)
    assert stage.minimumSizeHint().width() <= 420
    stage.scene.point("B")
    assert seen(420) == (False, True, False)
    assert seen(900) == (True, True, True)
