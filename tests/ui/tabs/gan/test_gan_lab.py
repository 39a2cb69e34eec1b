"""The GAN's lab in its tab, with the real run: what is drawn, what reaches it, and what can be undone."""

from __future__ import annotations

from typing import Any

import msgspec
import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from playground.core.progress import unwatched
from playground.core.recipe import change
from playground.core.words import number
from playground.live.gan import PARTS
from playground.paradigms.gan_lab.presets import PRESETS
from playground.paradigms.gan_lab.recipes import GanLab
from playground.ui.explain.content import load_lessons
from playground.ui.lab.history import History
from playground.ui.plots.series_plot import SeriesPlot
from playground.ui.tabs.gan.explain import lab_values
from playground.ui.tabs.gan.lab import game_plane
from playground.ui.tabs.gan.lab.colours import REAL
from playground.ui.tabs.gan.lab.planes import POSITIONS
from playground.ui.tabs.gan.lab.spec import LAB
from playground.ui.tabs.gan.lab.words import readings
from playground.ui.tabs.gan.state import GanImages, GanState
from playground.ui.widgets.fold import Fold
from playground.ui.widgets.readings import as_text
from tests.support.whole_file import read_whole
from tests.ui.tabs.gan.conftest import SMALL, GanBench

pytestmark = pytest.mark.qt


def test_it_draws_the_newest_frame_while_it_trains(bench: GanBench) -> None:
    first = bench.scalars["step"]
    bench.turn(6)
    assert bench.scalars["step"] > first and bench.reports == []
    bench.lab.planes.draw()
    bench.lab.tell()
    arrays, planes = bench.lab.scene.feed.arrays, bench.lab.planes
    assert np.array_equal(planes.game.cloud.points, arrays["fakes"])
    assert np.array_equal(planes.game.data.points, arrays["data_points"])
    assert np.array_equal(planes.generator.mesh.nodes, arrays["mesh"])
    assert np.array_equal(planes.judgements.fake, arrays["histogram_fake"])
    assert all(planes.isAncestorOf(part) for part in (planes.game, planes.generator, planes.judgements))
    assert np.array_equal(bench.lab.parts["losses"].widget.values[:, 0], arrays["losses_d"][:, 1])
    assert "G’s RMS |∂ℓ/∂x|" in bench.lab.numbers.text()


def test_sticks_are_as_long_as_their_key_says(bench: GanBench) -> None:
    game, arrays = bench.lab.planes.game, bench.lab.scene.feed.arrays
    game.draw(arrays, bench.scalars, bench.tab.store.state.lab.view)
    x, y = game.sticks.getData()
    drawn = np.hypot(np.diff(x)[::2], np.diff(y)[::2])
    unit = float(game.key_tag.text.split("≥")[1])
    assert drawn * unit == pytest.approx(np.linalg.norm(arrays["sticks"], axis=1), rel=1e-4, abs=1e-6)
    long = {**bench.scalars, "stick_scale": 3 / np.linalg.norm(arrays["sticks"], axis=1).max()}
    game.draw(arrays, long, bench.tab.store.state.lab.view)
    x, y = game.sticks.getData()
    assert np.hypot(np.diff(x)[::2], np.diff(y)[::2]).max() == pytest.approx(1)
    bar = np.ptp(game.key_bar.getData()[0])
    assert bar == pytest.approx(1.0)


def test_collapsed_points_are_seen_above_their_sticks(bench: GanBench) -> None:
    game = bench.lab.planes.game
    assert game.data.zValue() <= game.sticks.zValue() < game.cloud.zValue()


def test_hot_controls_reach_the_run_and_others_begin_it_anew(bench: GanBench) -> None:
    before = bench.scalars["step"]
    bench.lab.scene.run.edit("change", objective="least squares", d_learning_rate=1e-4)
    bench.turn(6)
    assert bench.scalars["step"] > before and bench.scalars["d_scale"] == "score"
    bench.turn(10)
    far = bench.scalars["step"]
    bench.lab.scene.run.edit("change", noise="normal 1-D")
    bench.turn(4)
    assert bench.scalars["step"] < far
    bench.lab.planes.draw()
    generator = bench.lab.planes.generator
    assert generator.curve.isVisible() and not generator.mesh.isVisible()


