"""The flow's lab in its tab, with the real run: what is drawn, what reaches it, and what can be undone."""

from __future__ import annotations

import math
from decimal import Decimal
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from playground.core.progress import unwatched
from playground.core.recipe import change
from playground.paradigms.nflow_lab.recipes import MOST_LAYERS, NflowLab
from playground.ui.explain.content import apply_preset, load_explanation, load_lessons
from playground.ui.plots.heat import to_levels
from playground.ui.plots.mesh import Mesh
from playground.ui.tabs.nflow.lab.places import STOPS, data_end, layer_of, place_names, stop_of
from playground.ui.tabs.nflow.lab.planes import LOG_AREA, grid_lines
from playground.ui.tabs.nflow.lab.spec import LAB, keys, readings
from playground.ui.tabs.nflow.lab.state import NflowLabState, NflowLabView
from playground.ui.tabs.nflow.state import NflowImages, NflowState
from playground.ui.widgets.readings import as_text
from tests.support.whole_file import read_whole
from tests.ui.tabs.nflow.conftest import SMALL, LabBench

pytestmark = [pytest.mark.qt, pytest.mark.torch]

LESSONS = [lesson for lesson in load_lessons("nflow") if lesson.preset["stage"] == "lab"]


def drag(bench: LabBench, plane: str, places: list[tuple[float, float]]) -> None:
    """Drag with the mouse through points of a plane."""
    shown = bench.lab.planes.planes[plane]
    pixels = [shown.to_pixel(*place).toPoint() for place in places]
    QTest.mousePress(shown.canvas, Qt.MouseButton.LeftButton, pos=pixels[0])
    for pixel in pixels[1:]:
        QTest.mouseMove(shown.canvas, QPoint(pixel))
    QTest.mouseRelease(shown.canvas, Qt.MouseButton.LeftButton, pos=pixels[-1])


def test_it_draws_while_it_trains(bench: LabBench) -> None:
    first = int(bench.scalars["step"])
    bench.known()
    assert int(bench.scalars["step"]) > first and bench.reports == []
    planes, arrays = bench.lab.planes, bench.arrays
    assert np.array_equal(planes.flow.cloud.points, arrays["points"])
    assert planes.flow.mesh.nodes is not None and np.array_equal(planes.flow.mesh.nodes, arrays["grid"])
    drawn = Mesh()
    drawn.set_mesh(arrays["grid"], arrays["log_areas"], -LOG_AREA, LOG_AREA)
    assert np.array_equal(planes.flow.mesh.tints, drawn.tints)
    assert planes.flow.note.text == "Data x" and not planes.flow.rings.isVisible()
    assert "round-trip error" in bench.lab.numbers.text() and "entropy" in bench.lab.numbers.text()
    assert bench.lab.parts["curve"].widget.level == pytest.approx(float(bench.scalars["entropy"]))
    assert len(bench.lab.parts["curve"].widget.steps) == len(arrays["losses"])


def test_the_waterfall_sums_up_to_the_likelihood_in_the_order_of_the_way(bench: LabBench) -> None:
    bench.known()
    terms, fall = bench.arrays["waterfall"], bench.lab.parts["waterfall"].widget
    assert fall.names == ("log p(z)", "f₃", "f₂", "f₁", "log p(x)")
    assert fall.terms == pytest.approx(terms[[0, 3, 2, 1]])
    assert float(fall.terms.sum()) == pytest.approx(float(bench.scalars["log_density"]), abs=1e-5)
    bench.lab.parts["layers"].widget.direction.edited.emit("data to noise")
    bench.until(lambda: bench.scalars["direction"] == "data to noise" and "probe_way" in bench.arrays)
    bench.turn(8)
    bench.lab.tell()
    assert bench.lab.parts["waterfall"].widget.names[1:4] == ("f₁", "f₂", "f₃")
    assert bench.lab.parts["waterfall"].widget.terms == pytest.approx(bench.arrays["waterfall"])


def test_the_slider_morphs_points_and_grid_and_is_one_step(bench: LabBench) -> None:
    bench.lab.scene.run.load(change(SMALL, training=False))
    bench.until(lambda: not bench.scalars["trained"])
    bench.turn(20)
    slider = bench.lab.parts["layers"].widget.slider
    assert slider.maximum() == 3 * STOPS and slider.value() == 3 * STOPS
    for stop in (2 * STOPS, STOPS + 5, 0):
        slider.setValue(stop)
        slider.picked.emit(stop)
        bench.until(lambda stop=stop: bench.scalars["position"] == pytest.approx(stop / STOPS))  # type: ignore[misc]
    assert bench.undo.count() == 1 and bench.run.layer == 0.0
    noise = bench.lab.planes.flow
    assert noise.note.text == "Noise z" and noise.rings.isVisible()
    angles = np.arctan2(*noise.cloud.points.T[::-1])
    assert np.cos(angles - bench.arrays["angles"]) == pytest.approx(np.ones(300), abs=1e-4)
    ticks = np.linspace(-1, 1, 33) * float(bench.scalars["extent"])
    assert bench.arrays["grid"][5, :, 0] == pytest.approx(ticks, abs=1e-5)
    bench.undo.undo()
    assert bench.run.layer == MOST_LAYERS and slider.value() == 3 * STOPS
    bench.until(lambda: bench.scalars["position"] == 3.0)
    assert noise.note.text == "Data x"


