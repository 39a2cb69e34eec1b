"""The tab as a whole: stages, undo, sessions, dropped recipes, lessons, and what the equations say."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import msgspec
import numpy as np
import pytest
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from playground.core.progress import unwatched
from playground.core.recipe import Recipe, change, decode
from playground.gaussian import samplers
from playground.gaussian.paths import VariancePreserving
from playground.gaussian.samplers import Options
from playground.paradigms import diffusion, flow
from playground.paradigms.vae_images.recipes import HeldOut
from playground.ui.explain.content import load_lessons
from playground.ui.explain.staged import StagedExplanation
from playground.ui.stage.compare import CompareDialog
from playground.ui.stage.no_models import NoModels
from playground.ui.tabs.diffusion import TAB
from playground.ui.tabs.diffusion import explain as numbers
from playground.ui.tabs.diffusion.explain import DiffusionBinding
from playground.ui.tabs.diffusion.state import DiffusionState
from tests.support.read_number import read_number
from tests.ui.sampling.bench import StageBench

pytestmark = pytest.mark.qt


@pytest.fixture
def fresh(qtbot: QtBot) -> Iterator[StageBench]:
    """A tab that nobody has seen yet."""
    bench = StageBench(TAB)
    qtbot.addWidget(bench.tab)
    bench.tab.resize(900, 700)
    yield bench
    bench.link.close()


# Stages and sessions


def test_only_the_stage_that_is_seen_is_built(fresh: StageBench, qtbot: QtBot) -> None:
    assert fresh.tab.stages == {}
    fresh.tab.show()
    qtbot.waitExposed(fresh.tab)
    assert list(fresh.tab.stages) == ["lab"]
    assert fresh.asked("samples") == []
    players = []
    fresh.tab.player_changed.connect(lambda: players.append(fresh.tab.player))
    fresh.tab.bar.setCurrentIndex(1)
    assert list(fresh.tab.stages) == ["lab", "images"]
    assert players == [fresh.stage.player]
    fresh.undo.undo()
    assert fresh.tab.store.state.stage == "lab" and fresh.tab.bar.currentIndex() == 0
    assert fresh.tab.player is fresh.tab.stages["lab"].player


def test_a_session_comes_back_with_its_stage(fresh: StageBench, qtbot: QtBot) -> None:
    state = change(fresh.tab.store.state, stage="images", images=change(fresh.images, panel="forward"))
    fresh.tab.store.load(decode(msgspec.json.encode(state), (DiffusionState,)))
    fresh.tab.show()
    qtbot.waitExposed(fresh.tab)
    fresh.settle()
    assert list(fresh.tab.stages) == ["images"]
    assert list(fresh.stage.panels.built) == ["forward"]
    assert fresh.asked("samples") == [] and len(fresh.asked("forward")) == 1


def test_a_tab_without_models_has_its_lab_and_says_what_is_missing(qtbot: QtBot) -> None:
    bench = StageBench(TAB, cards=False)
    qtbot.addWidget(bench.tab)
    bench.tab.show()
    qtbot.waitExposed(bench.tab)
    assert "lab" in bench.tab.stages
    bench.tab.bar.setCurrentIndex(1)
    assert isinstance(bench.tab.stages["images"], NoModels)
    assert bench.tab.exports() == () and not bench.tab.copy()
    controls = bench.tab.controls()
    qtbot.addWidget(controls)
    assert bench.tab.accept(diffusion.Sample(model="fashion-ddpm"))
    assert "needs the model" in bench.reports[0]
    bench.link.close()


def test_the_tabs_own_models_come_first_and_any_denoiser_can_be_run(bench: StageBench) -> None:
    assert next(iter(bench.scene.cards)) == "brief-ddpm"
    assert list(bench.scene.cards)[-2:] == ["fashion-consistency", "fashion-flow"]
    for name in ("fashion-flow", "fashion-ddpm"):
        bench.scene.choose_model(bench.world.cards[name])
        bench.settle()
        assert bench.scene.trajectory.recipe.model == name
        assert bench.scene.trajectory.final is not None
    assert bench.reports == []


def test_a_lost_model_is_reported_and_the_shown_one_stays(bench: StageBench) -> None:
    bench.scene.edit("lost", model="gone")
    assert bench.images.model == "fashion-ddpm"
    assert "gone" in bench.reports[0]


# Dropped recipes


@pytest.mark.parametrize(
    ("recipe", "panel"),
    [
        (diffusion.Sample(model="fashion-ddpm", steps=4, seed=3, count=2, label=4), "denoise"),
        (
            diffusion.Interpolate(model="fashion-ddpm", steps=4, a=5, b=6, path="linear", frames=3),
            "interpolate",
        ),
        (diffusion.Forward(model="fashion-ddpm", source=HeldOut(7), seed=2, pictures=41), "forward"),
        (diffusion.Fan(model="fashion-ddpm", etas=(0.0, 1.0), steps=4, branches=2, seed=8), "fan"),
        (diffusion.Bound(model="fashion-ddpm", count=2, labelled=True, variance="forward", seed=4), "bound"),
    ],
)
def test_a_recipe_is_shown_as_one_undoable_step(bench: StageBench, recipe: Recipe, panel: str) -> None:
    bench.tab.store.edit("lab", stage="lab")
    before, steps = bench.tab.store.state, bench.undo.count()
    assert bench.tab.accept(recipe)
    state = bench.tab.store.state
    assert (state.stage, state.images.panel) == ("images", panel)
    assert getattr(state.images, "samples" if panel == "denoise" else panel) == recipe
    assert bench.undo.count() == steps + 1
    bench.undo.undo()
    assert bench.tab.store.state == before


def test_the_labs_recipes_and_whole_states_are_shown(bench: StageBench) -> None:
    run = change(bench.tab.store.state.lab.run, seed=77)
    assert bench.tab.accept(run)
    assert bench.tab.store.state.stage == "lab" and bench.tab.store.state.lab.run.seed == 77
    assert bench.tab.accept(DiffusionState(stage="images"))
    assert bench.tab.store.state == DiffusionState(stage="images")


def test_what_belongs_elsewhere_leaves_nothing_to_undo(bench: StageBench) -> None:
    steps = bench.undo.count()
    assert not bench.tab.accept(flow.Sample(model="fashion-flow"))
    assert bench.undo.count() == steps
    assert bench.tab.accept(diffusion.Sample(model="nowhere"))
    # Its settings are shown with the model that is chosen.
    assert "nowhere" in bench.reports[0] and bench.undo.count() == steps + 1


def test_an_exported_picture_is_the_same_as_what_its_recipe_gives(
    bench: StageBench, tmp_path: Path, qtbot: QtBot
) -> None:
    exports = {export.title: export for export in bench.tab.exports()}
    path = tmp_path / "samples.png"
    exports["Samples, grid and arrays"].save(path, False, unwatched)
    assert bench.tab.compare(bench.scene.recipe("samples"), path)
    bench.settle()
    dialog = bench.tab.findChild(CompareDialog)
    qtbot.waitUntil(lambda: dialog.verdict.text() != "Rendering …")
    assert dialog.verdict.text().startswith("Same")
    dialog.close()


def test_copy_puts_the_chosen_sample_on_the_clipboard(bench: StageBench) -> None:
    bench.scene.edit("another", sample=2)
    assert bench.tab.copy()
    image = QGuiApplication.clipboard().image()
    picture = bench.scene.trajectory.moments[-1].arrays["data"][2, 0]
    assert image.pixelColor(145, 145).red() == picture[14, 14]


# Lessons and equations


def test_every_lesson_can_be_tried(bench: StageBench, qtbot: QtBot) -> None:
    controls, explanation = bench.tab.controls(), bench.tab.explanation()
    assert isinstance(explanation, StagedExplanation)
    for widget in (controls, explanation):
        qtbot.addWidget(widget)
    for lesson in load_lessons("diffusion"):
        explanation._try(lesson)
        state = bench.tab.store.state
        assert state.stage == lesson.preset["stage"]
        for name, value in lesson.preset.get("images", {}).items():
            found = msgspec.to_builtins(state.images.value(name))
            assert (list(found) if isinstance(found, tuple) else found) == value, name
        explanation.explain()
    assert bench.reports == []


def test_equations_follow_panel_and_sampler_and_carry_numbers(bench: StageBench, qtbot: QtBot) -> None:
    explanation = bench.tab.explanation()
    qtbot.addWidget(explanation)
    views = explanation.panel.equations
    for sampler in samplers.discover():
        bench.scene.edit("another", sampler=sampler.name)
        bench.settle()
        explanation.refresh()
        shown = [name for name, view in views.items() if not view.isHidden()]
        assert set(shown) == set(explanation.binding.shown(bench.tab)), sampler.name
    bench.scene.edit("back", sampler="ddim", eta=0.5)
    bench.settle()
    explanation.refresh()
    assert views["ddim_eta"].values["eta"] == "0.5"
    bench.panel("forward")
    bench.scene.edit("noise", level=0.5)
    explanation.refresh()
    alpha = bench.scene.path.level(500.0).alpha
    assert float(views["forward"].values["signal"]) == pytest.approx(alpha, rel=1e-2)
    assert float(views["schedule"].values["alpha_bar"]) == pytest.approx(alpha**2, rel=1e-2)
    bench.panel("interpolate")
    bench.scene.edit("walk", t=0.25, a=7)
    explanation.refresh()
    assert views["noise_sphere"].values == {"position": "λ = 0.25", "seed_a": "seed 7", "seed_b": "seed 1"}


def test_a_term_lights_its_control_and_a_control_its_terms(bench: StageBench, qtbot: QtBot) -> None:
    controls = bench.tab.controls()
    explanation = bench.tab.explanation()
    for widget in (controls, explanation):
        qtbot.addWidget(widget)
    explanation.panel.term_hovered.emit("guidance")
    form = bench.tab.forms["images"]
    lit = {name for _group, each in form.groups for name, editor in each.editors.items() if editor.lit}
    assert lit == {"guidance"}
    form.touched.emit("eta")
    assert {"eta", "step_noise"} <= explanation.panel._lit


def test_the_bounds_terms_stand_in_their_equation(bench: StageBench, qtbot: QtBot) -> None:
    explanation = bench.tab.explanation()
    qtbot.addWidget(explanation)
    bench.scene.choose_model(bench.world.cards["brief-ddpm"])
    bench.scene.edit("few", **{"bound.count": 2})
    bench.panel("bound").start.click()
    bench.settle()
    explanation.refresh()
    values = explanation.panel.equations["variational_bound"].values
    nats = sum(read_number(values[term]) * sign for term, sign in (
        ("prior_term", 1), ("step_terms", 1), ("decoder_term", -1)
    ))  # fmt: skip
    total = float(bench.scene.feeds["bound"].last.frame.scalars["bits_per_dim"]) * 784 * np.log(2)
    assert nats == pytest.approx(total, rel=1e-2)


@pytest.mark.parametrize("index", [0, 3])
@pytest.mark.parametrize("sampler", [each.name for each in samplers.discover()])
def test_steps_light_all_that_two_levels_decide(sampler: str, index: int) -> None:
    path, lit = VariancePreserving(), set(DiffusionBinding.terms["steps"])
    times = (950.0, 800.0, 700.0, 500.0, 400.0)
    further = (*times[: index + 1], times[index + 1] - 60)

    def told(grid: tuple[float, ...]) -> numbers.Filled:
        return numbers.in_numbers(sampler, path, grid, index, Options(eta=0.5))

    # More steps move the next level, and with it whatever in these equations depends on it.
    for equation, terms in told(times).items():
        changed = {term for term in terms if terms[term] != told(further)[equation][term]}
        assert changed <= lit, equation
