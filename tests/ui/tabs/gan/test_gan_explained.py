"""The texts of the GAN tab fit its Images stage: sections, equations with their values, and lessons."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from playground.core.folders import shipped_models
from playground.ui.explain.content import load_explanation, load_lessons
from playground.ui.tabs.gan.explain import GanBinding
from playground.ui.tabs.gan.spec import IMAGES
from playground.ui.tabs.gan.state import GanImages
from tests.support.linear_gan import LAYERS, R1, gan_card, mapped_card
from tests.ui.tabs.gan.images_bench import ImagesBench

pytestmark = pytest.mark.qt

PANELS = IMAGES.lists
LESSONS = [lesson for lesson in load_lessons("gan") if lesson.preset["stage"] == "images"]


def test_every_panel_has_a_section_with_help() -> None:
    found = load_explanation("gan")
    for name in ("lab", *PANELS):
        section = found.section(name)
        assert section.text and section.help


def test_links_of_the_text_are_terms_of_the_equations(qtbot: QtBot, stage: ImagesBench) -> None:
    explanation: Any = stage.tab.explanation()
    qtbot.addWidget(explanation)
    terms = {piece.term for view in explanation.panel.equations.values() for piece in view.equation.pieces}
    entered = {term for names in GanBinding.terms.values() for term in names}
    text = load_explanation("gan")
    linked = {
        part.split(")")[0]
        for section in (*text.sections, text)
        for part in f"{section.text} {section.more}".split("(term:")[1:]
    }
    assert linked <= terms and entered <= terms


@pytest.mark.parametrize("lesson", LESSONS, ids=[lesson.id for lesson in LESSONS])
def test_a_lesson_shows_what_it_says(qtbot: QtBot, lesson: Any) -> None:
    bench = ImagesBench(gan_card("fashion-gan"), mapped_card("faces-gan"))
    qtbot.addWidget(bench.tab)
    explanation: Any = bench.tab.explanation()
    qtbot.addWidget(explanation)
    explanation.guide.choose(lesson)
    wanted = lesson.preset["images"]
    found = bench.images.by_name()
    assert {name: found[name] for name in wanted} == wanted
    assert bench.tab.store.state.stage == "images" and bench.reports == []
    bench.link.close()


def test_what_lessons_set_up_ships() -> None:
    shipped = {path.parent.name for path in shipped_models().glob("*/card.toml")}
    assert {lesson.model for lesson in LESSONS} <= shipped


def test_what_the_lesson_on_mixing_answers_is_so(qtbot: QtBot) -> None:
    bench = ImagesBench(mapped_card("faces-gan"))
    qtbot.addWidget(bench.tab)
    explanation: Any = bench.tab.explanation()
    qtbot.addWidget(explanation)
    bench.settle()
    explanation.guide.choose_named("gan/img-mixing")
    bench.settle()
    # The game of the tests has fewer layers than the shipped one.
    bench.scene.act("one layer", first=LAYERS, last=LAYERS)
    bench.scene.act("all alike", first=1, last=2, truncation=0.0)
    none = bench.frame(bench.scene.recipe("mixing")).arrays
    assert np.ptp(none["images"].astype(int), axis=0).max() <= 1
    assert bench.frame(bench.scene.recipe("layers")).arrays["change"].max() < 0.1
    bench.scene.act("all layers", first=1, last=LAYERS, truncation=1.0)
    every = bench.frame(bench.scene.recipe("mixing")).arrays
    mixed = every["images"].reshape(4, 6, *every["images"].shape[1:]).astype(int)
    assert np.abs(mixed - every["column_images"]).max() <= 1, "nothing of the rows is left"
    whole = np.abs(every["column_images"].astype(int) - every["row_images"][:, None]).mean()
    alone = bench.frame(bench.scene.recipe("layers")).arrays["change"]
    assert abs(alone.sum() - whole) > 0.05 * whole, "single layers do not add up"
    assert bench.reports == []
    bench.link.close()


def test_equations_are_those_of_the_generator(qtbot: QtBot) -> None:
    bench = ImagesBench(mapped_card(), gan_card())
    qtbot.addWidget(bench.tab)
    bench.tab.store.edit("open", stage="images")
    binding = GanBinding()
    for name, moved in (("directions", "direction"), ("plane", "blend"), ("interpolate", "sphere")):
        bench.scene.edit("open", panel=name, model="mapped-gan")
        shown = binding.shown(bench.tab)
        of_w = "gan_w_direction" if name == "directions" else f"gan_{moved}"
        assert shown == ("gan_mapping", of_w, "gan_w_truncation", "gan_synthesis", "gan_decision")
        bench.scene.edit("open", model="linear-gan")
        assert binding.shown(bench.tab) == ("gan_draw", f"gan_{moved}", "gan_decision")
    bench.link.close()


@pytest.mark.parametrize(("model", "said", "parts"), [
    ("mapped-gan", "w̄ + ψ(w − w̄)", ["z", "mapping", "w", "synthesis"]),
    ("linear-gan", "Multiplies the noise by ψ", ["z", "generator"]),
])  # fmt: skip
def test_truncation_and_dataflow_are_those_of_the_generator(
    qtbot: QtBot, model: str, said: str, parts: list[str]
) -> None:
    bench = ImagesBench(mapped_card(), gan_card())
    qtbot.addWidget(bench.tab)
    bench.tab.store.edit("open", stage="images")
    bench.scene.choose_model(bench.players.cards[model])
    bench.settle()
    form = bench.tab.controls()
    editors = (part.editors for _, part in bench.tab.forms["images"].groups)
    (editor,) = (each["truncation"] for each in editors if "truncation" in each)
    assert said in editor.toolTip() and said in editor.statusTip()
    row = [name for column in bench.stage.diagram.columns for name in column]
    assert row == [*parts, "fake", "real", "discriminator", "loss"]
    assert bench.stage.diagram.back == ("loss", parts[1])
    for name in ("point", "sample", "interpolate", "mixing"):
        if name == "mixing" and model == "linear-gan":
            continue
        panel = "plane" if name == "point" else name
        bench.panel(panel)
        looks = {node.sign: bench.stage.look(node) for node in bench.stage.diagram.nodes.values()}
        assert looks["z"] is not None and (model == "linear-gan" or looks["w"] is not None)
    form.deleteLater()
    bench.link.close()


def test_there_are_lessons_for_both_stages() -> None:
    assert len(LESSONS) >= 2 and len(load_lessons("gan")) - len(LESSONS) >= 2
    assert {lesson.preset["images"]["panel"] for lesson in LESSONS} >= {"plane", "judge", "moments"}


def test_a_lesson_without_its_model_says_so(qtbot: QtBot, stage: ImagesBench) -> None:
    explanation: Any = stage.tab.explanation()
    qtbot.addWidget(explanation)
    explanation.guide.choose(LESSONS[0])
    assert "needs the model fashion-gan" in stage.reports[0]
    assert isinstance(stage.images, GanImages) and stage.images.model == "linear-gan"


def test_equations_follow_the_panel_and_carry_values(qtbot: QtBot, stage: ImagesBench) -> None:
    explanation: Any = stage.tab.explanation()
    qtbot.addWidget(explanation)
    views = explanation.panel.equations

    def open_panel(name: str) -> set[str]:
        stage.panel(name)
        explanation.refresh()
        return {key for key, view in views.items() if view.isVisibleTo(explanation)}

    assert open_panel("plane") == {"gan_draw", "gan_blend", "gan_decision"}
    stage.scene.edit("set", u=0.25, truncation=0.8, label=5)
    stage.settle()
    explanation.refresh()
    assert views["gan_blend"].values["right"] == "u = 0.25"
    assert views["gan_draw"].values == {"psi": "0.8", "class": "Sandal"}
    said = stage.scene.feeds["point"].last.frame.arrays
    assert views["gan_decision"].values["decision"] == f"{float(said['probabilities'][0]):.2f}"
    assert open_panel("interpolate") == {"gan_draw", "gan_sphere", "gan_decision"}
    stage.scene.edit("straight", path="linear", t=0.5)
    stage.settle()
    explanation.refresh()
    assert views["gan_line"].isVisibleTo(explanation) and not views["gan_sphere"].isVisibleTo(explanation)
    assert views["gan_line"].values["position"] == "t = 0.50"
    assert open_panel("directions") == {"gan_draw", "gan_direction", "gan_decision"}
    assert open_panel("judge") == {"gan_decision", "gan_best", "gan_area"}
    area = stage.scene.feeds["judge"].last.frame.scalars["area"]
    assert views["gan_area"].values["area"] == f"{area:.3f}"
    assert open_panel("moments") == {"gan_d_log", "gan_r1", "gan_g_log"}
    means = stage.scene.feeds["moments"].last.frame.arrays["probabilities"].mean(axis=0)
    assert views["gan_r1"].values["r1_weight"] == f"{R1:g}"
    assert views["gan_g_log"].values["judged_fake"] == f"{means[0]:.2f}"
    stage.tab.explain()
    assert explanation.panel.unfolded_sections() == ("moments",)