def test_the_transport_walks_through_the_layers_without_filling_the_undo_stack(bench: LabBench) -> None:
    player = bench.tab.player
    assert player is bench.lab.player and player.count == 3 * STOPS + 1
    player.seek(0)
    assert bench.run.layer == 0.0
    bench.tab.store.end_gesture()
    before = bench.undo.count()
    player.play()
    player.advance(1.0)
    player.advance(0.5)
    assert 0 < bench.run.layer < 3 and bench.undo.count() == before
    player.pause()
    bench.lab.scene.run.edit("layers", layers=5)
    assert player.count == 5 * STOPS + 1 and bench.lab.parts["layers"].widget.names.names == (
        "z",
        "h₄",
        "h₃",
        "h₂",
        "h₁",
        "x",
    )


@pytest.mark.parametrize("plane", ["learned", "known"])
def test_the_probe_is_dragged_where_the_data_are(bench: LabBench, plane: str) -> None:
    drag(bench, plane, [(0.0, 0.0), (-0.5, 0.2), (-1.0, 0.5)])
    assert bench.run.probe == pytest.approx((-1.0, 0.5), abs=0.06) and bench.run.held_at == 3.0
    assert bench.undo.count() == 1
    bench.until(lambda: bench.arrays["probe_way"][-1] == pytest.approx(bench.run.probe, abs=1e-4))
    handle = bench.lab.planes.planes[plane].handle
    assert (handle.x(), handle.y()) == bench.run.probe
    bench.undo.undo()
    assert bench.run.probe == SMALL.probe and bench.run.held == 0.0


def test_the_probe_is_dragged_between_the_layers_and_its_way_goes_through_there(bench: LabBench) -> None:
    bench.lab.scene.run.load(change(bench.run, layer=1.4))
    bench.until(lambda: bench.scalars["position"] == pytest.approx(1.4))
    drag(bench, "flow", [(0.0, 0.0), (0.4, -0.6)])
    assert bench.run.held == 1.4
    bench.until(lambda: bench.arrays["probe_at"] == pytest.approx(bench.run.probe, abs=1e-3))
    flow = bench.lab.planes.flow
    assert (flow.handle.x(), flow.handle.y()) == bench.run.probe
    assert len(flow.stops.points) == 2
    held = bench.run
    bench.lab.parts["layers"].widget.direction.edited.emit("data to noise")
    assert bench.run.held == pytest.approx(1.6) and bench.run.layer == pytest.approx(1.6)
    assert bench.undo.count() == 2
    bench.lab.parts["layers"].widget.direction.edited.emit("data to noise")
    assert bench.undo.count() == 2
    bench.undo.undo()
    assert bench.run == held


def test_what_is_drawn_follows_the_view(bench: LabBench) -> None:
    bench.known()
    planes = bench.lab.planes
    edit = bench.lab.scene.view.edit
    edit("hide", points=False, grid=False, areas=False, probe=False, data_points=True, error=True)
    planes.draw()
    assert not len(planes.flow.cloud.points) and not planes.flow.grid.isVisible()
    assert planes.flow.mesh.nodes is None and not planes.flow.handle.isVisible()
    assert np.array_equal(planes.known.data.points, bench.arrays["data_points"])
    assert planes.learned.note.text == "Error of the learned density"
    texts = {key.text for key in keys(bench.tab.store.state.lab.view)}
    assert (
        texts == {key.text for key in bench.lab.keys._keys}
        and "path of the probe, layer by layer" not in texts
    )
    QTest.mouseClick(planes.known.canvas, Qt.MouseButton.LeftButton)
    assert bench.tab.store.state.lab.view.large == "known" and planes.large is planes.known
    assert planes.known.width() > planes.flow.width()


def test_the_learned_density_is_drawn_beside_the_known_one_on_one_scale(bench: LabBench) -> None:
    bench.known()
    for plane, name in (("learned", "density"), ("known", "density_exact")):
        with np.errstate(divide="ignore"):
            logs = np.log(bench.arrays[name].astype(float))
        expected = to_levels(np.nan_to_num(logs, neginf=-1e9), -8.0, 0.5)[::-1]
        assert np.array_equal(bench.lab.planes.planes[plane].heat._levels, expected)