def test_one_player_stands_still_while_the_other_learns(bench: GanBench) -> None:
    bench.lab.parts["players"].widget.buttons["discriminator"].click()
    assert bench.run.players == "discriminator"
    bench.turn(6)
    fakes = bench.lab.scene.feed.arrays["fakes"].copy()
    bench.turn(4)
    assert np.array_equal(bench.lab.scene.feed.arrays["fakes"], fakes)
    bench.undo.undo()
    assert bench.run.players == "both" and bench.lab.parts["players"].widget.buttons["both"].isChecked()


def test_a_paused_training_makes_one_round_at_a_time(bench: GanBench) -> None:
    bench.lab.train("toggle")
    bench.turn(6)
    held = bench.scalars["step"]
    for step in (1, 2):
        bench.lab.train("step")
        bench.turn(6)
        assert bench.scalars["step"] == held + step
    bench.turn(4)
    assert bench.scalars["step"] == held + 2 and not bench.run.training


def test_slow_motion_walks_on_while_controls_are_dragged(bench: GanBench) -> None:
    bench.lab.parts["players"].widget.slow.click()
    scene = bench.lab.scene
    assert bench.motion.walking
    bench.turn(6)
    seen = []
    for turn in range(30):
        if not scene.stepping:
            seen.append((bench.scalars["player"], bench.scalars["part"]))
        bench.motion._go_on()
        scene.run.edit("learning rate", d_learning_rate=1e-3 * (1 + turn / 30))
        bench.turn(1)
    assert len(set(seen)) == 10, "both players’ five parts"
    held = bench.scalars["step"]
    bench.lab.parts["players"].widget.slow.click()
    bench.turn(6)
    assert bench.scalars["step"] > held


def test_slow_motion_begins_with_a_part_whatever_is_on_its_way(bench: GanBench) -> None:
    bench.turn(3)
    bench.lab.parts["players"].widget.slow.click()
    bench.turn(8)
    assert not bench.lab.scene.stepping
    assert bench.scalars["part"] == PARTS[0]


def test_slow_motion_walks_through_all_parts_of_both_updates(bench: GanBench) -> None:
    bench.lab.train("toggle")
    bench.lab.parts["players"].widget.slow.click()
    bench.turn(6)
    planes = bench.lab.planes
    assert not bench.motion.walking and bench.lab.parts["slow"].widget.isVisible()
    seen = []
    for _ in range(10):
        bench.lab.train("step")
        bench.turn(6)
        planes.draw()
        bench.lab.tell()
        seen.append((bench.scalars["player"], bench.scalars["part"]))
        assert str(bench.scalars["caption"]) in bench.lab.parts["slow"].widget.caption.text()
        assert f"<b>{bench.scalars['part_index']}" in bench.lab.parts["slow"].widget.parts.text()
        if bench.scalars["part"] in ("noise", "generate"):
            assert planes.generator.note.text == (
                "Noise z" if bench.scalars["part"] == "noise" else "Generator G(z)"
            )
        if bench.scalars["part"] == "gradient":
            pulled, sent = planes.game.rises.isVisible(), planes.game.sticks.isVisible()
            assert (pulled, sent) == (len(seen) == 4, len(seen) == 9)
        assert planes.game.key_tag.isVisible() == planes.game.sticks.isVisible()
    assert seen == [(player, part) for player in ("discriminator", "generator") for part in PARTS]
    assert planes.game.moves.isVisible()
    bench.lab.parts["players"].widget.slow.click()
    bench.turn(4)
    bench.lab.tell()
    assert not bench.lab.parts["slow"].widget.isVisible() and bench.scalars["part"] == ""


def test_real_points_have_their_own_colour_again_after_slow_motion(bench: GanBench) -> None:
    def blues() -> int:
        bench.lab.planes.draw()
        image = bench.lab.planes.game.grab().toImage()
        colours = (image.pixelColor(x, y) for x in range(image.width()) for y in range(image.height()))
        return sum(colour == REAL for colour in colours)

    bench.lab.scene.view.edit("bare", field=False, border=False, sticks=False)
    assert blues() > 100
    bench.lab.train("toggle")
    bench.lab.parts["players"].widget.slow.click()
    for _ in range(1 + PARTS.index("look")):
        bench.lab.train("step")
        bench.turn(6)
    assert bench.scalars["part"] == "look" and blues() == 0
    bench.lab.parts["players"].widget.slow.click()
    bench.turn(6)
    assert blues() > 100


