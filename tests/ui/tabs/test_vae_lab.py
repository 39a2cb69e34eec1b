"""The VAE's lab in its tab, with the real run: what is drawn, what reaches it, and what can be undone."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from playground.core.progress import unwatched
from playground.core.recipe import Recipe, change
from playground.core.resources import Placement
from playground.paradigms.lab.fields import DRAWN, Standard, packed
from playground.paradigms.vae_lab.presets import PRESETS
from playground.paradigms.vae_lab.recipes import VaeLab
from playground.ui.explain.content import load_lessons
from playground.ui.lab.stage import LabStage
from playground.ui.plots.key_strip import KeyLabels
from playground.ui.shell.desk import _LEAST
from playground.ui.shell.session import parse
from playground.ui.tabs.vae.explain import lab_notes, lab_values
from playground.ui.tabs.vae.lab import shapes
from playground.ui.tabs.vae.lab.spec import LAB, keys, readings
from playground.ui.tabs.vae.lab.state import VaeLabState
from playground.ui.tabs.vae.state import VaeImages, VaeState
from playground.ui.widgets.readings import as_text
from tests.support.bare import Bare
from tests.support.linear_vae import LinearWorld
from tests.support.plane_lab import TickClock
from tests.support.whole_file import read_whole
from tests.ui.tabs.conftest import Bench

pytestmark = [pytest.mark.qt, pytest.mark.torch]

SMALL = VaeLab(width=16, layers=1, batch=32, speed=1)


class LabWorld(LinearWorld):
    """Runs the lab with a clock of its own, and everything else as the other tests do."""

    def run(self, recipe: Recipe, placement: Placement, training: int = 0) -> Any:
        if isinstance(recipe, VaeLab):
            from playground.paradigms.vae_lab.runs import train

            return train(recipe, Bare(), TickClock(0.001))
        return super().run(recipe, placement)


class LabBench(Bench):
    """The tab with its lab open."""

    @property
    def lab(self) -> LabStage:
        found: LabStage = self.tab.open_stage("lab")
        return found

    @property
    def run(self) -> VaeLab:
        return self.tab.store.state.lab.run  # type: ignore[no-any-return]

    def turn(self, times: int = 4) -> None:
        """Let engine and window work for a while: a lab never comes to rest."""
        for _ in range(times):
            QApplication.processEvents()
            self.engine.pump()
            QApplication.processEvents()

    def step(self) -> int:
        return int(self.lab.scene.feed.scalars["step"])


@pytest.fixture
def bench(qtbot: QtBot) -> Iterator[LabBench]:
    bench = LabBench(LabWorld())
    qtbot.addWidget(bench.tab)
    state = bench.tab.store.state
    bench.tab.store.load(change(state, stage="lab", lab=VaeLabState(run=SMALL)))
    bench.tab.resize(900, 700)
    bench.tab.show()
    qtbot.waitExposed(bench.tab)
    bench.turn(6)
    yield bench
    bench.link.close()


def test_axes_of_points_from_a_file_say_that_their_numbers_are_standardised(bench: LabBench) -> None:
    def named() -> list[str]:
        plot = bench.lab.planes.planes["data"]._plot
        return [plot.getAxis(side).labelText for side in ("bottom", "left")]

    assert named() == ["", ""]
    points = np.random.default_rng(0).normal(size=(40, 2)).astype(np.float32)
    units = Standard(names=("height", "a < b"), mean=(170.0, 65.0), sd=(9.0, 12.0))
    state = bench.tab.store.state
    run = change(state.lab.run, data=DRAWN, drawing=packed(points), units=units)
    bench.tab.store.load(change(state, lab=VaeLabState(run=run)))
    bench.turn(60)
    assert named() == ["height, standardised", "a &lt; b, standardised"]
    bench.tab.store.load(state)
    bench.turn(60)
    assert named() == ["", ""]


def test_it_draws_while_it_trains(bench: LabBench) -> None:
    first = bench.step()
    bench.turn(6)
    assert bench.step() > first and bench.reports == []
    bench.lab.planes.draw()
    bench.lab.tell()
    arrays = bench.lab.scene.feed.arrays
    assert np.array_equal(bench.lab.planes.latent.data.points, arrays["codes"])
    assert np.array_equal(bench.lab.planes.data.cloud.points, arrays["samples"])
    assert "decoder σ" in bench.lab.numbers.text()
    assert len(bench.lab.parts["curves"].widget.steps) == len(arrays["curves"])
    assert "KL" in bench.lab.parts["curves"].widget.heading.text()


def test_hot_controls_reach_the_run_and_others_begin_it_anew(bench: LabBench) -> None:
    before = bench.step()
    bench.lab.scene.run.edit("change", beta=4.0, sigma=0.5)
    bench.turn(6)
    assert bench.step() > before and bench.lab.scene.feed.scalars["beta"] == 4.0
    bench.turn(10)
    far = bench.step()
    bench.lab.scene.run.edit("change", latent=1)
    bench.turn(4)
    assert bench.step() < far
    bench.lab.planes.draw()
    assert not bench.lab.planes.latent.rings.isVisible()
    assert bench.lab.planes.latent.mixture.isVisible()


def test_a_training_that_explodes_says_so_and_a_lower_rate_begins_it_anew(bench: LabBench) -> None:
    bench.lab.scene.run.edit("break", layers=4, width=64, sigma=0.02, learn_sigma=False)
    bench.lab.scene.run.edit("break", learning_rate=0.1, beta=100.0, speed=50)
    for _ in range(200):
        if bench.reports:
            break
        bench.turn(1)
    assert "unstable" in bench.reports[0] and "Lower the learning rate" in bench.reports[0]
    assert bench.lab.bar.text.text().startswith("Stopped")
    bench.lab.scene.run.edit("mend", learning_rate=1e-4, speed=1)
    bench.turn(6)
    assert 0 < bench.step() < 20 and len(bench.reports) == 1 and not bench.lab.scene.failed


def test_a_drag_of_the_latent_point_decodes_and_is_one_step(bench: LabBench) -> None:
    latent = bench.lab.planes.latent
    bench.lab.planes.draw()  # however soon: there is no handle to drag before
    canvas = latent.canvas
    places = [latent.to_pixel(x, 0.5).toPoint() for x in (0.0, 0.4, 0.8)]
    QTest.mousePress(canvas, Qt.MouseButton.LeftButton, pos=places[0])
    for place in places[1:]:
        QTest.mouseMove(canvas, QPoint(place))
    QTest.mouseRelease(canvas, Qt.MouseButton.LeftButton, pos=places[-1])
    assert bench.run.code == pytest.approx((0.8, 0.5), abs=0.05)
    assert bench.undo.count() == 1
    bench.turn(6)
    bench.lab.planes.draw()
    decoded = bench.lab.scene.feed.arrays["decoded"]
    marker = bench.lab.planes.data.decoded
    assert (marker.x(), marker.y()) == pytest.approx(tuple(decoded), abs=1e-4)
    bench.undo.undo()
    assert bench.run.code == (0.0, 0.0)


def test_the_probe_is_dragged_on_the_data_plane(bench: LabBench) -> None:
    bench.lab.planes.data.moved.emit(-1.0, 0.5)
    bench.lab.planes.data.released.emit()
    assert bench.run.probe == (-1.0, 0.5)


@pytest.mark.parametrize("preset", PRESETS, ids=lambda preset: preset.name)
def test_presets_are_one_step(bench: LabBench, preset: Any) -> None:
    form = bench.lab.controls()
    form.presets.buttons[preset.name].click()
    assert bench.run == preset.recipe and bench.undo.count() == 1
    bench.undo.undo()
    assert bench.run == SMALL
    form.deleteLater()


def test_a_preset_begins_anew_even_where_only_hot_fields_differ(bench: LabBench) -> None:
    form, scene = bench.lab.controls(), bench.lab.scene
    form.presets.buttons["collapse"].click()
    bench.turn(10)
    run = scene.feed._run
    assert bench.step() >= 1500
    assert form.presets.see.text().startswith(form.presets.buttons["collapse"].toolTip())
    form.presets.buttons["holes"].click()
    bench.turn(4)
    assert scene.feed._run != run and bench.step() >= 2000
    assert form.presets.see.text().startswith(form.presets.buttons["holes"].toolTip())
    scene.run.edit("change", beta=0.5)
    assert (
        form.presets.see.isVisibleTo(form)
        and not form.presets.see.isEnabled()
        and "changed" in form.presets.heading.text()
    )
    form.deleteLater()


def test_the_form_is_no_wider_than_its_column(bench: LabBench, qtbot: QtBot) -> None:
    form = bench.lab.controls()
    qtbot.addWidget(form)
    scroll_bar = 16
    assert form.minimumSizeHint().width() <= _LEAST[0] - scroll_bar


def test_the_stage_is_an_edit_and_the_transport_follows(bench: LabBench) -> None:
    bench.tab.bar.setCurrentIndex(1)
    assert bench.tab.store.state.stage == "images"
    assert bench.tab.player is bench.stage.player
    held = len(bench.tab.stages)
    bench.undo.undo()
    assert bench.tab.store.state.stage == "lab" and len(bench.tab.stages) == held == 2


def test_lessons_of_the_lab_fit_it(bench: LabBench, qtbot: QtBot) -> None:
    explanation = bench.tab.explanation()
    qtbot.addWidget(explanation)
    for lesson in load_lessons("vae"):
        if lesson.preset["stage"] == "lab":
            explanation.guide.choose(lesson)
            assert bench.run.beta == lesson.preset["lab"]["run"]["beta"] and bench.reports == []
    bench.turn(6)
    explanation.refresh()
    assert explanation.panel.equations["vae_objective"].values["beta"] == f"{bench.run.beta:g}"
    explanation.light("beta")
    bench.tab.explain()
    assert explanation.panel.unfolded_sections() == ("lab",)


def test_all_numbers_of_an_equation_are_of_one_moment_and_it_is_said_of_which() -> None:
    scalars: dict[str, Any] = {
        "step": 988, "reconstruction": 2.0, "kl": 0.5, "beta": 4.0, "sigma": 0.25, "entropy": 0.7,
    }  # fmt: skip
    values = lab_values(scalars)
    # β counts as it was in the frame, whatever the controls ask for by now.
    assert values["vae_objective"] == {"loss": "4.00", "reconstruction": "2.00", "beta": "4", "kl": "0.500"}
    plain = lab_values({**scalars, "beta": 0.0})["vae_objective"]
    assert plain == {"loss": "2.00", "reconstruction": "2.00", "beta": "0", "kl": "0.50"}
    assert not any(values["bound_gap"].values())
    assert set(lab_notes(scalars).values()) == {"of the batch at step 988"}
    measured = {
        "measured_step": 0, "bound": 3.0, "divergence": 1.3, "gap": 1.0, "data_kl": 0.2, "information": 0.1,
        "aggregate_kl": 0.1, "nll": 2.0, "importance": 2.1,
    }  # fmt: skip
    notes = lab_notes(scalars | measured)
    assert notes["vae_objective"] == notes["vae_decoder"] == "of the batch at step 988"
    for name in ("bound_gap", "aggregate_kl", "importance_bound"):
        assert notes[name] == "measured at step 0"
        assert all(lab_values(scalars | measured)[name].values())
    assert lab_notes({}) == {} and not any(text for row in lab_values({}).values() for text in row.values())


def test_the_equations_say_of_which_step_they_are(bench: LabBench, qtbot: QtBot) -> None:
    explanation = bench.tab.explanation()
    qtbot.addWidget(explanation)
    bench.turn(6)
    explanation.refresh()
    view = explanation.panel.equations["vae_objective"]
    assert view.note == f"of the batch at step {bench.step():,}"
    bench.tab.bar.setCurrentIndex(1)
    explanation.refresh()
    assert all(not view.note for view in explanation.panel.equations.values())


def test_recipes_and_states_are_shown(bench: LabBench) -> None:
    assert bench.tab.accept(change(SMALL, beta=2.0)) and bench.run.beta == 2.0
    assert bench.tab.accept(VaeState(stage="images"))
    assert bench.tab.accept(change(SMALL, beta=3.0)) and bench.tab.store.state.stage == "lab"


def test_what_is_shown_can_be_written(bench: LabBench, tmp_path: Any) -> None:
    bench.turn(4)
    bench.lab.tell()
    *exports, _film = bench.tab.exports()  # The last is made in another thread.
    assert len({export.stem for export in exports}) >= 3
    for export in exports:
        for suffix in export.suffixes:
            path = tmp_path / f"{export.stem}{suffix}"
            export.save(path, False, unwatched)
            read_whole(path)


def test_an_old_session_opens_on_its_images() -> None:
    old = b'{"format":"playground-session","version":1,"tabs":{"vae":{"kind":"vae-images","seed":11}}}'
    from playground.core.recipe import decode

    state = decode(parse(old).tabs["vae"], (VaeState,))
    assert state == VaeState(images=VaeImages().with_values(**{"reconstruct.seed": 11}))


def test_a_latent_line_stands_in_the_square() -> None:
    ticks = np.linspace(-4, 4, 9)[:, None]
    points = shapes.on_line(ticks, np.linspace(0, 0.99, 9), 4.0)
    assert np.array_equal(points[:, 0], ticks[:, 0]) and points[:, 1].min() >= -4 and points[:, 1].max() < 0
    prior = shapes.prior_over_line(4.0)
    assert prior[:, 0].min() > -4 and 0 < prior[:, 1].max() < 4
    assert abs(prior[prior[:, 1].argmax(), 0]) < 0.05


def test_distances_stand_at_the_steps_of_the_models_that_were_measured(bench: LabBench) -> None:
    feed, told = bench.lab.scene.feed, {}
    for _ in range(400):
        bench.turn(1)
        if "sliced_wasserstein" in feed.scalars:
            told[feed.scalars["measured_step"]] = feed.scalars["sliced_wasserstein"]
        if len(told) > 1:
            break
    assert len(told) > 1 and dict(feed.distances.tolist()) == told


def test_the_equations_add_up_as_they_are_written() -> None:
    thirds = {"measured_step": 10, "bound": 1.032, "entropy": 0.344, "divergence": 0.344, "gap": 0.344}
    values = lab_values({**thirds, "data_kl": 0.692, "information": 0.346, "aggregate_kl": 0.346})
    assert tuple(values["bound_gap"].values()) == ("1.03", "0.35", "0.34", "0.34")
    assert tuple(values["aggregate_kl"].values()) == ("0.69", "0.35", "0.34")
    assert set(lab_values({"entropy": 0.5})["bound_gap"].values()) == {""}
    values = lab_values({"step": 10, "beta": 1.0, "reconstruction": 0.344, "kl": 0.344})
    assert tuple(values["vae_objective"].values()) == ("0.69", "0.35", "1", "0.34")
    assert values["vae_decoder"]["reconstruction"] == "0.35"


@pytest.mark.parametrize("beta", [0.3, 4.0, 20.0])
def test_a_weighed_sum_comes_to_what_is_written(beta: float) -> None:
    """Two digits of KL times 20 would be off by up to a tenth."""
    for kl in (0.0544, 0.3456, 2.3449):
        values = lab_values({"step": 10, "beta": beta, "reconstruction": 1.2346, "kl": kl})["vae_objective"]
        loss, first, second = (float(values[name]) for name in ("loss", "reconstruction", "kl"))
        assert loss == pytest.approx(first + beta * second, abs=0.0051)
        assert loss == pytest.approx(1.2346 + beta * kl, abs=0.0151)


def test_words_say_what_is_known() -> None:
    scalars = {
        "bound": 1.0,
        "entropy": 0.5,
        "divergence": 0.3,
        "gap": 0.2,
        "measured_step": 1200,
    }
    now = {"sigma": 0.1, "sigma_learned": True, "active": 0, "latent": 2, "probe_elbo": -2.0}
    assert as_text(readings(now)).startswith("active dimensions 0 of 2")
    samples = {"stray": 0.25, "modes": 8, "modes_covered": 3}
    measured, after = as_text(readings(scalars | now | samples)).split("\n")
    terms = "at step 1,200  ·  −ELBO 1.00 = entropy 0.50 + KL(data‖model) 0.30 + gap 0.20"
    assert measured == f"{terms}  ·  samples off the data 25%  ·  modes covered 3 of 8"
    thirds = {"bound": 1.032, "entropy": 0.344, "divergence": 0.344, "gap": 0.344}
    added = "−ELBO 1.03 = entropy 0.35 + KL(data‖model) 0.34 + gap 0.34"
    assert added in as_text(readings(scalars | thirds))
    # What is of the newest step does not stand behind the number of an older one.
    assert after.startswith("at step now  ·  active dimensions 0 of 2  ·  decoder σ 0.100 learned")
    assert after.endswith("ELBO of the probe −2.00 nats")
    assert readings({}) == ()
    plane, line = (keys(VaeLabState(run=VaeLab(latent=latent))) for latent in (2, 1))
    assert {key.text for key in plane} != {key.text for key in line}


def test_in_simple_each_plane_says_what_its_marks_mean_where_there_is_room(bench: LabBench) -> None:
    planes, strip = bench.lab.planes, bench.lab.keys
    bench.tab.resize(1400, 900)
    bench.lab.set_simple(True)
    bench.turn()
    bench.lab.draw_panels()
    shown = [each for each in planes.findChildren(KeyLabels) if each.isVisibleTo(planes)]
    left, right = sorted(shown, key=lambda each: each.x())
    assert strip.isHidden()
    for labels, plane in ((left, planes.planes["latent"]), (right, planes.planes["data"])):
        assert plane.geometry().contains(labels.geometry())
        assert not any(key.text.startswith(("left", "right")) for key in labels.keys)
    assert "prior p(z)" in {key.text for key in left.keys} - {key.text for key in right.keys}
    bench.lab.set_simple(False)
    assert not strip.isHidden() and not any(each.isVisibleTo(planes) for each in shown)


def test_room_is_kept_for_numbers_that_come_later(bench: LabBench) -> None:
    feed = bench.lab.scene.feed
    for _ in range(400):
        if {"stray", "entropy", "bound"} <= feed.scalars.keys():
            break
        bench.turn(1)
    known = dict(feed.scalars)
    assert LAB.most_readings(known) == readings(known)
    early = {name: known[name] for name in ("active", "latent", "sigma", "sigma_learned", "probe_elbo")}
    assert not any(each.first for each in readings(early))
    assert len(LAB.most_readings(early)) == len(readings(known))
    plain = {name: value for name, value in known.items() if not name.startswith("mode")}
    assert "modes" not in as_text(LAB.most_readings(plain))