def test_hot_controls_reach_the_run_and_others_begin_it_anew(bench: LabBench) -> None:
    bench.turn(10)
    far = int(bench.scalars["step"])
    bench.lab.scene.run.edit("change", learning_rate=1e-3, points=200)
    bench.until(lambda: len(bench.arrays.get("points", ())) == 200)
    assert int(bench.scalars["step"]) > far
    bench.lab.scene.run.edit("change", transform="affine coupling")
    bench.until(lambda: int(bench.scalars["step"]) < far)
    assert bench.reports == []
    form = bench.lab.controls()
    spline = next(each for each in form.forms if "bins" in each.editors)
    assert spline.editors["bins"].isHidden()
    bench.lab.scene.run.edit("change", transform="spline coupling")
    assert not spline.editors["bins"].isHidden()
    form.deleteLater()


def test_training_is_paused_stepped_and_begun_anew(bench: LabBench) -> None:
    bench.tab.train("toggle")
    bench.until(lambda: not bench.scalars["trained"])
    held = int(bench.scalars["step"])
    bench.tab.train("step")
    bench.until(lambda: int(bench.scalars["step"]) > held)
    bench.turn(10)
    assert int(bench.scalars["step"]) == held + 1
    bench.tab.train("reset")
    bench.until(lambda: int(bench.scalars["step"]) == 0)


def test_a_training_that_explodes_says_so_and_is_begun_anew(
    bench: LabBench, monkeypatch: pytest.MonkeyPatch
) -> None:
    from playground.objectives import density

    # Few flows come so far by a learning rate that can be chosen.
    losses = density.losses
    monkeypatch.setattr(density, "losses", lambda flow, x: losses(flow, x) * math.inf)
    bench.until(lambda: bool(bench.reports))
    assert "unstable" in bench.reports[0] and "Lower the learning rate" in bench.reports[0]
    assert bench.lab.bar.text.text().startswith("Stopped")
    monkeypatch.undo()
    bench.tab.train("toggle")
    bench.until(lambda: not bench.lab.scene.failed and bench.scalars["step"] >= 3)
    assert bench.run.training and bench.lab.bar.text.text().startswith("Training")
    assert len(bench.reports) == 1


def test_without_a_model_the_images_say_what_is_missing(bench: LabBench) -> None:
    bench.tab.bar.setCurrentIndex(1)
    assert bench.tab.store.state.stage == "images" and bench.tab.exports() == ()
    assert bench.tab.accept(NflowImages().sample)
    assert "needs the model “fashion-nflow”" in bench.reports[-1]
    bench.undo.undo()
    assert bench.tab.store.state.stage == "lab" and bench.tab.exports()


@pytest.mark.parametrize("lesson", LESSONS, ids=lambda lesson: lesson.id)
def test_a_lesson_fits_the_tab(lesson: Any) -> None:
    state = apply_preset(lesson, NflowState())
    assert state.stage == "lab"
    for field, value in lesson.preset["lab"]["run"].items():
        found = getattr(state.lab.run, field)
        assert found == (tuple(value) if isinstance(found, tuple) else value)
    assert {"data", "transform", "layers", "seed", "direction", "layer", "training"} <= lesson.preset["lab"][
        "run"
    ].keys()


def test_there_are_lessons_and_a_section_for_everything(bench: LabBench, qtbot: QtBot) -> None:
    assert len(LESSONS) >= 4
    assert load_explanation("nflow").section("lab").help
    explanation = bench.tab.explanation()
    qtbot.addWidget(explanation)
    bench.known()
    explanation.refresh()
    equations = explanation.panel.equations
    parts = {name: equations["nflow_change"].values[name] for name in ("log_density", "log_base", "log_det")}
    total, base, layers = (Decimal(text.replace("−", "-")) for text in parts.values())
    assert total == base + layers
    gap = [Decimal(equations["nflow_gap"].values[name]) for name in ("nll", "entropy", "divergence")]
    assert gap[0] == gap[1] + gap[2]
    assert equations["nflow_layers"].values["layer_count"] == "3"
    assert float(gap[1]) == pytest.approx(float(bench.scalars["entropy"]), abs=0.001)
    assert not equations["nflow_spline"].isHidden() and equations["nflow_affine"].isHidden()
    for lesson in LESSONS:
        explanation.guide.choose(lesson)
        assert bench.run.data == lesson.preset["lab"]["run"]["data"] and bench.reports == []
    bench.lab.scene.run.edit("change", transform="affine coupling")
    assert equations["nflow_spline"].isHidden() and not equations["nflow_affine"].isHidden()
    explanation.light("probe")
    bench.tab.explain()
    assert explanation.panel.unfolded_sections() == ("lab",)