def test_an_update_is_seen_to_its_end_though_no_more_frames_come(
    bench: GanBench, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(game_plane, "UPDATE_MS", 10**7)  # it is not over before it is looked at
    bench.lab.train("toggle")
    bench.lab.parts["players"].widget.slow.click()
    for _ in range(2 * len(PARTS)):
        bench.lab.train("step")
        bench.turn(6)
    planes, arrays = bench.lab.planes, bench.lab.scene.feed.arrays
    planes.draw()
    assert bench.scalars["part"] == "update" and planes.game.moving
    assert not np.array_equal(planes.game.cloud.points, arrays["batch_after"])
    # Only the window works now, and the engine brings nothing.
    monkeypatch.setattr(game_plane, "UPDATE_MS", 1)
    qtbot.waitUntil(lambda: not planes.game.moving)
    assert np.allclose(planes.game.cloud.points, arrays["batch_after"], atol=1e-5)


def test_slow_motion_goes_on_by_itself_while_it_trains_and_is_seen(bench: GanBench) -> None:
    bench.lab.parts["players"].widget.slow.click()
    bench.motion._pace.setInterval(10**7)  # no test waits for the next part, and none is overtaken by it
    bench.turn(6)
    assert bench.motion.walking and bench.scalars["part"] == "noise"
    bench.motion._go_on()
    bench.turn(6)
    assert bench.scalars["part"] == "generate"
    bench.lab.train("step")
    assert not bench.run.training and not bench.motion.walking
    bench.lab.train("toggle")
    assert bench.motion.walking
    bench.tab.hide()
    assert not bench.motion.walking


def test_where_the_game_stands_alone_its_points_walk_from_their_noise(bench: GanBench) -> None:
    planes, player = bench.lab.planes, bench.lab.player
    planes.draw()
    arrays = bench.lab.scene.feed.arrays
    fakes = arrays["fakes"]
    noise = arrays["fake_noise"][: len(fakes)]
    player.seek(0)
    planes.draw()
    assert planes.game.cloud.points == pytest.approx(fakes), "beside the generator's plane they stay"
    planes.set_alone(True)
    for position in (0, (POSITIONS - 1) // 2):
        player.seek(position)
        planes.draw()
        share = position / (POSITIONS - 1)
        assert planes.game.cloud.points == pytest.approx((1 - share) * noise + share * fakes, abs=1e-5)
        assert not planes.game.sticks.isVisible(), "what pulls them acts on G(z)"
    assert player.reads is not None and player.reads(POSITIONS - 1) == "100%"


def test_a_mouse_on_the_generator_replays_its_noise_becoming_points(bench: GanBench) -> None:
    planes = bench.lab.planes
    planes.draw()
    arrays = bench.lab.scene.feed.arrays
    planes.generator.entered.emit()
    assert planes.replaying and planes.share == 0
    planes.draw()
    assert planes.generator.mesh.nodes == pytest.approx(arrays["mesh_noise"])
    noise = arrays["fake_noise"][: len(arrays["fakes"])]
    assert planes.generator.cloud.points == pytest.approx(noise)
    assert planes.generator.extent < 1.5
    planes.generator.left.emit()
    planes.draw()
    assert not planes.replaying and planes.share == 1 and planes.generator.extent == 3.5
    bench.lab.player.seek(POSITIONS // 2)
    planes.draw()
    half = (arrays["mesh_noise"] + arrays["mesh"]) / 2
    assert planes.generator.mesh.nodes == pytest.approx(half, abs=1e-5)


def test_in_a_narrow_half_both_planes_are_over_one_another_without_the_judgements(bench: GanBench) -> None:
    planes = bench.lab.planes
    for size, judged in (((200, 230), False), ((640, 400), True)):
        planes.resize(*size)
        game, generator = planes.game.geometry(), planes.generator.geometry()
        assert planes.judgements.isHidden() != judged and not game.intersects(generator)
        assert planes.rect().contains(game) and planes.rect().contains(generator)
        assert min(game.width(), generator.width()) >= 100


def test_a_click_makes_the_small_plane_the_large_one(bench: GanBench) -> None:
    planes = bench.lab.planes
    assert planes.large is planes.game and planes.game.width() > planes.generator.width()
    QTest.mouseClick(planes.generator.canvas, Qt.MouseButton.LeftButton)
    assert bench.tab.store.state.lab.view.main == "generator" and bench.undo.count() == 1
    assert planes.game.width() < planes.generator.width()
    QTest.mouseClick(planes.generator.canvas, Qt.MouseButton.LeftButton)
    assert bench.undo.count() == 1


def test_layers_are_switched(bench: GanBench) -> None:
    game = bench.lab.planes.game
    off = {"field": False, "border": False, "data_points": False, "fakes": False, "sticks": False}
    bench.lab.scene.view.edit("change", **off, mesh=True)
    bench.lab.planes.draw()
    assert len(game.cloud.points) == len(game.data.points) == 0
    assert not game.sticks.isVisible() and not game.border.isVisible() and not game.key_tag.isVisible()
    assert game.mesh.isVisible()


@pytest.mark.parametrize("preset", PRESETS, ids=lambda preset: preset.name)
def test_presets_are_one_step_and_say_what_to_see(bench: GanBench, preset: Any, qtbot: QtBot) -> None:
    form = bench.lab.controls()
    qtbot.addWidget(form)
    form.presets.buttons[preset.name].click()
    assert bench.run == preset.recipe and bench.undo.count() == 1
    assert form.presets.see.text().startswith(f"{preset.help} It comes trained")
    bench.lab.scene.run.edit("change", seed=5, start="")
    assert form.presets.see.text() == preset.help
    assert form.presets.see.isEnabled() and "changed" not in form.presets.heading.text()


def test_a_preset_is_told_of_until_something_else_is_shown(bench: GanBench, qtbot: QtBot) -> None:
    form, preset = bench.lab.controls(), PRESETS[1]
    qtbot.addWidget(form)
    form.resize(260, 900)
    form.show()
    form.presets.buttons[preset.name].click()
    QApplication.processEvents()
    rows = dict(form.editors())
    before = rows["d_steps"].mapTo(form, QPoint()).y()
    bench.lab.scene.run.edit("change", d_steps=3)
    bench.lab.scene.run.edit("change", data="two-moons")
    QApplication.processEvents()
    assert rows["d_steps"].mapTo(form, QPoint()).y() == before
    assert form.presets.see.text().startswith(preset.help) and not form.presets.see.isEnabled()
    assert f"{preset.title}, changed" in form.presets.heading.text()
    bench.lab.scene.run.replace("lesson", change(SMALL, d_steps=7, g_steps=2))
    assert form.presets.see.isHidden() and "changed" not in form.presets.heading.text()
    bench.undo.undo()
    bench.undo.undo()
    bench.undo.undo()
    assert (
        form.presets.see.text().startswith(preset.help)
        and form.presets.see.isEnabled()
        and not form.presets.see.isHidden()
    )


@pytest.mark.parametrize("objective", ["non-saturating", "least squares", "hinge", "wasserstein"])
def test_histogram_caption_and_equation_say_the_same_of_d(bench: GanBench, objective: str) -> None:
    bench.lab.scene.run.edit("change", objective=objective, training=False, slow=True)
    for _ in range(3):
        bench.lab.train("step")
        bench.turn(6)
    planes, scalars, arrays = bench.lab.planes, bench.scalars, bench.lab.scene.feed.arrays
    planes.draw()
    bench.lab.tell()
    said = lab_values(bench.tab.store.state.lab, scalars)
    of_d = next(values for name, values in said.items() if name.startswith("gan_d_"))
    described = planes.judgements.accessibleDescription()
    means = [of_d[name].removeprefix("mean ") for name in ("judged_real", "judged_fake")]
    assert described == "real {}, generated {}".format(*means)
    game = bench.world.lab._game
    told = game.fake_out if objective != "non-saturating" else 1 / (1 + np.exp(-game.fake_out))
    assert f"generated ones {number(float(told.mean()))}." in str(scalars["caption"])
    low, half, high = (
        0.5 if mark == "½" else float(mark.removeprefix("≤ ").removeprefix("≥ ").replace("−", "-"))
        for mark in planes.judgements.marks
    )
    of_points = game.discriminator(arrays["fakes"])[:, 0]
    if objective == "non-saturating":
        of_points = 1 / (1 + np.exp(-of_points))
    shares = np.histogram(
        np.clip(of_points, low, high), np.linspace(low, high, len(planes.judgements.fake) + 1)
    )
    assert low < half < high
    if objective != "wasserstein":  # whose marks are rounded
        assert np.cumsum(shares[0] / len(of_points)) == pytest.approx(
            np.cumsum(planes.judgements.fake), abs=0.02
        )


def test_a_penalty_in_the_loss_is_told_of(bench: GanBench) -> None:
    bench.lab.scene.run.edit("change", objective="wasserstein", r1=0.5, training=False, slow=True)
    for _ in range(4):
        bench.lab.train("step")
        bench.turn(6)
    caption, penalties = str(bench.scalars["caption"]), bench.world.lab._game.penalties
    assert penalties.keys() == {"the gradient penalty", "R1"} and min(penalties.values()) > 0
    for name, value in penalties.items():
        assert f"{value:.3f} is {name}" in caption
    bench.lab.scene.run.edit("change", objective="hinge", r1=0.0)
    for _ in range(10):
        bench.lab.train("step")
        bench.turn(6)
    assert "Its loss is" in str(bench.scalars["caption"]) and "of which" not in str(bench.scalars["caption"])


def test_the_penalty_is_asked_for_where_there_is_one(bench: GanBench, qtbot: QtBot) -> None:
    form = bench.lab.controls()
    qtbot.addWidget(form)
    rows = dict(form.editors())
    assert rows["penalty"].isHidden()
    bench.lab.scene.run.edit("change", objective="wasserstein")
    assert not rows["penalty"].isHidden()


def test_a_training_that_explodes_says_so_and_any_change_begins_it_anew(bench: GanBench) -> None:
    bench.lab.scene.run.edit("break", g_learning_rate=1.0, d_learning_rate=1.0, g_optimiser="sgd")
    bench.lab.scene.run.edit("break", d_optimiser="sgd", objective="least squares", speed=50)
    numbers: list[dict[str, object]] = []
    bench.tab.status.connect(numbers.append)
    bench.turn_until(lambda: bool(bench.reports))
    assert "unstable" in bench.reports[0] and "begin again" in bench.reports[0]
    assert bench.lab.bar.text.text().startswith("Stopped") and numbers[-1] == {}
    assert bench.halts["gan/lab"] is not None
    bench.lab.scene.run.edit("mend", g_learning_rate=1e-3, d_learning_rate=1e-3, speed=1)
    bench.turn(6)
    assert bench.halts["gan/lab"] is None
    assert 0 < bench.scalars["step"] < 20 and len(bench.reports) == 1
    bench.lab.tell()
    assert not bench.lab.bar.text.text().startswith("Stopped")


def test_a_training_that_exploded_is_begun_again_by_its_button(bench: GanBench) -> None:
    bench.lab.scene.run.edit("stay", speed=1)
    bench.turn(12)
    bench.world.lab._game.discriminator.own.flat[:] = np.nan
    bench.turn_until(lambda: bool(bench.reports))
    halt = bench.halts["gan/lab"]
    assert halt is not None and list(halt.choices) == ["Begin again"]
    halt.choices["Begin again"]()
    bench.turn(4)
    assert bench.halts["gan/lab"] is None and 0 < bench.scalars["step"] < 12


def test_lessons_of_the_lab_fit_it_and_equations_follow(bench: GanBench, qtbot: QtBot) -> None:
    explanation: Any = bench.tab.explanation()
    qtbot.addWidget(explanation)
    lessons = [lesson for lesson in load_lessons("gan") if lesson.preset["stage"] == "lab"]
    assert len(lessons) >= 4
    for lesson in lessons:
        explanation.guide.choose(lesson)
        wanted = lesson.preset["lab"]["run"]
        assert {name: getattr(bench.run, name) for name in wanted} == wanted and bench.reports == []
    bench.lab.scene.run.replace("small", SMALL)
    bench.turn(8)
    explanation.refresh()
    told = explanation.panel.equations["gan_d_log"].values
    assert told["judged_real"] == f"mean {bench.scalars['d_real']:.2f}"
    bench.lab.scene.run.edit("change", objective="wasserstein", penalty=2.0, r1=0.5)
    bench.turn(6)
    explanation.refresh()
    assert explanation.panel.equations["gan_d_wasserstein"].values["penalty_weight"] == "2"
    assert explanation.panel.equations["gan_r1"].values["r1_weight"] == "0.5"
    assert explanation.panel.equations["gan_d_wasserstein"].isVisibleTo(explanation)
    assert not explanation.panel.equations["gan_d_log"].isVisibleTo(explanation)
    bench.tab.explain()
    assert explanation.panel.unfolded_sections() == ("lab",)


def test_a_lesson_begins_with_trained_players(bench: GanBench, qtbot: QtBot) -> None:
    explanation: Any = bench.tab.explanation()
    qtbot.addWidget(explanation)
    bench.turn(8)
    lesson = next(each for each in load_lessons("gan") if each.id == "lab-slow")
    explanation.guide.choose(lesson)
    bench.turn(2)
    assert bench.run.slow and bench.scalars["step"] == 1000
    assert explanation.guide.current is lesson and bench.reports == []


def test_who_begins_anew_begins_untrained_and_one_undo_brings_what_came_trained(bench: GanBench) -> None:
    bench.lab.scene.run.replace("show", change(GanLab(start="gan-healthy"), training=False))
    bench.turn(2)
    assert bench.scalars["step"] == 1000
    bench.tab.train("reset")
    bench.turn(2)
    assert bench.scalars["step"] == 0 and bench.run.start == ""
    bench.undo.undo()
    bench.turn(2)
    assert bench.scalars["step"] == 1000 and bench.reports == []


def test_a_trained_state_that_is_asked_for_with_other_settings_begins_anew_and_says_so(
    bench: GanBench,
) -> None:
    bench.lab.scene.run.replace("show", change(GanLab(start="gan-healthy"), training=False))
    bench.turn(2)
    bench.lab.scene.run.edit("change", g_width=32)
    bench.turn(3)
    assert bench.scalars["step"] == 0 and bench.reports == []
    bench.lab.scene.run.replace("show", change(GanLab(), training=False))
    bench.turn(2)
    bench.lab.scene.run.replace("show", change(GanLab(start="gan-healthy", g_width=32), training=False))
    bench.turn(3)
    assert bench.scalars["step"] == 0
    assert [report.split("(")[1] for report in bench.reports] == [
        "Generator: Width), so the training begins anew."
    ]


def test_recipes_and_states_are_shown(bench: GanBench) -> None:
    assert bench.tab.accept(change(SMALL, d_steps=2)) and bench.run.d_steps == 2
    assert bench.tab.accept(GanState(stage="images"))
    assert bench.tab.accept(change(SMALL, d_steps=3)) and bench.tab.store.state.stage == "lab"
    assert bench.tab.accept(GanImages().sample) and "was not found" in bench.reports[-1]


def test_what_is_shown_can_be_written(bench: GanBench, tmp_path: Any) -> None:
    for noise in ("uniform 2-D", "uniform 1-D"):
        bench.lab.scene.run.edit("change", noise=noise)
        bench.turn(6)
        bench.lab.planes.draw()
        bench.lab.tell()
        *exports, _film = bench.tab.exports()  # The last is made in another thread.
        assert len({export.stem for export in exports}) >= 4
        for export in exports:
            for suffix in export.suffixes:
                path = tmp_path / f"{export.stem} {noise}{suffix}"
                export.save(path, False, unwatched)
                read_whole(path)


def test_a_place_that_is_too_narrow_for_words_has_letters(bench: GanBench) -> None:
    bench.tab.resize(420, 600)
    bench.turn(2)
    assert bench.lab.parts["players"].widget.buttons["generator"].text() == "G"
    assert bench.lab.parts["players"].widget.buttons["generator"].accessibleName() == "Only G"
    bench.tab.resize(900, 700)
    bench.turn(2)
    assert bench.lab.parts["players"].widget.buttons["generator"].text() == "Only G"


def test_numbers_that_stand_at_two_places_are_of_one_frame(bench: GanBench, qtbot: QtBot) -> None:
    explanation: Any = bench.tab.explanation()
    qtbot.addWidget(explanation)
    seen = set()
    bench.lab._turn.setInterval(3_600_000)  # nothing is told but what is told here
    for _ in range(3):
        bench.lab.tell()
        told = dict(bench.scalars)
        bench.turn(3)
        bench.lab.planes.draw()
        assert bench.scalars["step"] > told["step"], "other frames have come and were drawn"
        written = explanation.panel.equations["gan_d_log"].values
        means = [number(float(told[name])) for name in ("d_real", "d_fake")]
        assert [written[name] for name in ("judged_real", "judged_fake")] == [
            f"mean {mean}" for mean in means
        ]
        assert written["loss_d"] == number(float(told["loss_d"]), 3)
        described = bench.lab.planes.judgements.accessibleDescription()
        assert described == "real {}, generated {}".format(*means)
        assert bench.lab.parts["losses"].widget._newest == (told["loss_d"], told["loss_g"])
        seen.add(written["loss_d"])
    assert len(seen) == 3


def test_a_divergence_that_is_infinite_is_told(bench: GanBench) -> None:
    lab = bench.lab
    lab.scene.findChild(History)._rows[:] = [(1.0, 0.5, 2.0), (2.0, 0.6, np.nan)]
    lab.draw_panels()
    assert (
        np.isinf(lab.parts["kl"].widget.values).tolist() == [False, True]
        and "∞" in lab.parts["kl"].widget.heading.longest
    )
    lab.scene.findChild(History)._rows[:] = [(1.0, np.nan, np.nan)]
    lab.draw_panels()
    assert "∞" not in lab.parts["kl"].widget.heading.longest


@pytest.mark.parametrize("modes", [True, False])
def test_room_is_kept_for_numbers_that_come_later(modes: bool) -> None:
    known = {"stick_size": 0.001, "d_scale": "critic", "d_gap": -1.5}
    measured = {"measured": 9, "js": 0.25, "sliced_wasserstein": 0.5}
    if modes:
        measured |= {"modes": 8, "modes_covered": 3, "mode_quality": 0.5}
    ends = ("", "_low", "_high")
    floors = {name + end: 0.02 for name in ("js_floor", "kl_floor", "noise_floor") for end in ends}
    rows = [known | measured, known | measured | {"kl": 12.5}, known | measured | floors | {"kl": 12.5}]
    assert len({len(as_text(LAB.most_readings(row))) for row in rows}) == 1
    assert LAB.most_readings(rows[-1]) == readings(rows[-1]) and "floor" not in as_text(readings(rows[0]))
    assert len(LAB.most_readings(known)) >= len(LAB.most_readings(rows[-1]))


def test_planes_keep_their_place_when_numbers_come(bench: GanBench, qtbot: QtBot) -> None:
    bench.turn_until(lambda: {"noise_floor", "sliced_wasserstein"} <= bench.scalars.keys())
    lab, feed = bench.lab, bench.lab.scene.feed
    lab.setMaximumWidth(640)
    lab.resize(640, 600)
    lab.tell()
    full = feed.frame
    assert full is not None
    measured = {"js", "kl", "sliced_wasserstein"}
    later = measured | {
        name + end for name in ("js_floor", "kl_floor", "noise_floor") for end in ("", "_low", "_high")
    }
    few = {name: value for name, value in full.scalars.items() if name not in later}
    heights, lines = [], []
    for scalars in (few, full.scalars):
        lab.numbers.give_room_back()
        feed.frame = msgspec.structs.replace(full, scalars=scalars)
        lab.tell()
        heights.append(lab.numbers.minimumHeight())
        lab.numbers.give_room_back()
        lines.append(lab.numbers.heightForWidth(lab.numbers.width()))
    assert heights[0] == heights[1] == max(lines) > min(lines)


def test_a_preset_in_which_one_player_stands_still_is_changed(bench: GanBench, qtbot: QtBot) -> None:
    form, preset = bench.lab.controls(), PRESETS[0]
    qtbot.addWidget(form)
    form.presets.buttons[preset.name].click()
    bench.lab.scene.run.edit("change", players="discriminator")
    assert form.presets.see.text().startswith(preset.help) and not form.presets.see.isEnabled()
    assert f"{preset.title}, changed" in form.presets.heading.longest


def test_more_is_there_where_there_is_more(bench: GanBench, qtbot: QtBot) -> None:
    form = bench.lab.controls()
    qtbot.addWidget(form)
    folds = [fold for fold in form.findChildren(Fold) if fold.isAncestorOf(dict(form.editors())["penalty"])]
    assert [fold.isVisibleTo(form) for fold in folds] == [False]
    bench.lab.scene.run.edit("change", objective="wasserstein")
    assert [fold.isVisibleTo(form) for fold in folds] == [True]


def test_the_row_of_curves_needs_no_more_width_for_long_numbers(bench: GanBench) -> None:
    for name in ("js", "kl"):
        plot = bench.lab.parts[name].widget
        assert isinstance(plot, SeriesPlot)
        before = plot.minimumSizeHint().width()
        plot.set_series(np.arange(4.0), np.array([5000.0, 0.3, 0.0567, 0.00123]))
        assert plot.logarithmic and "0.00123" in plot.heading.longest
        assert plot.minimumSizeHint().width() == before