def test_recipes_and_states_are_shown(bench: LabBench) -> None:
    assert bench.tab.accept(change(SMALL, data="ring")) and bench.run.data == "ring"
    assert bench.tab.accept(NflowState(stage="images"))
    assert bench.tab.accept(NflowLabState(run=SMALL)) and bench.tab.store.state.stage == "lab"
    assert not bench.tab.accept(NflowLabView())


def test_what_is_shown_can_be_written(bench: LabBench, tmp_path: Any) -> None:
    bench.known()
    bench.turn(8)
    exports = bench.tab.exports()
    assert len({export.stem for export in exports}) == len(exports) == 6
    for export in exports[:-1]:  # The last is a film, which is made in another thread.
        for suffix in export.suffixes:
            path = tmp_path / f"{export.stem}{suffix}"
            export.save(path, False, unwatched)
            read_whole(path)
    rows = np.genfromtxt(tmp_path / "nflow-lab-waterfall.csv", delimiter=",", skip_header=1)
    assert rows[-1] == pytest.approx(rows[:-1].sum(), abs=1e-5)


def test_stops_and_places_are_those_of_the_layers() -> None:
    for run in (SMALL, change(SMALL, direction="data to noise")):
        for stop in range(3 * STOPS + 1):
            assert stop_of(change(run, layer=layer_of(stop, 3))) == stop
        assert change(run, layer=data_end(run)).position == (3.0 if run.back else 0.0)
        assert place_names(run)[round(change(run, layer=data_end(run)).position)] == "x"
    assert place_names(NflowLab(layers=1)) == ("z", "x")


def test_lines_go_through_rows_and_columns_and_both_ends() -> None:
    nodes = np.stack(np.meshgrid(np.arange(33.0), np.arange(33.0)), axis=-1)
    lines = grid_lines(nodes)
    assert lines.shape == (34, 33, 2)
    assert np.array_equal(lines[0], nodes[0]) and np.array_equal(lines[16], nodes[32])
    assert np.array_equal(lines[-1], nodes[:, 32])


def test_words_say_what_is_known() -> None:
    scalars = {
        "nll": 0.7, "entropy": 0.6796, "kl": 0.0204, "kl_error": 0.0012, "round_trip": 3e-6,
        "condition_median": 2.5, "condition_max": 300.0, "mass": 0.999, "sliced_wasserstein": 0.09,
        "modes": 8, "modes_covered": 7,
    }  # fmt: skip
    text = as_text(readings(scalars))
    assert "−log p(x) of new data 0.700 = entropy 0.680 + KL 0.020 ± 0.001" in text
    assert "modes covered 7 of 8" in text
    assert "round-trip error 3 · 10⁻⁶" in text and "floor" not in text
    assert "in the square 99.9%" in text
    assert "in the square 100.0%" in as_text(readings({**scalars, "mass": 1.0012}))
    floor = {"noise_floor": 0.07, "noise_floor_low": 0.05, "noise_floor_high": 0.11}
    assert "floor 0.050–0.110" in as_text(readings({**scalars, **floor}))
    assert readings({}) == () and math.isfinite(LOG_AREA)


def test_room_is_kept_for_numbers_that_come_later(bench: LabBench) -> None:
    bench.known()
    bench.until(lambda: {"noise_floor", "sliced_wasserstein"} <= bench.scalars.keys())
    known = dict(bench.scalars)
    assert LAB.most_readings(known) == readings(known)
    early = {name: known[name] for name in ("step", "entropy", "round_trip")}
    assert len(readings(early)) < len(readings(known))
    assert len(LAB.most_readings(early)) == len(readings(known))
    plain = {name: value for name, value in known.items() if not name.startswith("mode")}
    assert "modes" not in as_text(LAB.most_readings(plain))


def test_of_two_the_transport_goes_through_all_layers_of_the_longer_one() -> None:
    run = NflowLab(layers=2, beside={"layers": 4})
    walk = LAB.walk
    assert walk is not None and walk.place(run) == (4 * STOPS + 1, 4 * STOPS)
    inner = change(run, **walk.values(run, 3 * STOPS))
    assert walk.place(inner) == (4 * STOPS + 1, 3 * STOPS) and inner.position == 2
    assert inner.second is not None and inner.second.position == 3
    turned = inner.turned()
    assert walk.place(turned) == (4 * STOPS + 1, STOPS) and turned.turned() == inner
    assert walk.place(run.turned()) == (4 * STOPS + 1, 0)
    assert walk.to(run, 4 * STOPS) == {}
